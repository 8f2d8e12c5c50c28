/**
 * Whether a history of concurrent operations could have happened one at a time, each at a moment
 * between its call and its return.
 *
 * The search is that of Wing and Gong with the cache of Lowe, as in Porcupine: take any operation that
 * was called before the first return, try it on the model, go on with the rest, remember which sets of
 * operations with which states led nowhere. A history is split by a model into parts that can be judged
 * by themselves (P-compositionality), which is what makes long histories feasible.
 *
 * An operation without an answer may have happened at any moment after its call, or never: its return
 * lies at Infinity and it need not be placed.
 */

/** An operation as its client saw it. */
export interface HistoryOperation<Input, Output> {
  /** Who did it; for messages only. */
  readonly process: number;
  readonly input: Input;
  /** Null when no answer came. */
  readonly output: Output | null;
  /** Moments are numbers of any unit; two operations overlap unless one returned before the other's call. */
  readonly invokedAt: number;
  /** Infinity when no answer came. */
  readonly returnedAt: number;
}

/** What the operations do when they happen one at a time. States are values that never change. */
export interface Model<Input, Output, State> {
  readonly initial: State;
  /** The state after an operation, or null when it cannot give this output. Null fits any output. */
  step(state: State, input: Input, output: Output | null): State | null;
  /** Equal for equal states. */
  key(state: State): string | number;
  /** Operations of different parts have nothing to do with each other. @defaultValue one part */
  part?(input: Input): string | number;
}

/** The answer, with the part of the history that cannot be explained or was too much to search. */
export interface Judgement<Input, Output> {
  readonly outcome: "linearizable" | "illegal" | "unknown";
  readonly part: readonly HistoryOperation<Input, Output>[];
  /** Operations tried on the model. */
  readonly steps: number;
}

export interface JudgeOptions {
  /** Most operations tried per part before the answer is "unknown". @defaultValue 2,000,000 */
  readonly stepsMax?: number;
}

/**
 * Whether one given order explains a history: it keeps to the moments, and the model gives the outputs.
 * Proves that a history is linearizable where the order of things is known, at no cost.
 *
 * @param orderOf - an operation's place, or null for one that never happened
 * @returns what is wrong with the order, or null
 */
export function explain<Input, Output, State>(
  history: readonly HistoryOperation<Input, Output>[],
  model: Model<Input, Output, State>,
  orderOf: (operation: HistoryOperation<Input, Output>) => number | null,
): string | null {
  const ordered: { readonly at: number; readonly operation: HistoryOperation<Input, Output> }[] =
    [];
  for (const operation of history) {
    const at = orderOf(operation);
    if (at !== null) ordered.push({ at, operation });
    else if (operation.output !== null) return `${JSON.stringify(operation)} never happened`;
  }
  ordered.sort((a, b) => a.at - b.at || a.operation.invokedAt - b.operation.invokedAt);
  const states = new Map<string | number, State>();
  let lastCall = -Infinity;
  for (const { operation } of ordered) {
    const { input, output, invokedAt, returnedAt } = operation;
    if (returnedAt < lastCall) return `${JSON.stringify(operation)} is ordered behind a later one`;
    lastCall = Math.max(lastCall, invokedAt);
    const part = model.part?.(input) ?? 0;
    const state = model.step(states.get(part) ?? model.initial, input, output);
    if (state === null) return `${JSON.stringify(operation)} has the wrong output`;
    states.set(part, state);
  }
  return null;
}

/** Judges a history, part by part. */
export function judge<Input, Output, State>(
  history: readonly HistoryOperation<Input, Output>[],
  model: Model<Input, Output, State>,
  options: JudgeOptions = {},
): Judgement<Input, Output> {
  const parts = new Map<string | number, HistoryOperation<Input, Output>[]>();
  for (const operation of history) {
    const name = model.part?.(operation.input) ?? 0;
    const part = parts.get(name);
    if (part === undefined) parts.set(name, [operation]);
    else part.push(operation);
  }
  let steps = 0;
  let unknown: readonly HistoryOperation<Input, Output>[] | null = null;
  for (const part of parts.values()) {
    const search = new Search(part, model, options.stepsMax ?? 2_000_000);
    const outcome = search.run();
    steps += search.steps;
    if (outcome === "illegal") return { outcome, part, steps };
    if (outcome === "unknown") unknown = part;
  }
  if (unknown !== null) return { outcome: "unknown", part: unknown, steps };
  return { outcome: "linearizable", part: [], steps };
}

/** A call or a return in the list of what is not placed yet. */
interface Entry<Input, Output> {
  readonly operation: HistoryOperation<Input, Output>;
  readonly slot: number;
  /** Of a call: its return. Null of a return. */
  readonly end: Entry<Input, Output> | null;
  before: Entry<Input, Output> | null;
  after: Entry<Input, Output> | null;
}

/** A placed operation and what was there before it. */
interface Placed<Input, Output, State> {
  readonly state: State;
  /** The call of an operation with an answer; null for one without. */
  readonly entry: Entry<Input, Output> | null;
  /** Position among those without an answer; -1 for one with an answer. */
  readonly open: number;
}

class Search<Input, Output, State> {
  steps = 0;
  readonly #model: Model<Input, Output, State>;
  readonly #stepsMax: number;
  /** Operations without an answer, by call. They are tried last: most of them did not matter. */
  readonly #open: readonly HistoryOperation<Input, Output>[];
  readonly #openSlot: number;
  readonly #head: Entry<Input, Output>;
  /** One bit per operation that is placed. */
  readonly #bits: Uint32Array;
  readonly #seen = new Set<string>();
  readonly #placed: Placed<Input, Output, State>[] = [];
  #state: State;

  constructor(
    part: readonly HistoryOperation<Input, Output>[],
    model: Model<Input, Output, State>,
    stepsMax: number,
  ) {
    this.#model = model;
    this.#stepsMax = stepsMax;
    this.#state = model.initial;
    const byCall = part.toSorted((one, other) => one.invokedAt - other.invokedAt);
    const answered = byCall.filter((operation) => operation.returnedAt !== Infinity);
    this.#open = byCall.filter((operation) => operation.returnedAt === Infinity);
    this.#openSlot = answered.length;
    this.#bits = new Uint32Array((part.length + 31) >>> 5);
    this.#head = listOf(answered);
  }

  run(): Judgement<Input, Output>["outcome"] {
    let entry = this.#head.after;
    let open = 0;
    while (this.#head.after !== null) {
      if (this.steps > this.#stepsMax) return "unknown";
      if (entry !== null && entry.end !== null) {
        if (this.#tryAnswered(entry)) {
          entry = this.#head.after;
          open = 0;
        } else {
          entry = entry.after;
        }
        continue;
      }
      // The first return: what was called before it can still come first, also if never answered.
      const placed = this.#tryOpen(open, entry?.operation.returnedAt ?? Infinity);
      if (placed) {
        entry = this.#head.after;
        open = 0;
        continue;
      }
      const last = this.#undo();
      if (last === undefined) return "illegal";
      if (last.entry !== null) {
        entry = last.entry.after;
        open = 0;
      } else {
        entry = this.#firstReturn();
        open = last.open + 1;
      }
    }
    return "linearizable";
  }

  #tryAnswered(entry: Entry<Input, Output>): boolean {
    const { input, output } = entry.operation;
    this.steps += 1;
    const next = this.#model.step(this.#state, input, output);
    if (next === null || !this.#isNew(entry.slot, next)) return false;
    this.#placed.push({ state: this.#state, entry, open: -1 });
    this.#state = next;
    unlink(entry);
    if (entry.end !== null) unlink(entry.end);
    return true;
  }

  #tryOpen(from: number, before: number): boolean {
    for (let open = from; open < this.#open.length; open += 1) {
      const operation = this.#open[open];
      if (operation === undefined || operation.invokedAt > before) return false;
      if (this.#has(this.#openSlot + open)) continue;
      this.steps += 1;
      const next = this.#model.step(this.#state, operation.input, null);
      // Without an effect it need not be placed at all.
      if (next === null || this.#model.key(next) === this.#model.key(this.#state)) continue;
      if (!this.#isNew(this.#openSlot + open, next)) continue;
      this.#placed.push({ state: this.#state, entry: null, open });
      this.#state = next;
      return true;
    }
    return false;
  }

  #undo(): Placed<Input, Output, State> | undefined {
    const last = this.#placed.pop();
    if (last === undefined) return undefined;
    this.#state = last.state;
    if (last.entry === null) {
      this.#flip(this.#openSlot + last.open);
      return last;
    }
    this.#flip(last.entry.slot);
    if (last.entry.end !== null) relink(last.entry.end);
    relink(last.entry);
    return last;
  }

  /** Marks an operation as placed unless the same set has led to the same state before. */
  #isNew(slot: number, state: State): boolean {
    this.#flip(slot);
    const name = `${this.#bits.join()}|${this.#model.key(state)}`;
    if (!this.#seen.has(name)) {
      this.#seen.add(name);
      return true;
    }
    this.#flip(slot);
    return false;
  }

  #firstReturn(): Entry<Input, Output> | null {
    let entry = this.#head.after;
    while (entry !== null && entry.end !== null) entry = entry.after;
    return entry;
  }

  #has(slot: number): boolean {
    return (((this.#bits[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1;
  }

  #flip(slot: number): void {
    this.#bits[slot >>> 5] = (this.#bits[slot >>> 5] ?? 0) ^ (1 << (slot & 31));
  }
}

/** Calls and returns in the order of their moments, behind a head. */
function listOf<Input, Output>(
  answered: readonly HistoryOperation<Input, Output>[],
): Entry<Input, Output> {
  const entries: { readonly moment: number; readonly entry: Entry<Input, Output> }[] = [];
  for (const [slot, operation] of answered.entries()) {
    const end: Entry<Input, Output> = { operation, slot, end: null, before: null, after: null };
    const call: Entry<Input, Output> = { operation, slot, end, before: null, after: null };
    entries.push({ moment: operation.invokedAt, entry: call });
    entries.push({ moment: operation.returnedAt, entry: end });
  }
  // At one moment calls come first: then the two overlap, and more orders are allowed.
  entries.sort((one, other) => {
    const isEnd = (entry: Entry<Input, Output>): number => (entry.end === null ? 1 : 0);
    return one.moment - other.moment || isEnd(one.entry) - isEnd(other.entry);
  });
  const operation: HistoryOperation<Input, Output> | undefined = answered[0];
  const head = { operation, slot: -1, end: null, before: null, after: null } as Entry<
    Input,
    Output
  >;
  let last = head;
  for (const { entry } of entries) {
    last.after = entry;
    entry.before = last;
    last = entry;
  }
  return head;
}

function unlink<Input, Output>(entry: Entry<Input, Output>): void {
  if (entry.before !== null) entry.before.after = entry.after;
  if (entry.after !== null) entry.after.before = entry.before;
}

/** Puts back what {@link unlink} took out last. */
function relink<Input, Output>(entry: Entry<Input, Output>): void {
  if (entry.before !== null) entry.before.after = entry;
  if (entry.after !== null) entry.after.before = entry;
}

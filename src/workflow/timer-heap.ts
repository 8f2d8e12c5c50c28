/**
 * TimerHeap orders timers by deadline. Removal is lazy: a removed timer stays until it comes up.
 *
 * There may be a million of them, so a timer has no object of its own: the heap is an array of deadlines, and beside it,
 * place by place, the run and the operation as the machine has them. Whether a timer is live is asked, not kept.
 */
import type { ActiveRun, PendingOperation } from "../machine/effects.ts";

/** An operation that waits for a time. */
export interface TimedOperation extends PendingOperation {
  /** Machine time in ms. */
  readonly deadline: number;
}

/** A timer or a retry delay, as the state has it. */
export interface Timer {
  readonly run: ActiveRun;
  readonly operation: TimedOperation;
}

/** The operation of a key when it waits for a time. */
export function timedOperation(
  run: Pick<ActiveRun, "pending">,
  key: string,
): TimedOperation | undefined {
  const operation = run.pending(key);
  return operation !== undefined && isTimed(operation) ? operation : undefined;
}

/** True for an operation that waits for a time. */
export function isTimed(operation: PendingOperation): operation is TimedOperation {
  return operation.deadline !== null;
}

const PLACES_MIN = 64;
const DEAD_MIN = 64;

/** A binary heap by deadline. */
export class TimerHeap {
  readonly #isLive: (timer: Timer) => boolean;
  #deadlines = new Float64Array(PLACES_MIN);
  readonly #runs: ActiveRun[] = [];
  readonly #operations: TimedOperation[] = [];
  /** Removed timers that are still in the heap, about. */
  #dead = 0;

  /** `isLive`: false once it is fired, replaced or its operation settled. */
  constructor(isLive: (timer: Timer) => boolean) {
    this.#isLive = isLive;
  }

  /** Adds a live timer. */
  add({ run, operation }: Timer): void {
    const { deadline } = operation;
    let at = this.#runs.length;
    this.#runs.push(run);
    this.#operations.push(operation);
    if (at === this.#deadlines.length) this.#grow();
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#deadline(parent) <= deadline) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, { run, operation });
  }

  /** Says that a timer of this heap is not live any more. */
  removed(): void {
    this.#dead += 1;
    if (this.#dead > DEAD_MIN && this.#dead > this.#runs.length / 2) this.#rebuild();
  }

  /** Deadline of the earliest live timer. */
  peek(): number | undefined {
    while (this.#runs.length > 0) {
      if (this.#isLive(this.#at(0))) return this.#deadline(0);
      this.#pop();
      this.#dead = Math.max(0, this.#dead - 1);
    }
    return undefined;
  }

  /** Takes the earliest live timer. */
  take(): Timer | undefined {
    if (this.peek() === undefined) return undefined;
    const first = this.#at(0);
    this.#pop();
    return first;
  }

  /** Forgets all. */
  clear(): void {
    this.#deadlines = new Float64Array(PLACES_MIN);
    this.#runs.length = 0;
    this.#operations.length = 0;
    this.#dead = 0;
  }

  #rebuild(): void {
    const live = this.#runs.map((_, at) => this.#at(at)).filter(this.#isLive);
    this.clear();
    for (const timer of live) this.add(timer);
  }

  #pop(): void {
    const run = this.#runs.pop();
    const operation = this.#operations.pop();
    if (run === undefined || operation === undefined || this.#runs.length === 0) return;
    const { deadline } = operation;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= this.#runs.length) break;
      const right = child + 1;
      if (right < this.#runs.length && this.#deadline(right) < this.#deadline(child)) child = right;
      if (deadline <= this.#deadline(child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, { run, operation });
  }

  #deadline(at: number): number {
    return this.#deadlines[at] as number;
  }

  #at(at: number): Timer {
    return { run: this.#runs[at] as ActiveRun, operation: this.#operations[at] as TimedOperation };
  }

  #put(at: number, { run, operation }: Timer): void {
    this.#deadlines[at] = operation.deadline;
    this.#runs[at] = run;
    this.#operations[at] = operation;
  }

  #move(from: number, to: number): void {
    this.#deadlines[to] = this.#deadline(from);
    this.#runs[to] = this.#runs[from] as ActiveRun;
    this.#operations[to] = this.#operations[from] as TimedOperation;
  }

  #grow(): void {
    const larger = new Float64Array(this.#deadlines.length * 2);
    larger.set(this.#deadlines);
    this.#deadlines = larger;
  }
}

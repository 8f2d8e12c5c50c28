/**
 * EndedScopes remembers what was made in the scope instances of one name that have ended: an event of anything else in them is of
 * other code.
 *
 * Instances side by side that have made the same are remembered as one, so a loop costs as much memory as one of its rounds. Where they
 * differ there is a limit: beyond it the lowest numbers are forgotten, and whatever is asked of these is unknown.
 */
import { invariant } from "../util/assert.ts";

/** What was made in a scope. It has ended: nothing here changes any more. */
export interface ScopeShape {
  /** Numbers given, by what is counted together. */
  readonly counts: ReadonlyMap<string, number>;
  /** The same when the scope was cancelled: what came later has no events. Null when it was not. */
  readonly countsBeforeCancel: ReadonlyMap<string, number> | null;
  /** The scope had a timeout. */
  readonly isTimed: boolean;
  /** By name; an instance that was counted and is not here may still begin. */
  readonly ended: ReadonlyMap<string, EndedScopes> | null;
}

/** What is remembered of an instance; null when it has not ended. */
export type EndedShape = ScopeShape | "unknown" | null;

/** Instances side by side that have made the same. */
interface Stretch {
  from: number;
  /** The last one. */
  to: number;
  readonly shape: ScopeShape;
  readonly size: number;
}

/** Names and counts remembered, those of scopes inside included. */
const SIZE_MAX = 256;

/** The instances of one name in one scope. */
export class EndedScopes {
  /** In order of numbers. */
  #stretches: Stretch[] = [];
  #unknownBelow = 0;
  #size = 0;

  /** Names and counts that are remembered. */
  get size(): number {
    return this.#size;
  }

  /** An instance has ended. */
  add(number: number, shape: ScopeShape): void {
    if (number < this.#unknownBelow) return;
    const at = this.#firstBehind(number);
    const [before, behind] = [this.#stretches[at - 1], this.#stretches[at]];
    invariant(before === undefined || before.to < number, `scope instance ${number} ended twice`);
    if (before?.to === number - 1 && isSame(before.shape, shape)) before.to = number;
    else if (behind?.from === number + 1 && isSame(behind.shape, shape)) behind.from = number;
    else {
      const stretch = { from: number, to: number, shape, size: sizeOf(shape) };
      this.#stretches.splice(at, 0, stretch);
      this.#size += stretch.size;
      this.#forgetLowest();
      return;
    }
    if (before === undefined || behind === undefined) return;
    if (before.to < behind.from - 1 || !isSame(before.shape, behind.shape)) return;
    before.to = behind.to;
    this.#stretches.splice(at, 1);
    this.#size -= behind.size;
  }

  /** An instance makes something although it has ended: nothing is known of any. */
  forget(): void {
    this.#stretches = [];
    this.#unknownBelow = Infinity;
    this.#size = 0;
  }

  /** What is remembered of an instance. */
  shapeOf(number: number): EndedShape {
    if (number < this.#unknownBelow) return "unknown";
    const stretch = this.#stretches[this.#firstBehind(number) - 1];
    return stretch === undefined || stretch.to < number ? null : stretch.shape;
  }

  /** True when both remember the same of the same instances. */
  isSame(other: EndedScopes): boolean {
    const [own, theirs] = [this.#stretches, other.#stretches];
    if (this.#unknownBelow !== other.#unknownBelow || own.length !== theirs.length) return false;
    return own.every(({ from, to, shape }, at) => {
      const their = theirs[at];
      return their?.from === from && their.to === to && isSame(shape, their.shape);
    });
  }

  /** From the end: that is where they end, as a rule. */
  #firstBehind(number: number): number {
    let at = this.#stretches.length;
    while (at > 0 && (this.#stretches[at - 1]?.from ?? 0) > number) at -= 1;
    return at;
  }

  #forgetLowest(): void {
    while (this.#size > SIZE_MAX) {
      const lowest = this.#stretches.shift();
      invariant(lowest !== undefined, "nothing is remembered, and too much");
      this.#unknownBelow = lowest.to + 1;
      this.#size -= lowest.size;
    }
  }
}

/** True when this key, or one that is not remembered, was made in a scope that has ended. `from` is where its path ends. */
export function hasMadeIn(ended: EndedShape, key: string, from: number): boolean {
  if (ended === null || ended === "unknown") return ended === "unknown";
  const to = key.indexOf("/", from);
  const own = key.slice(from, to < 0 ? undefined : to);
  if (to >= 0) return hasMadeIn(insideOf(ended, own), key, to + 1);
  if (own.startsWith("scope:")) return wasTimed(insideOf(ended, own.slice("scope:".length)));
  return isCounted(ended.countsBeforeCancel ?? ended.counts, own);
}

/** True when the timer of this scope may have fired. */
export function wasTimed(ended: EndedShape): boolean {
  return ended === "unknown" || (ended?.isTimed ?? false);
}

/** Of an instance by its segment. */
export function endedShape(
  ended: ReadonlyMap<string, EndedScopes> | null,
  segment: string,
): EndedShape {
  const at = segment.lastIndexOf("#");
  const scopes = ended?.get(segment.slice(0, at));
  return scopes === undefined ? null : scopes.shapeOf(Number(segment.slice(at + 1)));
}

/** True when a number was given. `numbered` is what is counted together, and the number, as `step:charge#0`. */
export function isCounted(counts: ReadonlyMap<string, number>, numbered: string): boolean {
  const at = numbered.lastIndexOf("#");
  const count = counts.get(numbered.slice(0, at));
  return count !== undefined && Number(numbered.slice(at + 1)) < count;
}

function insideOf({ ended, counts }: ScopeShape, segment: string): EndedShape {
  const found = endedShape(ended, segment);
  if (found !== null) return found;
  const at = segment.lastIndexOf("#");
  // A handler's instances are counted apart from the waits for its signal.
  const isHandler = segment.includes(":");
  const numbered = isHandler ? `${segment.slice(0, at)}/${segment.slice(at)}` : `scope:${segment}`;
  return isCounted(counts, numbered) ? "unknown" : null;
}

function sizeOf({ counts, countsBeforeCancel, ended }: ScopeShape): number {
  let size = 1 + counts.size + (countsBeforeCancel?.size ?? 0);
  for (const scopes of ended?.values() ?? []) size += 1 + scopes.size;
  return size;
}

function isSame(one: ScopeShape, other: ScopeShape): boolean {
  return (
    one.isTimed === other.isTimed &&
    hasSame(one.counts, other.counts, Object.is) &&
    hasSame(one.countsBeforeCancel, other.countsBeforeCancel, Object.is) &&
    hasSame(one.ended, other.ended, (own, theirs) => own.isSame(theirs))
  );
}

function hasSame<V>(
  one: ReadonlyMap<string, V> | null,
  other: ReadonlyMap<string, V> | null,
  isEqual: (own: V, theirs: V) => boolean,
): boolean {
  if (one === null || other === null) return one === other;
  if (one.size !== other.size) return false;
  for (const [name, own] of one) {
    const theirs = other.get(name);
    if (theirs === undefined || !isEqual(own, theirs)) return false;
  }
  return true;
}

/**
 * Scope is a named part of a run: it numbers its own operations, has dice of its own, and is cancelled as a whole. The run itself
 * is the scope without a parent.
 *
 * Invariant: a cancelled scope stays cancelled, and so does every scope below it that is not shielded, those that come later too.
 * A scope that has ended is forgotten but for its number, so a run's memory does not grow with its history; what it has left pending is
 * cancelled all the same, because a scope asks those around it.
 */
import { escapeName, operationKey } from "../model/operation-key.ts";
import { Dice } from "./dice.ts";
import { guardedController, type ListenerFailed } from "./guarded-abort.ts";

/** How a scope is made. */
export interface ScopeMaking {
  /** One part of the path, as `item#3` or `signal:paid#0`. */
  readonly segment: string;
  readonly isShielded: boolean;
}

/** Numbers of scope instances that are counted, and opened one after the other. */
export interface ReservedNumbers {
  readonly base: string;
  /** The next one to be opened. */
  next: number;
  /** Behind the last one. */
  readonly end: number;
}

/** Says which operations of a kind and name are counted together, as `step:charge`. */
export function countedAs(kind: "step" | "var" | "signal" | "scope", name: string): string {
  return operationKey("", { kind, name, count: null });
}

/** The part of a path that names an instance of a scope. */
export function scopeSegment(name: string, count: number): string {
  return `${escapeName(name)}#${count}`;
}

/** A part of a run on this node. */
export class Scope {
  /** Of scope instances, ending with a slash; "" for the run itself. */
  readonly path: string;
  readonly #parent: Scope | null;
  readonly #segment: string;
  readonly #isShielded: boolean;
  readonly #counts = new Map<string, number>();
  #children: Map<string, Scope> | null = null;
  /** Those with instances that are not opened yet. */
  #reserved: Set<ReservedNumbers> | null = null;
  #variables: Set<string> | null = null;
  #cancelledBy: Error | null = null;
  #controller: AbortController | null = null;
  #dice: Dice | null = null;

  /** The scope of the run itself without arguments. */
  constructor(parent: Scope | null = null, making?: ScopeMaking) {
    this.#parent = parent;
    this.#segment = making?.segment ?? "";
    this.#isShielded = making?.isShielded ?? false;
    this.path = parent === null ? "" : `${parent.path}${this.#segment}/`;
    if (parent !== null && !this.#isShielded) this.#cancelledBy = parent.cancelledBy;
  }

  /** What calls in this scope reject with; null while it is not cancelled. */
  get cancelledBy(): Error | null {
    if (this.#cancelledBy !== null || this.#parent === null || this.#isShielded) {
      return this.#cancelledBy;
    }
    // Nobody tells a scope that has ended.
    return this.#parent.cancelledBy;
  }

  /** Aborted when the scope is cancelled. `failed` is told of listeners that throw. */
  abortSignal(failed: ListenerFailed): AbortSignal {
    if (this.#controller === null) {
      this.#controller = guardedController(failed);
      if (this.cancelledBy !== null) this.#controller.abort(this.cancelledBy);
    }
    return this.#controller.signal;
  }

  /** Dice of this scope; the run id in hexadecimal seeds them. */
  dice(runId: string): Dice {
    this.#dice ??= new Dice(runId, this.path);
    return this.#dice;
  }

  /** Numbers `many` operations that are counted together; gives the first number. */
  count(base: string, many = 1): number {
    const first = this.#counts.get(base) ?? 0;
    this.#counts.set(base, first + many);
    return first;
  }

  /** False when the scope has a variable of this name already. */
  addVariable(name: string): boolean {
    this.#variables ??= new Set();
    if (this.#variables.has(name)) return false;
    this.#variables.add(name);
    return true;
  }

  /** Opens a scope in this one. */
  open(making: ScopeMaking): Scope {
    const child = new Scope(this, making);
    this.#children ??= new Map();
    this.#children.set(making.segment, child);
    return child;
  }

  /** Numbers `many` instances that are opened later: until then the function has made nothing in them. */
  reserve(base: string, many: number): ReservedNumbers {
    const next = this.count(base, many);
    const reserved = { base, next, end: next + many };
    this.#reserved ??= new Set();
    if (many > 0) this.#reserved.add(reserved);
    return reserved;
  }

  /** Opens the next of these. */
  openReserved(reserved: ReservedNumbers, name: string): Scope {
    const number = reserved.next;
    reserved.next += 1;
    if (reserved.next === reserved.end) this.#reserved?.delete(reserved);
    return this.open({ segment: scopeSegment(name, number), isShielded: false });
  }

  /** Opens the scope of a handler: the instances of `base` up to `number` count as opened. */
  openNumbered(base: string, number: number): Scope {
    const counted = `${base}/`;
    this.#counts.set(counted, Math.max(this.#counts.get(counted) ?? 0, number + 1));
    return this.open({ segment: `${base}#${number}`, isShielded: false });
  }

  /** The scope has done its work; its calls still work, but no number of them is remembered above. */
  end(): void {
    const parent = this.#parent;
    const siblings = parent === null ? null : parent.#children;
    if (siblings !== null && siblings.get(this.#segment) === this) siblings.delete(this.#segment);
  }

  /** Cancels this scope and all below that are not shielded; gives those that were not cancelled before. */
  cancel(error: Error): Scope[] {
    const cancelled: Scope[] = [];
    this.#cancel(error, cancelled);
    return cancelled;
  }

  /** Tells the listeners of the abort signal. */
  abort(): void {
    this.#controller?.abort(this.cancelledBy);
  }

  /**
   * True when the function has made this key, whether or not it is settled. A scope that has ended has made all of its own that
   * the history can name. `from` is where the scope's own path ends in the key.
   */
  hasMade(key: string, from = 0): boolean {
    const to = key.indexOf("/", from);
    if (to < 0) return this.#hasCounted(key.slice(from), "");
    const segment = key.slice(from, to);
    const child = this.#children === null ? undefined : this.#children.get(segment);
    return child === undefined ? this.#hasOpened(segment) : child.hasMade(key, to + 1);
  }

  #cancel(error: Error, cancelled: Scope[]): void {
    if (this.#cancelledBy !== null) return;
    this.#cancelledBy = error;
    cancelled.push(this);
    if (this.#children === null) return;
    for (const child of this.#children.values()) {
      if (!child.#isShielded) child.#cancel(error, cancelled);
    }
  }

  #hasOpened(segment: string): boolean {
    // A handler's instances are counted apart from the waits for its signal.
    if (segment.includes(":")) return this.#hasCounted(segment, "/");
    const numbered = `scope:${segment}`;
    return this.#hasCounted(numbered, "") && !this.#isReserved(numbered);
  }

  #isReserved(numbered: string): boolean {
    const at = numbered.lastIndexOf("#");
    const number = Number(numbered.slice(at + 1));
    for (const { base, next, end } of this.#reserved ?? []) {
      if (numbered.slice(0, at) === base && number >= next && number < end) return true;
    }
    return false;
  }

  #hasCounted(numbered: string, suffix: string): boolean {
    const at = numbered.lastIndexOf("#");
    const count = this.#counts.get(numbered.slice(0, at) + suffix);
    return count !== undefined && Number(numbered.slice(at + 1)) < count;
  }
}

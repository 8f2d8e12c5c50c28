/**
 * Scope is a named part of a run: it numbers its own operations, has dice of its own, and is cancelled as a whole. The run itself
 * is the scope without a parent.
 *
 * Invariant: a cancelled scope stays cancelled, and so does every scope below it that is not shielded, those that come later too.
 * Of a scope that has ended only what it has made is kept (ended-scopes.ts), so a run's memory does not grow with its history; what it has
 * left pending is cancelled all the same, because a scope asks those around it.
 */
import { escapeName, operationKey } from "../model/operation-key.ts";
import { Dice } from "./dice.ts";
import { EndedScopes, endedShape, hasMadeIn, isCounted, wasTimed } from "./ended-scopes.ts";
import { guardedController, type ListenerFailed } from "./guarded-abort.ts";

/** How a scope is made. */
export interface ScopeMaking {
  /** One part of the path, as `item#3` or `signal:paid#0`. */
  readonly segment: string;
  readonly isShielded: boolean;
  /** It has a timeout. @defaultValue false */
  readonly isTimed?: boolean;
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
  readonly #isTimed: boolean;
  readonly #counts = new Map<string, number>();
  /** Those when it was cancelled: what is called later has a number, and no events. */
  #countsBeforeCancel: ReadonlyMap<string, number> | null = null;
  #hasEnded = false;
  /** It has left its parent, with all in it, and what it has made is remembered there. */
  #isRemembered = false;
  /** By the name in their segments. */
  #ended: Map<string, EndedScopes> | null = null;
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
    this.#isTimed = making?.isTimed ?? false;
    this.path = parent === null ? "" : `${parent.path}${this.#segment}/`;
    if (parent !== null && !this.#isShielded) this.#cancelledBy = parent.cancelledBy;
    if (this.#cancelledBy !== null) this.#countsBeforeCancel = new Map();
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
    if (this.#isRemembered) this.#goesOn();
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
    if (this.#isRemembered) this.#goesOn();
    const counted = `${base}/`;
    this.#counts.set(counted, Math.max(this.#counts.get(counted) ?? 0, number + 1));
    return this.open({ segment: `${base}#${number}`, isShielded: false });
  }

  /** The scope has done its work. Its calls still work, and so do the scopes in it that go on. */
  end(): void {
    this.#hasEnded = true;
    this.#maybeRemember();
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
   * True when the function has made this key, whether or not it is settled, such that the history can name it. `from` is where the
   * scope's own path ends in the key.
   */
  hasMade(key: string, from = 0): boolean {
    const to = key.indexOf("/", from);
    if (to < 0) return this.#hasMadeOwn(key.slice(from));
    const segment = key.slice(from, to);
    const child = this.#children?.get(segment);
    if (child !== undefined) return child.hasMade(key, to + 1);
    if (this.#isReserved(`scope:${segment}`)) return false;
    return hasMadeIn(endedShape(this.#ended, segment), key, to + 1);
  }

  #cancel(error: Error, cancelled: Scope[]): void {
    if (this.#cancelledBy !== null) return;
    this.#cancelledBy = error;
    this.#countsBeforeCancel = new Map(this.#counts);
    cancelled.push(this);
    if (this.#children === null) return;
    for (const child of this.#children.values()) {
      if (!child.#isShielded) child.#cancel(error, cancelled);
    }
  }

  #hasMadeOwn(numbered: string): boolean {
    // Of a scope itself the history has its timer only.
    if (numbered.startsWith("scope:")) {
      const segment = numbered.slice("scope:".length);
      const child = this.#children?.get(segment);
      return child === undefined ? wasTimed(endedShape(this.#ended, segment)) : child.#isTimed;
    }
    return isCounted(this.#countsBeforeCancel ?? this.#counts, numbered);
  }

  #endedOf(name: string): EndedScopes {
    this.#ended ??= new Map();
    const known = this.#ended.get(name);
    if (known !== undefined) return known;
    const ended = new EndedScopes();
    this.#ended.set(name, ended);
    return ended;
  }

  #maybeRemember(): void {
    const parent = this.#parent;
    if (parent === null || !this.#hasEnded || this.#isRemembered) return;
    if (this.#children !== null && this.#children.size > 0) return;
    this.#isRemembered = true;
    parent.#children?.delete(this.#segment);
    // What is remembered of the parent may be what is remembered of others like it.
    if (parent.#isRemembered) return;
    const at = this.#segment.lastIndexOf("#");
    parent.#endedOf(this.#segment.slice(0, at)).add(Number(this.#segment.slice(at + 1)), {
      counts: this.#counts,
      countsBeforeCancel: this.#countsBeforeCancel,
      isTimed: this.#isTimed,
      ended: this.#ended,
    });
    parent.#maybeRemember();
  }

  /** It is used although it has ended; what holds it has perhaps ended, too. */
  #goesOn(): void {
    const parent = this.#parent;
    if (parent === null) return;
    if (parent.#isRemembered) parent.#goesOn();
    else parent.#endedOf(this.#segment.slice(0, this.#segment.lastIndexOf("#"))).forget();
  }

  #isReserved(numbered: string): boolean {
    const at = numbered.lastIndexOf("#");
    const number = Number(numbered.slice(at + 1));
    for (const { base, next, end } of this.#reserved ?? []) {
      if (numbered.slice(0, at) === base && number >= next && number < end) return true;
    }
    return false;
  }
}

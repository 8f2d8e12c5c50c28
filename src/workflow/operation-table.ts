/**
 * OperationTable knows which operations a run's function has created and which of them are pending, over all scopes.
 *
 * Settled operations leave nothing behind but the count of their scope. So a run's memory does not grow with its history.
 */
import { invariant } from "../util/assert.ts";
import { SmallMap } from "../util/small-map.ts";
import type { Operation } from "./operation.ts";
import { Scope } from "./scope.ts";

const NONE: readonly Operation[] = Object.freeze([]);

/** Operations of one run on one node. */
export class OperationTable {
  /** The scope of the run itself. */
  readonly root: Scope = new Scope();
  readonly #pending = new SmallMap<Operation>();
  #created: Operation[] = [];
  #released: Operation[] = [];
  /** Pending operations that nobody awaits. */
  #inner = 0;
  #lastKey: string | null = null;

  /** Pending operations that somebody can await. */
  get awaitable(): number {
    return this.#pending.size - this.#inner;
  }

  /** The key created last. */
  get lastKey(): string | null {
    return this.#lastKey;
  }

  /** Adds an operation; one of a cancelled scope has its key and is rejected at once. */
  add(operation: Operation): void {
    const { key, scope } = operation;
    invariant(!this.#pending.has(key), () => `${key} is pending already`);
    this.#lastKey = key;
    if (scope.cancelledBy !== null) {
      operation.cancel(scope.cancelledBy);
      return;
    }
    this.#pending.set(key, operation);
    if (operation.isInner) this.#inner += 1;
    this.#created.push(operation);
  }

  /** True when the function has created this key, whether or not it is settled. */
  isCreated(key: string): boolean {
    return this.#pending.has(key) || this.root.hasMade(key);
  }

  /** A pending operation. */
  get(key: string): Operation | undefined {
    return this.#pending.get(key);
  }

  /** Takes a pending operation out, to settle it by the event that bears its key. */
  take(key: string): Operation | undefined {
    const operation = this.#pending.get(key);
    if (operation === undefined) return undefined;
    this.#pending.delete(key);
    if (operation.isInner) this.#inner -= 1;
    return operation;
  }

  /** Takes a pending operation out because something else settles it: what a leader does for it is of no use any more. */
  release(operation: Operation): void {
    if (this.take(operation.key) === undefined) return;
    this.#released.push(operation);
  }

  /** Cancels a scope: what is pending in it rejects in order of creation. */
  cancel(scope: Scope, error: Error): void {
    const scopes = new Set(scope.cancel(error));
    if (scopes.size === 0) return;
    for (const operation of this.#pending.values()) {
      const { cancelledBy } = operation.scope;
      if (cancelledBy === null) continue;
      this.release(operation);
      operation.cancel(cancelledBy);
      // It may be one that has ended before its operation.
      scopes.add(operation.scope);
    }
    for (const cancelled of scopes) cancelled.abort();
  }

  /** In order of creation. */
  pending(): Iterable<Operation> {
    return this.#pending.values();
  }

  /** What was created since this was asked last, in order. */
  takeCreated(): readonly Operation[] {
    if (this.#created.length === 0) return NONE;
    const created = this.#created;
    this.#created = [];
    return created;
  }

  /** What was released since this was asked last, in order. */
  takeReleased(): readonly Operation[] {
    if (this.#released.length === 0) return NONE;
    const released = this.#released;
    this.#released = [];
    return released;
  }

  clear(): void {
    this.#pending.clear();
    this.#inner = 0;
    this.#created = [];
    this.#released = [];
  }
}

/**
 * OperationTable knows which operations a run's function has created and which of them are pending.
 *
 * Settled operations leave nothing behind but their count: a key `base#n` has been created when `n` is below the
 * count of its base. So a run's memory does not grow with its history.
 */
import { invariant } from "../util/assert.ts";
import type { Operation } from "./operation.ts";

/** Operations of one run on one node. */
export class OperationTable {
  readonly #counts = new Map<string, number>();
  readonly #pending = new Map<string, Operation>();
  #lastKey: string | null = null;

  /** Pending operations. */
  get size(): number {
    return this.#pending.size;
  }

  /** The key created last. */
  get lastKey(): string | null {
    return this.#lastKey;
  }

  /** Numbers the next operation of this scope instance, kind and name: `base#n`. */
  nextKey(base: string): string {
    const count = this.#counts.get(base) ?? 0;
    this.#counts.set(base, count + 1);
    const key = `${base}#${count}`;
    this.#lastKey = key;
    return key;
  }

  /** Adds a pending operation under a key of `nextKey`. */
  add(operation: Operation): void {
    invariant(!this.#pending.has(operation.key), () => `${operation.key} is pending already`);
    this.#pending.set(operation.key, operation);
  }

  /** True when the function has created this key, whether or not it is settled. */
  isCreated(key: string): boolean {
    if (this.#pending.has(key)) return true;
    const hashAt = key.lastIndexOf("#");
    const count = this.#counts.get(key.slice(0, hashAt));
    return count !== undefined && Number(key.slice(hashAt + 1)) < count;
  }

  /** Takes a pending operation out, to settle it. */
  take(key: string): Operation | undefined {
    const operation = this.#pending.get(key);
    if (operation !== undefined) this.#pending.delete(key);
    return operation;
  }

  /** In order of creation. */
  pending(): Iterable<Operation> {
    return this.#pending.values();
  }

  clear(): void {
    this.#pending.clear();
    this.#counts.clear();
  }
}

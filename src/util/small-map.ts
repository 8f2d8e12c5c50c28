/** SmallMap is a map that holds one entry most of the time, for which it needs no table. Entries stand in the order in which they came. */
import { ChurnMap } from "./churn-map.ts";

/** A map from texts, of which there are many with few entries. */
export class SmallMap<V> implements Iterable<[string, V]> {
  #key = "";
  /** The only entry's; undefined when there is none, or when there are more. */
  #value: V | undefined = undefined;
  #more: ChurnMap<string, V> | null = null;

  get size(): number {
    if (this.#more !== null) return this.#more.size;
    return this.#value === undefined ? 0 : 1;
  }

  get(key: string): V | undefined {
    if (this.#more !== null) return this.#more.get(key);
    return this.#key === key ? this.#value : undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, value: V & ({} | null)): void {
    if (this.#more === null && (this.#value === undefined || this.#key === key)) {
      this.#key = key;
      this.#value = value;
      return;
    }
    if (this.#more === null) {
      this.#more = new ChurnMap();
      this.#more.set(this.#key, this.#value as V);
      this.#value = undefined;
    }
    this.#more.set(key, value);
  }

  /** Returns whether it was there. */
  delete(key: string): boolean {
    if (this.#more !== null) {
      const wasThere = this.#more.delete(key);
      if (this.#more.size === 0) this.#more = null;
      return wasThere;
    }
    if (this.#value === undefined || this.#key !== key) return false;
    this.#value = undefined;
    return true;
  }

  clear(): void {
    this.#value = undefined;
    this.#more = null;
  }

  *values(): IterableIterator<V> {
    for (const [, value] of this) yield value;
  }

  *[Symbol.iterator](): IterableIterator<[string, V]> {
    if (this.#more !== null) yield* this.#more;
    else if (this.#value !== undefined) yield [this.#key, this.#value];
  }
}

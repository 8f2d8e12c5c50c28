/**
 * ChurnMap and ChurnSet are Map and Set for entries that come and go all the time.
 *
 * V8 gives a Map another table whenever enough entries have gone, and lets the former table point to it. Once one of
 * them has come into the old generation, each that follows is kept alive by the one before it, dead as that may be, with
 * all that was in it then: whatever a run had in memory was copied twice and freed by the next full collection only. So the
 * entries move to a Map that nothing points to before its table has grown old.
 *
 * Caveat: while one goes through the entries, others may be deleted, but none added.
 */

/** Entries move after so many removals, and as many again as there are entries… */
const REMOVALS_MIN = 32;
/** …but no more entries than these, so that no single call becomes slow. */
const SIZE_MAX = 4096;

/** A Map whose entries do not stay. */
export class ChurnMap<K, V> implements Iterable<[K, V]> {
  #map = new Map<K, V>();
  #removals = 0;

  get size(): number {
    return this.#map.size;
  }

  get(key: K): V | undefined {
    return this.#map.get(key);
  }

  has(key: K): boolean {
    return this.#map.has(key);
  }

  set(key: K, value: V): void {
    if (this.#removals >= REMOVALS_MIN) this.#maybeMove();
    this.#map.set(key, value);
  }

  /** Returns whether it was there. */
  delete(key: K): boolean {
    const wasThere = this.#map.delete(key);
    if (wasThere) this.#removals += 1;
    return wasThere;
  }

  clear(): void {
    this.#map = new Map();
    this.#removals = 0;
  }

  keys(): IterableIterator<K> {
    return this.#map.keys();
  }

  values(): IterableIterator<V> {
    return this.#map.values();
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.#map[Symbol.iterator]();
  }

  #maybeMove(): void {
    const { size } = this.#map;
    if (this.#removals < REMOVALS_MIN + size || size > SIZE_MAX) return;
    this.#removals = 0;
    this.#map = new Map(this.#map);
  }
}

/** A Set whose values do not stay. */
export class ChurnSet<T> implements Iterable<T> {
  readonly #map = new ChurnMap<T, true>();

  get size(): number {
    return this.#map.size;
  }

  has(value: T): boolean {
    return this.#map.has(value);
  }

  add(value: T): void {
    this.#map.set(value, true);
  }

  /** Returns whether it was there. */
  delete(value: T): boolean {
    return this.#map.delete(value);
  }

  clear(): void {
    this.#map.clear();
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#map.keys();
  }
}

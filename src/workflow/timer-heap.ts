/**
 * TimerHeap orders timers by deadline. Removal is lazy: a removed entry stays until it comes up.
 *
 * Invariant: an entry is in the heap at most once while it is live.
 */

/** A timer of an operation, as the state has it. */
export interface TimerEntry {
  readonly workflowId: string;
  readonly runNumber: number;
  readonly key: string;
  /** Machine time in ms. */
  readonly deadline: number;
  /** Failed attempts of a step that waits for its next one; 0 for a timer. */
  readonly attempt: number;
  /** False once it is fired, replaced or its operation settled. */
  live: boolean;
}

/** A binary heap by deadline. */
export class TimerHeap {
  readonly #heap: TimerEntry[] = [];
  /** Removed entries that are still in the heap. */
  #dead = 0;

  /** Adds a live entry. */
  add(entry: TimerEntry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt] as TimerEntry;
      if (parent.deadline <= entry.deadline) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = entry;
  }

  /** Says that an entry of this heap is not live any more. */
  removed(): void {
    this.#dead += 1;
    if (this.#dead > 64 && this.#dead > this.#heap.length / 2) this.#rebuild();
  }

  /** The earliest live entry. */
  peek(): TimerEntry | undefined {
    let first = this.#heap[0];
    while (first !== undefined && !first.live) {
      this.#pop();
      this.#dead = Math.max(0, this.#dead - 1);
      first = this.#heap[0];
    }
    return first;
  }

  /** Takes the earliest live entry. */
  take(): TimerEntry | undefined {
    const first = this.peek();
    if (first !== undefined) this.#pop();
    return first;
  }

  /** Forgets all. */
  clear(): void {
    this.#heap.length = 0;
    this.#dead = 0;
  }

  #rebuild(): void {
    const live = this.#heap.filter((entry) => entry.live);
    // A sorted array is a heap.
    live.sort((one, other) => one.deadline - other.deadline);
    this.#heap.length = 0;
    for (const entry of live) this.#heap.push(entry);
    this.#dead = 0;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let childAt = at * 2 + 1;
      if (childAt >= heap.length) break;
      let child = heap[childAt] as TimerEntry;
      const right = heap[childAt + 1];
      if (right !== undefined && right.deadline < child.deadline) {
        child = right;
        childAt += 1;
      }
      if (last.deadline <= child.deadline) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = last;
  }
}

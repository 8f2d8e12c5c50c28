/**
 * What happens next: a binary heap of events on virtual time. Plain numbers, no timers, no promises.
 *
 * Invariant: events come out by time, then in the order in which they went in, so that a run is a
 * function of its seed alone.
 */
import type { Message, PeerId } from "../../../src/raft/types.ts";

/** Kinds of events, numbers so that traces hash fast. The order is that of {@link EVENT_NAMES}. */
export const EVENT = {
  tick: 0,
  deliver: 1,
  written: 2,
  applied: 3,
  ready: 4,
  client: 5,
  fault: 6,
  restart: 7,
  resume: 8,
  report: 9,
  later: 10,
  call: 11,
} as const;

export type EventKind = (typeof EVENT)[keyof typeof EVENT];

export const EVENT_NAMES: readonly string[] = Object.keys(EVENT);

export interface SimEvent {
  readonly time: number;
  readonly order: number;
  readonly kind: EventKind;
  /** Whom it happens to; 0 for what happens to nobody in particular. */
  readonly member: PeerId;
  /** Of the member when the event was made: work of a process that crashed is not done. */
  readonly incarnation: number;
  readonly message: Message | null;
  readonly value: number;
}

export class EventQueue {
  readonly #heap: SimEvent[] = [];
  #order = 0;

  get length(): number {
    return this.#heap.length;
  }

  push(init: Omit<SimEvent, "order">): void {
    const event: SimEvent = {
      time: init.time,
      order: this.#order,
      kind: init.kind,
      member: init.member,
      incarnation: init.incarnation,
      message: init.message,
      value: init.value,
    };
    this.#order += 1;
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  pop(): SimEvent | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      if (left === undefined) break;
      const right = heap[2 * at + 2];
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(one: SimEvent, other: SimEvent): boolean {
  return one.time < other.time || (one.time === other.time && one.order < other.order);
}

/** Outbox gathers what the host of a log is to be told, in order, until it is told. */
import type { DropReason, LogEvent } from "../model/replicated-log.ts";

/** Events of one group. */
export class Outbox {
  #events: LogEvent[] = [];
  #dropped: LogEvent[] = [];

  /** Whether something waits. */
  get isEmpty(): boolean {
    return this.#events.length === 0 && this.#dropped.length === 0;
  }

  push(event: LogEvent): void {
    this.#events.push(event);
  }

  /** Proposals were dropped. Told after everything that is committed: a drop depends on nothing. */
  drop(tickets: readonly number[], reason: DropReason): void {
    if (tickets.length > 0) this.#dropped.push({ type: "dropped", tickets, reason });
  }

  /** Takes everything out. */
  take(): readonly LogEvent[] {
    const events = this.#events;
    this.#events = [];
    for (const event of this.#dropped) events.push(event);
    this.#dropped = [];
    return events;
  }
}

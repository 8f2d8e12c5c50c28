/**
 * Hydration reads the history of runs, a few at a time, so that their functions can be fed it again.
 *
 * Invariant: what is handed on is the whole history from seq 0 through the seq that was asked for, contiguous.
 */
import type { ActiveRun } from "../machine/effects.ts";
import type { RunEvent } from "../model/history-event.ts";
import { decodeRunEvents } from "../model/run-record.ts";
import { historyOf, parseHistoryKey } from "../model/state-keys.ts";
import type { KeyRange, StateReader } from "../model/state-reader.ts";
import { readRow } from "../model/state-rows.ts";
import { invariant } from "../util/assert.ts";
import { TaskGroup } from "../util/task-group.ts";

/** One history. */
export interface HydrationRequest {
  readonly run: ActiveRun;
  readonly through: number;
  /** False once the run has ended: its history may be forgotten then. */
  readonly isWanted: () => boolean;
  readonly onRead: (events: readonly RunEvent[]) => void;
}

/** Reads histories in the order they were asked for. */
export class Hydration {
  readonly #state: StateReader;
  readonly #group: number;
  readonly #atOnceMax: number;
  readonly #tasks: TaskGroup;
  #waiting: HydrationRequest[] = [];
  #reading = 0;

  constructor(options: {
    state: StateReader;
    group: number;
    atOnceMax: number;
    onError: (error: unknown) => void;
  }) {
    this.#state = options.state;
    this.#group = options.group;
    this.#atOnceMax = options.atOnceMax;
    this.#tasks = new TaskGroup(options.onError);
  }

  /** Reads the events 0 to `through` of a run, unless nobody wants them any more. */
  read(request: HydrationRequest): void {
    this.#waiting.push(request);
    this.#next();
  }

  /** Drops what waits: the state it would be read from has been replaced. */
  clear(): void {
    this.#waiting = [];
  }

  /** Drops what waits and waits for what is being read. */
  async close(): Promise<void> {
    this.clear();
    await this.#tasks.close();
  }

  #next(): void {
    while (this.#reading < this.#atOnceMax) {
      const request = this.#waiting.shift();
      if (request === undefined) return;
      this.#reading += 1;
      this.#tasks.run("hydrate", async () => {
        try {
          await this.#read(request);
        } finally {
          this.#reading -= 1;
          if (!this.#tasks.closed) this.#next();
        }
      });
    }
  }

  async #read({ run, through, isWanted, onRead }: HydrationRequest): Promise<void> {
    if (!isWanted()) return;
    let events = await this.#eventsIn(historyOf(run, { through }));
    // The run has ended, and all of it stands where its last event does.
    if (events.length === 0) events = (await this.#eventsIn(historyOf(run))).slice(0, through + 1);
    if (!isWanted()) return;
    invariant(
      events.length === through + 1,
      `run ${run.runNumber} of ${run.workflowId} has ${events.length} events, expected ${through + 1}`,
    );
    onRead(events);
  }

  async #eventsIn(range: KeyRange): Promise<RunEvent[]> {
    const events: RunEvent[] = [];
    for await (const page of this.#state.scan(range)) {
      for (const row of page) {
        const decoded = readRow(this.#state, row, ({ key, value }) => {
          const { seq } = parseHistoryKey(key);
          return decodeRunEvents(seq, value, { group: this.#group, index: seq });
        });
        events.push(...decoded);
      }
    }
    return events;
  }
}

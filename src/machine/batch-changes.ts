/**
 * What one batch does: changes of the state, effects and results, gathered while its commands are applied.
 *
 * Commands of one batch see what those before them did: rows that a later command may read are kept by key
 * until the batch is done. Rows that apply never reads (history, timers, indexes) are only listed.
 */
import type { MalformedBytesError } from "../errors.ts";
import type { RowTail } from "../model/row-tail.ts";
import type { AppliedChanges, StateReader } from "../model/state-reader.ts";
import type { ActiveRuns } from "./active-runs.ts";
import type { CommandResult, Effect } from "./effects.ts";
import type { KnownIds } from "./known-ids.ts";
import type { RunSource } from "./run-view.ts";

/** Value of rows that are there for their keys. */
export const NO_VALUE: Uint8Array = new Uint8Array(0);

/** A batch that has been applied. */
export interface AppliedBatch {
  readonly index: number;
  /** Machine time after the batch, in ms. */
  readonly machineTime: number;
  /** To be saved with `index` as applied index. */
  readonly changes: AppliedChanges;
  /** In the order in which things happened. */
  readonly effects: readonly Effect[];
  /** One for each command of the batch, in its order. */
  readonly results: readonly CommandResult[];
}

/** Gathers what one batch does. */
export class BatchChanges implements RunSource {
  /** Machine time of the batch in ms. */
  readonly machineTime: number;
  /** The machine's active runs, which change with the commands. */
  readonly runs: ActiveRuns;
  /** The machine's own, too. */
  readonly knownIds: KnownIds;
  /** Runs that have ended and are kept. */
  endedRuns: number;
  readonly effects: Effect[] = [];
  readonly results: CommandResult[] = [];
  readonly #state: StateReader;
  readonly #keys: string[] = [];
  readonly #values: (Uint8Array | null)[] = [];
  readonly #tails: RowTail[] = [];
  readonly #readable = new Map<string, Uint8Array | null>();

  constructor(
    state: StateReader,
    before: { machineTime: number; runs: ActiveRuns; knownIds: KnownIds; endedRuns: number },
  ) {
    this.#state = state;
    this.machineTime = before.machineTime;
    this.runs = before.runs;
    this.knownIds = before.knownIds;
    this.endedRuns = before.endedRuns;
  }

  /** A row as the commands before have left it. Only for rows that change by `putReadable`, `removeReadable`. */
  get(key: string): Uint8Array | undefined {
    const changed = this.#readable.get(key);
    return changed === undefined ? this.#state.get(key) : (changed ?? undefined);
  }

  damaged(key: string, cause: MalformedBytesError): Error {
    return this.#readable.has(key) ? cause : this.#state.damaged(key, cause);
  }

  /** Puts a row that a later command of the same batch may read. */
  putReadable(key: string, value: Uint8Array): void {
    this.#readable.set(key, value);
    this.put(key, value);
  }

  /** Removes a row that a later command of the same batch may look for. */
  removeReadable(key: string): void {
    this.#readable.set(key, null);
    this.remove(key);
  }

  put(key: string, value: Uint8Array): void {
    this.#keys.push(key);
    this.#values.push(value);
  }

  remove(key: string): void {
    this.#keys.push(key);
    this.#values.push(null);
  }

  /** Has a new tail shown. */
  show(tail: RowTail): void {
    this.#tails.push(tail);
  }

  /** The batch as a whole. */
  done(index: number): AppliedBatch {
    return {
      index,
      machineTime: this.machineTime,
      changes: { keys: this.#keys, values: this.#values, tails: this.#tails },
      effects: this.effects,
      results: this.results,
    };
  }
}

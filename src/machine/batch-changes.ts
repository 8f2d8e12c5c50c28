/**
 * What one batch does: changes of the state, effects and results, gathered while its commands are applied.
 *
 * Commands of one batch see what those before them did: rows that a later command may read are kept by key
 * until the batch is done. Rows that apply never reads (history, timers, indexes) are only listed.
 */
import type { StateChanges, StateReader } from "../model/state-reader.ts";
import type { CommandResult, Effect } from "./effects.ts";

/** A batch that has been applied. */
export interface AppliedBatch {
  readonly index: number;
  /** Machine time after the batch, in ms. */
  readonly machineTime: number;
  /** To be saved with `index` as applied index. */
  readonly changes: StateChanges;
  /** In the order in which things happened. */
  readonly effects: readonly Effect[];
  /** One for each command of the batch, in its order. */
  readonly results: readonly CommandResult[];
}

/** Gathers what one batch does. */
export class BatchChanges {
  /** Machine time of the batch in ms. */
  readonly machineTime: number;
  readonly effects: Effect[] = [];
  readonly results: CommandResult[] = [];
  readonly #state: StateReader;
  readonly #keys: string[] = [];
  readonly #values: (Uint8Array | null)[] = [];
  readonly #readable = new Map<string, Uint8Array>();

  constructor(state: StateReader, machineTime: number) {
    this.#state = state;
    this.machineTime = machineTime;
  }

  /** A row as the commands before have left it. Only for rows that are put by `putReadable`. */
  get(key: string): Uint8Array | undefined {
    return this.#readable.get(key) ?? this.#state.get(key);
  }

  /** Puts a row that a later command of the same batch may read. */
  putReadable(key: string, value: Uint8Array): void {
    this.#readable.set(key, value);
    this.put(key, value);
  }

  put(key: string, value: Uint8Array): void {
    this.#keys.push(key);
    this.#values.push(value);
  }

  remove(key: string): void {
    this.#keys.push(key);
    this.#values.push(null);
  }

  /** The batch as a whole. */
  done(index: number): AppliedBatch {
    return {
      index,
      machineTime: this.machineTime,
      changes: { keys: this.#keys, values: this.#values },
      effects: this.effects,
      results: this.results,
    };
  }
}

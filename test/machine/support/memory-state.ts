// A state in memory with the rows in the order of their UTF-8 bytes, and a machine loaded from it as a host does.
import { type MalformedBytesError, StorageCorruptedError } from "../../../src/errors.ts";
import type { AppliedBatch } from "../../../src/machine/batch-changes.ts";
import { Machine } from "../../../src/machine/machine.ts";
import { loadedOperation, loadedRun } from "../../../src/machine/run-loading.ts";
import { digestState } from "../../../src/machine/state-digest.ts";
import { decodeMachineRecord, decodeRunRecord } from "../../../src/model/run-record.ts";
import {
  allHeads,
  allOperations,
  allRequests,
  historyOf,
  MACHINE_KEY,
  parseStatusKey,
  runKey,
  runsWithStatus,
  workflowIdOf,
} from "../../../src/model/state-keys.ts";
import type { KeyRange, StateReader, StateRow } from "../../../src/model/state-reader.ts";

export class MemoryState implements StateReader {
  readonly #rows = new Map<string, Uint8Array>();

  get(key: string): Uint8Array | undefined {
    return this.#rows.get(key);
  }

  // Apply reads by key only; whoever scans in here has found a bug.
  scan(): AsyncIterable<readonly StateRow[]> {
    throw new Error("the machine does not scan");
  }

  damaged(key: string, cause: MalformedBytesError): Error {
    return new StorageCorruptedError({ dataDir: "memory", found: `row ${key}`, cause });
  }

  save({ changes }: AppliedBatch): void {
    const { keys, values, tails } = changes;
    const into = { keys: [...keys], values: [...values] };
    for (const tail of tails) tail.saved(tail.take(into));
    for (const [at, key] of into.keys.entries()) {
      const value = into.values[at];
      if (value === null || value === undefined) this.#rows.delete(key);
      else this.#rows.set(key, value);
    }
  }

  rows(range?: KeyRange): StateRow[] {
    const inRange = ({ key }: StateRow): boolean =>
      range === undefined || (compare(key, range.gte) >= 0 && compare(key, range.lt) < 0);
    return [...this.#rows]
      .map(([key, value]) => ({ key, value }))
      .filter(inRange)
      .toSorted((one, other) => compare(one.key, other.key));
  }

  get size(): number {
    return this.#rows.size;
  }

  keys(): string[] {
    return this.rows().map(({ key }) => key);
  }

  digest(): string {
    return digestState([this.rows()]);
  }
}

function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** What a host does when it opens, or when a snapshot was installed. */
export function loadMachine(state: MemoryState): Machine {
  const machine = new Machine({ group: 1, state });
  const clock = state.get(MACHINE_KEY);
  if (clock !== undefined) machine.restoreClock(decodeMachineRecord(clock).machineTime);
  const ids = [...state.rows(allHeads()), ...state.rows(allRequests())].map(({ key }) =>
    workflowIdOf(key),
  );
  machine.restoreLastId(ids.toSorted(compare).at(-1) ?? "");
  for (const { key } of state.rows(runsWithStatus("running"))) {
    const { workflowId, runNumber } = parseStatusKey(key);
    const name = { workflowId, runNumber };
    const record = decodeRunRecord(state.get(runKey(name)) ?? new Uint8Array());
    const last = state.rows(historyOf(name)).at(-1) ?? { key: "", value: new Uint8Array() };
    machine.restoreRun(loadedRun(name, { record, last }));
  }
  for (const row of state.rows(allOperations())) {
    const { run, operation } = loadedOperation(row);
    machine.restoreOperation(run, operation);
  }
  return machine;
}

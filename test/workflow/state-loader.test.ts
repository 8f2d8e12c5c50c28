/**
 * Goal: what is loaded at a start is what the machine had before, for histories of any length and runs parked anywhere in
 * them, without a scan for a run of its own. Method: a machine over a state in memory, loaded again by another one.
 */
import { expect, test } from "vitest";
import { Machine } from "../../src/machine/machine.ts";
import { encodeBatch } from "../../src/model/batch.ts";
import { type Command, encodeCommand } from "../../src/model/command.ts";
import type { KeyRange, ScanOptions, StateRow } from "../../src/model/state-reader.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { loadState } from "../../src/workflow/state-loader.ts";
import {
  attemptFailed,
  attemptStarted,
  checkpoint,
  complete,
  parked,
  signal,
  start,
  timerSet,
} from "../machine/support/commands.ts";
import { shownRuns } from "../machine/support/shown.ts";
import { MemoryState } from "../support/memory-state.ts";

/** A disk that counts how often it is asked. */
class CountingState extends MemoryState {
  gets = 0;
  scans = 0;

  override get(key: string): Uint8Array | undefined {
    this.gets += 1;
    return super.get(key);
  }

  override scan(range: KeyRange, options?: ScanOptions): AsyncGenerator<readonly StateRow[]> {
    this.scans += 1;
    return super.scan(range, options);
  }
}

function apply(machine: Machine, state: MemoryState, commands: readonly Command[]): void {
  const bytes = encodeBatch(1000, commands.map(encodeCommand));
  state.apply(machine.apply({ index: 1, bytes }).changes);
}

test.each([1, 2, 3])("loads what was there, in four scans (SEED=%d)", async (seed) => {
  const random = new SeededRandom(seed);
  const state = new CountingState();
  const machine = new Machine({ group: 1, state });
  for (let run = 1; run <= 60; run += 1) {
    const given = { workflowId: `w-${run}`, run };
    const events = random.below(run);
    const commands: Command[] = [start({ ...given, workflowName: `name-${run % 3}` })];
    const parkedAt = random.below(3) === 0 ? random.below(events + 1) : -1;
    for (let at = 0; at <= events; at += 1) {
      if (at > 0) commands.push(checkpoint(`step:s#${at}`, { ...given, value: at }));
      if (at === parkedAt) commands.push(parked(at, given));
    }
    if (random.below(2) === 0) commands.push(timerSet("sleep#0", random.below(1000), given));
    if (random.below(4) === 0) commands.push(attemptFailed("step:a#0", 1, given));
    if (random.below(4) === 0) commands.push(attemptStarted("step:b#0", 1, given));
    if (random.below(5) === 0) commands.push(complete(given));
    apply(machine, state, commands);
  }
  const loaded = new Machine({ group: 1, state });
  state.scans = 0;
  await loadState(loaded, state);
  expect(shownRuns(loaded)).toEqual(shownRuns(machine));
  expect(loaded.activeRunCount).toBeGreaterThan(30);
  expect(loaded.machineTime).toBe(1000);
  expect(state.scans).toBe(4);
});

test("a run that sleeps costs three reads, however long its history", async () => {
  const state = new CountingState();
  const machine = new Machine({ group: 1, state });
  const steps = Array.from({ length: 500 }, (_, at) => checkpoint(`step:s#${at}`));
  apply(machine, state, [start(), ...steps, timerSet("sleep#0", 1000), parked(500)]);
  const loaded = new Machine({ group: 1, state });
  state.gets = 0;
  await loadState(loaded, state);
  expect(shownRuns(loaded)).toEqual(shownRuns(machine));
  // And one for the clock, and one for the members.
  expect(state.gets).toBeLessThanOrEqual(5);
});

test("a start of an id behind all others reads nothing; one that may be known is looked for", async () => {
  const state = new CountingState();
  const machine = new Machine({ group: 1, state });
  // A call that found no run leaves nothing but its request.
  apply(machine, state, [start({ workflowId: "b" }), signal("x", { workflowId: "d", request: 1 })]);
  const loaded = new Machine({ group: 1, state });
  await loadState(loaded, state);
  const reads = (workflowId: string, request: number): number => {
    state.gets = 0;
    apply(loaded, state, [start({ workflowId, request, run: request })]);
    return state.gets;
  };
  // The first batch reads how many runs have ended, too.
  expect(reads("c", 2)).toBe(3);
  expect(reads("d", 3)).toBe(2);
  expect(reads("d\uffff", 4)).toBe(0);
  // Behind U+FFFF in UTF-8, before it in UTF-16.
  expect(reads("d\u{1f600}", 5)).toBe(0);
  expect(reads("d\uffff", 6)).toBe(2);
});

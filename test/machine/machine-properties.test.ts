// Random commands over few ids, so that they meet. How they are cut into batches, and where the process is
// started again, must not show; results and histories must be those of the oracle; any bytes are survived.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedBytesError, UnknownCommandError } from "../../src/errors.ts";
import { encodeBatch } from "../../src/model/batch.ts";
import { type Command, encodeCommand } from "../../src/model/command.ts";
import { decodeRunEvents } from "../../src/model/run-record.ts";
import { historyOf, operationsOf, parseHistoryKey } from "../../src/model/state-keys.ts";
import { command as anyCommand } from "../model/support/commands.ts";
import {
  attemptFailed,
  attemptStarted,
  Bench,
  cancel,
  checkpoint,
  complete,
  fail,
  heartbeat,
  parked,
  retire,
  signal,
  start,
  terminate,
  terminateCall,
  timerCancelled,
  timerFired,
  timerSet,
  timerSetUntil,
} from "./support/commands.ts";
import { inShort, NaiveMachine } from "./support/naive-machine.ts";
import { describeEffect } from "./support/shown.ts";

const given = fc.record({
  workflowId: fc.constantFrom("a", "a/1", "b"),
  run: fc.nat({ max: 3 }),
});
const key = fc.constantFrom("step:x#0", "sleep#0", "item#0/step:x#0");
const small = fc.nat({ max: 30 });

const target = fc.record({
  workflowId: fc.constantFrom("a", "a/1", "b"),
  runNumber: fc.constantFrom(null, null, null, 1, 2, 3),
  request: fc.nat({ max: 40 }),
});
const attempt = fc.nat({ max: 5 });

const own: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(key, given).map(([name, run]) => checkpoint(name, run)) },
  {
    weight: 3,
    arbitrary: fc.tuple(key, small, given).map(([name, ms, run]) => timerSet(name, ms, run)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(key, small, given).map(([name, ms, run]) => timerSetUntil(name, ms, run)),
  },
  { weight: 4, arbitrary: fc.tuple(key, given).map(([name, run]) => timerFired(name, run)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom("$timeout", "$start"), given)
      .map(([name, run]) => timerFired(name, run)),
  },
  { weight: 1, arbitrary: fc.tuple(key, given).map(([name, run]) => timerCancelled(name, run)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(key, attempt, given, fc.constantFrom({}, {}, { details: "failing" }))
      .map(([name, number, run, details]) =>
        attemptFailed(name, number, { ...run, ...details, retryDelayMs: 7 }),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(key, attempt, given, fc.boolean())
      .map(([name, number, run, interrupted]) =>
        attemptStarted(name, number, { ...run, interrupted }),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(key, attempt, given)
      .map(([name, number, run]) => heartbeat(name, number, run)),
  },
  { weight: 2, arbitrary: fc.tuple(attempt, given).map(([seq, run]) => parked(seq, run)) },
  { weight: 1, arbitrary: given.map(complete) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(given, fc.constantFrom({}, { kind: "cancelled" as const }))
      .map(([run, kind]) => fail({ ...run, ...kind })),
  },
  { weight: 1, arbitrary: given.map(terminate) },
);

const started: fc.Arbitrary<Command> = fc
  .record({
    workflowId: fc.constantFrom("a", "a/1", "b"),
    run: fc.nat({ max: 3 }),
    request: fc.nat({ max: 20 }),
    workflowVersion: fc.constantFrom(1, 1, 1, 2),
    ifRunning: fc.constantFrom("useExisting", "fail", "terminateExisting"),
    ifClosed: fc.constantFrom("useExisting", "startNew", "startNewIfFailed", "fail"),
    times: fc.constantFrom(
      {},
      {},
      { runTimeoutMs: 9 },
      { startDelayMs: 5 },
      { startDelayMs: 4, runTimeoutMs: 8 },
      { retentionMs: 3 },
    ),
  } as const)
  .map(({ times, ...rest }) => start({ ...rest, ...times }));

const called: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(target, fc.constantFrom(0, 0, 4), fc.constantFrom(0, 0, 300))
      .map(([call, historyEventsMax, historyBytesMax]) =>
        signal("approved", { ...call, historyEventsMax, historyBytesMax }),
      ),
  },
  { weight: 2, arbitrary: target.map(cancel) },
  { weight: 1, arbitrary: target.map(terminateCall) },
);

const retired: fc.Arbitrary<Command> = fc
  .record({
    runs: fc.array(
      fc
        .tuple(given, fc.integer({ min: 1, max: 4 }), fc.nat({ max: 3 }), fc.nat({ max: 9 }))
        .map(([run, runNumber, from, rows]) => ({ ...run, runNumber, from, through: from + rows })),
      { maxLength: 12 },
    ),
    requests: fc.array(
      fc.record({
        workflowId: fc.constantFrom("a", "a/1", "b"),
        request: fc.nat({ max: 40 }),
      }),
      { maxLength: 9 },
    ),
    before: fc.nat({ max: 60 }),
  })
  .map(retire);

const met: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: started },
  { weight: 13, arbitrary: own },
  { weight: 4, arbitrary: called },
  { weight: 2, arbitrary: retired },
);

/** Commands of one machine time each; time mostly runs on and sometimes back. */
const groups = fc.array(
  fc.record({
    step: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -3, max: 12 }) }, fc.constant(501)),
    commands: fc.array(met, { minLength: 1, maxLength: 8 }),
  }),
  { maxLength: 20 },
);
type Groups = readonly { readonly step: number; readonly commands: readonly Command[] }[];

interface Told {
  readonly results: readonly string[];
  readonly effects: readonly string[];
  readonly digest: string;
}

/** `cut` says after which commands a batch ends, `restart` after which batches the process ends. */
function play(played: Groups, cut: () => boolean, restart: () => boolean): Told & { bench: Bench } {
  const bench = new Bench();
  const results: string[] = [];
  const effects: string[] = [];
  let time = 10;
  for (const { step, commands } of played) {
    time = Math.max(0, time + step);
    let batch: Command[] = [];
    const flush = (): void => {
      if (batch.length === 0) return;
      const applied = bench.apply(time, ...batch);
      results.push(...applied.results.map((result) => JSON.stringify(result)));
      effects.push(...applied.effects.map(describeEffect));
      batch = [];
      if (restart()) bench.restart();
    };
    for (const command of commands) {
      batch.push(command);
      if (cut()) flush();
    }
    flush();
  }
  return { results, effects, digest: bench.state.digest(), bench };
}

const never = (): boolean => false;
const always = (): boolean => true;

describe("the machine", () => {
  test("gives the same state, results and effects however commands are batched (SEED=81)", () => {
    const coins = fc.infiniteStream(fc.boolean());
    const property = fc.property(groups, coins, coins, (played, cuts, restarts) => {
      const { bench: _, ...whole } = play(played, never, never);
      const { bench: __, ...single } = play(played, always, never);
      expect(single).toEqual(whole);
      const flip = (stream: Iterator<boolean>) => (): boolean => stream.next().value === true;
      const { bench: ___, ...random } = play(played, flip(cuts), flip(restarts));
      expect(random).toEqual(whole);
    });
    fc.assert(property, { seed: 81, numRuns: 300 });
  });

  test("gives the same again when it is played again (SEED=82)", () => {
    const property = fc.property(groups, (played) => {
      const { bench: _, ...first } = play(played, never, never);
      const { bench: __, ...second } = play(played, never, never);
      expect(second).toEqual(first);
    });
    fc.assert(property, { seed: 82, numRuns: 100 });
  });

  test("does what the oracle does, and meets all that can happen (SEED=83)", () => {
    const met = new Set<string>();
    const property = fc.property(groups, (played) => {
      const bench = new Bench();
      const oracle = new NaiveMachine();
      let time = 10;
      for (const { step, commands } of played) {
        time = Math.max(0, time + step);
        const { results, effects } = bench.apply(time, ...commands);
        for (const result of results) met.add(inShort(result).replace(/ \d.*$/, ""));
        for (const effect of effects) {
          met.add(effect.type === "runEnded" ? `ended ${effect.status}` : effect.type);
        }
        expect(results.map(inShort)).toEqual(commands.map((one) => oracle.apply(time, one)));
      }
      expect(bench.machine.machineTime).toBe(oracle.time);
      expectSameRuns(bench, oracle);
    });
    fc.assert(property, { seed: 83, numRuns: 400 });
    expect([...met].toSorted()).toEqual(ALL_THAT_CAN_HAPPEN.toSorted());
  });

  test("takes any command that the border takes (SEED=84)", () => {
    const property = fc.property(fc.array(anyCommand, { maxLength: 40 }), (commands) => {
      const bench = new Bench();
      expect(bench.apply(Number.MAX_SAFE_INTEGER, ...commands).results).toHaveLength(
        commands.length,
      );
      bench.restart();
      expect(bench.apply(0, ...commands).results).toHaveLength(commands.length);
    });
    fc.assert(property, { seed: 84, numRuns: 300 });
  });

  test("survives any bytes: a typed error and nothing changed, or a batch (SEED=85)", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 })
        .map((list) => encodeBatch(9, list)),
      fc
        .tuple(fc.array(met, { minLength: 1, maxLength: 4 }), fc.nat(), fc.nat({ max: 255 }))
        .map(([commands, place, byte]) => {
          const encoded = encodeBatch(9, commands.map(encodeCommand));
          encoded[place % encoded.length] = byte;
          return encoded;
        }),
    );
    const bench = new Bench();
    bench.apply(5, start({ workflowId: "a" }), timerSet("sleep#0", 3, { workflowId: "a" }));
    let refused = 0;
    let taken = 0;
    const property = fc.property(bytes, (given) => {
      const before = inMemory(bench);
      try {
        bench.applyBytes(given);
        taken += 1;
      } catch (error) {
        const isTyped =
          error instanceof MalformedBytesError || error instanceof UnknownCommandError;
        expect(isTyped, String(error)).toBe(true);
        expect(inMemory(bench)).toEqual(before);
        refused += 1;
      }
    });
    fc.assert(property, { seed: 85, numRuns: 4000 });
    expect(refused).toBeGreaterThan(1000);
    expect(taken).toBeGreaterThan(500);
    const loaded = inMemory(bench);
    bench.restart();
    expect(inMemory(bench)).toEqual(loaded);
  });
});

/** Results and effects, as short as they can be said. */
const ALL_THAT_CAN_HAPPEN: readonly string[] = [
  "started",
  "existing",
  "alreadyRunning",
  "alreadyClosed",
  "idConflict",
  "otherRequest",
  "signal done",
  "signal notFound",
  "signal closed",
  "signal historyLimit",
  "cancel done",
  "cancel notFound",
  "cancel closed",
  "cancel repeated",
  "terminate done",
  "terminate notFound",
  "terminate closed",
  "applied",
  "noSuchRun",
  "notPending",
  "repeated",
  "notReached",
  "runStarted",
  "historyAppended",
  "timerSet",
  "timerRemoved",
  "attemptStarted",
  "heartbeat",
  "cancelRequested",
  "runParked",
  "retired",
  "ended completed",
  "ended failed",
  "ended cancelled",
  "ended terminated",
  "ended timedOut",
];

function inMemory({ machine, state }: Bench): unknown {
  const runs = [...machine.activeRuns()].map((run) => ({
    name: `${run.workflowId} ${run.runNumber}`,
    lastSeq: run.lastSeq,
    runId: [...run.runId],
    pending: [...machine.pendingOperations(run)].toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  }));
  runs.sort((one, other) => (one.name < other.name ? -1 : 1));
  return { time: machine.machineTime, rows: state.size, runs };
}

/** Histories, views, pending operations; and no row that belongs to none of them. */
function expectSameRuns({ machine, state }: Bench, oracle: NaiveMachine): void {
  let rows = 1;
  for (const run of oracle.runs) {
    const { workflowId, runNumber, firstSeq, bytes } = run;
    const view = machine.findRun(workflowId, runNumber);
    expect(view).toMatchObject({
      status: run.status,
      startedAt: run.startedAt,
      closedAt: run.closedAt,
      endSeq: run.closedAt === null ? null : run.events.length - 1,
      historyLength: run.events.length,
      historyBytes: bytes,
      cancelRequested: run.cancelRequested,
      parkedThrough: run.parkedThrough,
      retentionMs: run.retentionMs,
      firstSeq,
    });
    const history = state.rows(historyOf(run));
    const at = { group: 1, index: 1 };
    const events = history.flatMap(({ key, value }) =>
      decodeRunEvents(parseHistoryKey(key).seq, value, at),
    );
    expect(events.map(({ command }) => command.type)).toEqual(run.events.slice(firstSeq));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, place) => firstSeq + place));
    const last = events.at(-1);
    if (last !== undefined) expect(last.historyBytes).toBe(bytes);
    const pending = run.pending.map(({ key: name }) => {
      const operation = machine.operation(run, name);
      return { ...operation, lastHeartbeat: operation?.lastHeartbeat?.join() ?? "" };
    });
    expect(pending).toMatchObject(run.pending);
    expect(state.rows(operationsOf(run))).toHaveLength(run.pending.length);
    const timers = run.pending.filter(({ deadline }) => deadline !== null).length;
    // Its record, its place by status, and among those that may be retired once it has ended.
    rows += (run.status === "running" ? 2 : 3) + history.length + run.pending.length + timers;
  }
  rows += [...oracle.kept].length + 2 * oracle.requests.length;
  expect(machine.endedRuns).toBe(oracle.runs.filter(({ status }) => status !== "running").length);
  const isEmpty = oracle.time === 0 && state.keys().length === 0;
  if (!isEmpty) expect(state.keys()).toHaveLength(rows);
}

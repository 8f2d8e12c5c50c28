// Calls from outside: what a Signal, a Cancel and a Terminate do, how they are answered, and what a repeat is told.
import { describe, expect, test } from "vitest";
import { type Command, encodeCommand } from "../../src/model/command.ts";
import { decodeRunEvent } from "../../src/model/run-record.ts";
import { historyKey } from "../../src/model/state-keys.ts";
import {
  Bench,
  cancel,
  checkpoint,
  complete,
  fail,
  id,
  signal,
  start,
  terminate,
  terminateCall,
  timerSet,
} from "./support/commands.ts";

const RUN = { workflowId: "order-1", runNumber: 1 };

function started(): Bench {
  const bench = new Bench();
  bench.apply(1000, start());
  return bench;
}

function answer(
  kind: string,
  outcome: string,
  runNumber: number,
  status: string | null = null,
): object {
  return { type: "call", kind, outcome, runNumber, status };
}

describe("a signal", () => {
  test("is the next event of the run, with its name and payload", () => {
    const bench = started();
    const command = signal("approved", { value: true });
    const { results, effects } = bench.apply(1001, command);
    expect(results).toEqual([answer("signal", "done", 1)]);
    expect(effects).toMatchObject([{ type: "historyAppended", event: { seq: 1, command } }]);
    const row = bench.state.get(historyKey(RUN, 1)) ?? new Uint8Array();
    expect(decodeRunEvent(1, row, { group: 1, index: 1 })).toEqual({
      seq: 1,
      machineTime: 1001,
      command,
      historyBytes: encodeCommand(start()).length + encodeCommand(command).length,
    });
  });

  test("is delivered in the order of the log, whoever sent it and whatever its name", () => {
    const bench = started();
    const names = Array.from({ length: 100 }, (_, at) => `signal ${at % 3}`);
    const { effects } = bench.apply(
      1001,
      ...names.map((name, at) => signal(name, { request: at, value: at })),
    );
    expect(effects.map((effect) => "event" in effect && effect.event.command)).toMatchObject(
      names.map((name) => ({ name })),
    );
  });

  test.each<{ name: string; before: Command[]; call: Command; told: object }>([
    {
      name: "nobody has ever started",
      before: [],
      call: signal("x", { workflowId: "other" }),
      told: answer("signal", "notFound", 0),
    },
    {
      name: "has no such run number",
      before: [],
      call: signal("x", { runNumber: 2 }),
      told: answer("signal", "notFound", 0),
    },
    {
      name: "has completed",
      before: [complete()],
      call: signal("x"),
      told: answer("signal", "closed", 1, "completed"),
    },
    {
      name: "has failed",
      before: [fail()],
      call: signal("x", { runNumber: 1 }),
      told: answer("signal", "closed", 1, "failed"),
    },
    {
      name: "has an older run of that number",
      before: [terminate(), start({ run: 2, ifClosed: "startNew" })],
      call: signal("x", { runNumber: 1 }),
      told: answer("signal", "closed", 1, "terminated"),
    },
  ])("to a workflow id that $name changes nothing but what the request is known for", (row) => {
    const bench = started();
    bench.apply(1001, ...row.before);
    const { results, effects, changes } = bench.apply(1002, row.call);
    expect(results).toEqual([row.told]);
    expect(effects).toEqual([]);
    expect(changes.keys.map((key) => key.split("/")[0])).toEqual([
      "request",
      "requestTime",
      "machine",
    ]);
  });

  test("goes to the newest run when it names none", () => {
    const bench = started();
    const { results } = bench.apply(
      1001,
      complete(),
      start({ run: 2, ifClosed: "startNew" }),
      signal("x"),
    );
    expect(results.at(-1)).toEqual(answer("signal", "done", 2));
    expect(bench.machine.activeRun("order-1")).toMatchObject({ runNumber: 2, lastSeq: 1 });
  });

  test("is delivered once for a request id, in a batch, later, and after a restart", () => {
    const bench = started();
    const command = signal("approved", { value: 1 });
    const done = answer("signal", "done", 1);
    expect(bench.apply(1001, command, command).results).toEqual([done, done]);
    bench.restart();
    expect(bench.apply(5000, command).results).toEqual([done]);
    expect(bench.apply(5001, complete(), command).results[1]).toEqual(done);
    expect(bench.machine.findRun("order-1")).toMatchObject({ historyLength: 3 });
  });

  test("that was refused is refused again, although it could be delivered by now", () => {
    const bench = new Bench();
    const command = signal("approved");
    const refused = answer("signal", "notFound", 0);
    expect(bench.apply(1000, command).results).toEqual([refused]);
    expect(bench.apply(1001, start(), command).results[1]).toEqual(refused);
    expect(bench.machine.activeRun("order-1")?.lastSeq).toBe(0);
  });

  test("with the request id of a call of another kind is neither", () => {
    const bench = started();
    const { results } = bench.apply(
      1001,
      signal("x", { request: 7 }),
      cancel({ request: 7 }),
      start({ workflowId: "order-1", run: 2, request: 7 }),
      start({ workflowId: "order-2", run: 3, request: 8 }),
      terminateCall({ workflowId: "order-2", request: 8 }),
    );
    const other = { type: "ignored", reason: "otherRequest" };
    expect(results.map((result) => result.type)).toEqual([
      "call",
      "ignored",
      "ignored",
      "start",
      "ignored",
    ]);
    expect(results[1]).toEqual(other);
    expect(bench.machine.activeRun("order-1")?.cancelRequested).toBe(false);
  });
});

describe("the limits that a signal brings along", () => {
  const command = signal("x", { value: "y" });
  const size = encodeCommand(command).length;

  test.each<{ name: string; eventsMax: number; bytesPast: number; outcome: string }>([
    { name: "as many events as fit", eventsMax: 3, bytesPast: 100, outcome: "done" },
    { name: "one event too many", eventsMax: 2, bytesPast: 100, outcome: "historyLimit" },
    { name: "as many bytes as fit", eventsMax: 9, bytesPast: 0, outcome: "done" },
    { name: "one byte too many", eventsMax: 9, bytesPast: -1, outcome: "historyLimit" },
  ])("refuse what would cross them: $name", ({ eventsMax, bytesPast, outcome }) => {
    const bench = started();
    bench.apply(1001, checkpoint("step:a#0"));
    const { historyBytes, historyLength } = bench.machine.findRun("order-1") ?? {
      historyBytes: 0,
      historyLength: 0,
    };
    expect(historyLength).toBe(2);
    const limits = { historyEventsMax: eventsMax, historyBytesMax: 0 };
    // The limits are part of the command, so its size is found by trying.
    const probe = encodeCommand(
      signal("x", { value: "y", ...limits, historyBytesMax: historyBytes + size }),
    ).length;
    const bytesMax = historyBytes + probe + bytesPast;
    const asked = signal("x", { value: "y", ...limits, historyBytesMax: bytesMax });
    expect(encodeCommand(asked)).toHaveLength(probe);
    expect(bench.apply(1002, asked).results).toEqual([answer("signal", outcome, 1)]);
  });
});

describe("a cancel", () => {
  test("is an event of the run, once, and the run goes on", () => {
    const bench = started();
    const { results, effects } = bench.apply(1001, cancel({ reason: "changed my mind" }));
    expect(results).toEqual([answer("cancel", "done", 1)]);
    expect(effects).toMatchObject([
      { type: "historyAppended", event: { seq: 1, command: { reason: "changed my mind" } } },
      { type: "cancelRequested", reason: "changed my mind" },
    ]);
    expect(bench.machine.activeRun("order-1")).toMatchObject({ cancelRequested: true });
    const again = bench.apply(1002, cancel({ request: 51 }));
    expect(again.results).toEqual([answer("cancel", "repeated", 1)]);
    expect(again.effects).toEqual([]);
    expect(bench.apply(1003, cancel()).results).toEqual(results);
    expect(bench.machine.findRun("order-1")).toMatchObject({ historyLength: 2 });
  });

  test("is known after a restart and after the end", () => {
    const bench = started();
    bench.apply(1001, cancel());
    bench.restart();
    expect(bench.machine.activeRun("order-1")?.cancelRequested).toBe(true);
    expect(bench.apply(1002, cancel({ request: 51 })).results).toEqual([
      answer("cancel", "repeated", 1),
    ]);
    bench.apply(1003, fail({ kind: "cancelled" }));
    expect(bench.machine.findRun("order-1")).toMatchObject({
      status: "cancelled",
      cancelRequested: true,
    });
  });

  test("writes the run record, and only the first does", () => {
    const bench = started();
    const records = (command: Command): number =>
      bench.apply(1001, command).changes.keys.filter((key) => key.startsWith("run/")).length;
    expect([records(cancel()), records(cancel({ request: 51 }))]).toEqual([1, 0]);
  });

  test.each<{ name: string; end: Command; status: string }>([
    { name: "completed", end: complete(), status: "completed" },
    { name: "cancelled", end: fail({ kind: "cancelled" }), status: "cancelled" },
    { name: "terminated", end: terminateCall({ request: 9 }), status: "terminated" },
  ])("of a run that is $name says so", ({ end, status }) => {
    const bench = started();
    const { results } = bench.apply(1001, end, cancel());
    expect(results[1]).toEqual(answer("cancel", "closed", 1, status));
  });

  test("of nobody's run says so", () => {
    expect(started().apply(1, cancel({ workflowId: "x" })).results).toEqual([
      answer("cancel", "notFound", 0),
    ]);
  });
});

describe("a terminate from outside", () => {
  test("ends the run at once; the call is its last event", () => {
    const bench = started();
    bench.apply(1001, timerSet("sleep#0", 50));
    const { results, effects } = bench.apply(1002, terminateCall({ reason: "stuck" }));
    expect(results).toEqual([answer("terminate", "done", 1)]);
    expect(effects).toMatchObject([
      { type: "runEnded", status: "terminated", event: { command: { reason: "stuck" } } },
    ]);
    expect(bench.machine.activeRun("order-1")).toBeUndefined();
    const again = bench.apply(1003, terminateCall(), terminateCall({ request: 51 }));
    expect(again.results).toEqual([
      answer("terminate", "done", 1),
      answer("terminate", "closed", 1, "terminated"),
    ]);
  });

  test("spares the run that came after the one it names", () => {
    const bench = started();
    bench.apply(1001, start({ run: 2, ifRunning: "terminateExisting" }));
    const { results } = bench.apply(1002, terminateCall({ runNumber: 1 }));
    expect(results).toEqual([answer("terminate", "closed", 1, "terminated")]);
    expect(bench.machine.activeRun("order-1")?.runId).toEqual(id(2));
  });

  test("keeps working by run id, for what the machine does of its own", () => {
    const bench = started();
    expect(bench.apply(1001, terminate({ run: 2 }), terminate()).results).toEqual([
      { type: "ignored", reason: "noSuchRun" },
      { type: "applied" },
    ]);
    expect(bench.machine.findRun("order-1")?.status).toBe("terminated");
  });
});

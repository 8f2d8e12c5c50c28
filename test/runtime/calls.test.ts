/** Goal: what can be told of runs, and the bounds of calls and histories. Method: the test runtime. */
import { Console } from "node:console";
import { Writable } from "node:stream";
import {
  defineWorkflow,
  type HistoryEvent,
  type RunSummary,
  WorkflowNotFoundError,
} from "raftwork";
import { TestRuntime } from "raftwork/testing";
import { describe, expect, test } from "vitest";
import { RunHandle } from "../../src/api/run-handle.ts";
import type { EventsAnswer, WorkflowService } from "../../src/api/service.ts";
import type { RunEvent } from "../../src/model/history-event.ts";

const order = defineWorkflow({ name: "order", version: 1 }, async (ctx, item: string) => {
  const status = await ctx.replicatedVar("status", "new");
  await ctx.scope("inner", async (scoped) => {
    const part = await scoped.replicatedVar("part", { item });
    await part.set({ item: `${item}!` });
  });
  await status.set("waiting");
  const sleep = ctx.sleep("1d");
  const flaky = ctx.step(
    "flaky",
    () => {
      throw new RangeError("not yet");
    },
    { retry: { initialInterval: "2h", maximumInterval: "2h" } },
  );
  flaky.catch(() => {});
  await ctx.waitForSignal("go");
  await status.set("done");
  void sleep.catch(() => {});
  return { item };
});
const echo = defineWorkflow({ name: "echo", version: 2 }, async (_ctx, value: unknown) => value);
const collector = defineWorkflow({ name: "collector", version: 1 }, async (ctx) => {
  for (;;) if ((await ctx.waitForSignal("x")) === "end") return;
});

const RUN_ID = new Uint8Array(16).fill(7);

function first(history: AsyncIterable<HistoryEvent>): Promise<unknown> {
  return history[Symbol.asyncIterator]().next();
}

describe("describe", () => {
  test("tells where a run stands: status, variables, what it waits for", async () => {
    await using runtime = await TestRuntime.open({ workflows: [order] });
    const run = await runtime.startWorkflow(order, "tea", { workflowId: "o" });
    await runtime.sleep("1m");
    const from = runtime.now();
    const described = await run.describe();
    expect(described).toMatchObject({
      workflowId: "o",
      runNumber: 1,
      workflowName: "order",
      workflowVersion: 1,
      status: "running",
      waitingFor: "operation",
      closedAt: null,
      variables: { status: "waiting", "inner#0/part": { item: "tea!" } },
      group: 1,
      leaderNodeId: "test-node",
      attributes: {},
      memo: {},
    });
    expect(described.pendingOperations).toEqual([
      {
        key: "sleep#0",
        kind: "sleep",
        attempt: 0,
        nextAttemptAt: expect.any(Number),
        lastError: null,
      },
      {
        key: "step:flaky#0",
        kind: "step",
        attempt: 1,
        nextAttemptAt: expect.any(Number),
        lastError: "not yet",
      },
      { key: "signal:go#0", kind: "signal", attempt: 0, nextAttemptAt: null, lastError: null },
    ]);
    for (const { nextAttemptAt } of described.pendingOperations) {
      if (nextAttemptAt !== null) expect(nextAttemptAt).toBeGreaterThan(from);
    }
    expect(described.historyLength).toBe(6);
    expect(described.historyBytes).toBeGreaterThan(100);
    await run.signal("go");
    await run.waitForCompletion();
    const local = await run.describe({ consistency: "local" });
    expect(local).toMatchObject({
      status: "completed",
      waitingFor: null,
      variables: { status: "done" },
      pendingOperations: [],
    });
    expect(local.closedAt).toBeGreaterThanOrEqual(local.startedAt);
  });

  test("refuses what it does not know", async () => {
    await using runtime = await TestRuntime.open({ workflows: [echo] });
    const run = await runtime.startWorkflow(echo, 1);
    await expect(run.describe({ consistency: "weak" } as never)).rejects.toThrow("consistency");
    await expect(run.describe({ fast: true } as never)).rejects.toThrow("describe.fast");
    await expect(runtime.getRun("x").describe()).rejects.toMatchObject({
      code: "ERR_WORKFLOW_NOT_FOUND",
    });
  });
});

describe("history", () => {
  test("gives the events with their values, from where it is asked to", async () => {
    await using runtime = await TestRuntime.open({ workflows: [order] });
    const run = await runtime.startWorkflow(order, "tea");
    await runtime.sleep("1m");
    const events: HistoryEvent[] = [];
    for await (const event of run.history()) events.push(event);
    expect(events.map(({ type, key, value }) => ({ type, key, value }))).toEqual([
      { type: "RunStart", key: null, value: "tea" },
      { type: "Checkpoint", key: "var:status#0", value: "new" },
      { type: "Checkpoint", key: "inner#0/var:part#0", value: { item: "tea" } },
      { type: "Checkpoint", key: "inner#0/var:part#1", value: { item: "tea!" } },
      { type: "Checkpoint", key: "var:status#1", value: "waiting" },
      {
        type: "StepAttemptFailed",
        key: "step:flaky#0",
        value: { attempt: 1, error: "RangeError: not yet" },
      },
    ]);
    expect(events.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    const tail: HistoryEvent[] = [];
    for await (const event of run.history({ from: 4 })) tail.push(event);
    expect(tail).toEqual(events.slice(4));
    await expect(first(run.history({ from: -1 }))).rejects.toThrow("history.from");
  });

  test("follow: waits for what comes until the run has ended, or its reader leaves", async () => {
    await using runtime = await TestRuntime.open({ workflows: [collector] });
    const run = await runtime.startWorkflow(collector);
    const types: string[] = [];
    const read = (async () => {
      for await (const { type, value } of run.history({ follow: true })) {
        types.push(`${type} ${String(value)}`);
      }
    })();
    await runtime.sleep("1h");
    await run.signal("x", 1);
    await runtime.sleep("1h");
    await run.signal("x", "end");
    await read;
    expect(types).toEqual([
      "RunStart undefined",
      "Signal 1",
      "Signal end",
      "RunComplete undefined",
    ]);

    const second = await runtime.startWorkflow(collector);
    const controller = new AbortController();
    const history = second.history({ follow: true, abortSignal: controller.signal });
    const follower = history[Symbol.asyncIterator]();
    expect((await follower.next()).value).toMatchObject({ type: "RunStart" });
    const next = follower.next();
    controller.abort(new Error("seen enough"));
    await expect(next).rejects.toThrow("seen enough");
  });

  test("a history of thousands of events is read to its end, and replayed", async () => {
    const long = defineWorkflow({ name: "long", version: 1 }, async (ctx) => {
      const count = await ctx.replicatedVar("count", 0);
      for (let at = 0; at < 2500; at += 1) await count.update((value) => value + 1);
      await ctx.waitForSignal("end");
      return count.value;
    });
    await using runtime = await TestRuntime.open({ workflows: [long] });
    const run = await runtime.startWorkflow(long);
    await runtime.sleep("1m");
    await runtime.restart();
    expect((await run.describe()).variables).toEqual({ count: 2500 });
    await run.signal("end");
    expect(await run.waitForCompletion()).toBe(2500);
    let events = 0;
    for await (const { index } of run.history()) {
      expect(index).toBe(events);
      events += 1;
    }
    expect(events).toBe(2504);
  });

  /** The handle of a run whose events `read` gives. */
  function handleOver(read: (from: number) => EventsAnswer): RunHandle {
    const service: Pick<WorkflowService, "events"> = {
      events: (_target, { from }) => Promise.resolve(read(from)),
    };
    const frame = { callTimeoutMs: 1000, payloadBytesMax: 1000, definition: () => undefined };
    return new RunHandle(
      { ...frame, service: service as WorkflowService },
      { workflowId: "a", runNumber: 1, started: false, workflow: null },
    );
  }

  function eventsFrom(first: number): RunEvent[] {
    const command = {
      type: "TimerFired",
      workflowId: "a",
      runId: RUN_ID,
      key: "sleep:#0",
    } as const;
    return Array.from({ length: 1000 }, (_, at) => {
      return { seq: first + at, machineTime: 1, historyBytes: 1, command };
    });
  }

  test("a history that is read while it is forgotten is told neither with a gap nor twice", async () => {
    // Of 10,000 events 4,096 go with one command.
    let firstSeq = 0;
    const handle = handleOver((from) => {
      const start = Math.max(from, firstSeq);
      const isLast = start >= 9000;
      return { runNumber: 1, runId: RUN_ID, events: eventsFrom(start), isLast };
    });
    const seen: number[] = [];
    const whole = async (): Promise<void> => {
      for await (const { index } of handle.history()) {
        seen.push(index);
        if (index === 999) firstSeq = 4096;
      }
    };
    await expect(whole()).rejects.toThrow(WorkflowNotFoundError);
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, at) => at));

    // What is left of it, once.
    seen.length = 0;
    await whole();
    expect(seen).toEqual(seen.map((_, at) => 4096 + at));
  });

  test("a history does not go on in a run that has come under a forgotten name", async () => {
    const handle = handleOver((from) => {
      const runId = from < 1000 ? RUN_ID : new Uint8Array(16);
      return { runNumber: 1, runId, events: eventsFrom(from), isLast: from >= 2000 };
    });
    const seen: number[] = [];
    const whole = async (): Promise<void> => {
      for await (const { index } of handle.history()) seen.push(index);
    };
    await expect(whole()).rejects.toThrow(WorkflowNotFoundError);
    expect(seen.length).toBe(1000);
  });
});

describe("listRuns", () => {
  test("lists the newest first, by filter and page; runs that start meanwhile move nothing", async () => {
    await using runtime = await TestRuntime.open({ workflows: [echo, collector] });
    for (let at = 0; at < 10; at += 1) {
      await runtime.runWorkflow(echo, at, { workflowId: `e-${at}` });
      await runtime.sleep(10);
    }
    const middle = runtime.now();
    for (let at = 0; at < 5; at += 1) {
      await runtime.startWorkflow(collector, undefined, { workflowId: `c-${at}` });
      await runtime.sleep(10);
    }
    const ids = ({ runs }: { runs: readonly RunSummary[] }): string[] =>
      runs.map(({ workflowId }) => workflowId);
    const all = await runtime.listRuns();
    expect(ids(all)).toEqual([
      ...[4, 3, 2, 1, 0].map((at) => `c-${at}`),
      ...[9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((at) => `e-${at}`),
    ]);
    expect(all.nextCursor).toBeNull();

    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { runs: readonly RunSummary[]; nextCursor: string | null } =
        await runtime.listRuns({}, { limit: 4, cursor: cursor ?? undefined });
      paged.push(...ids(page));
      cursor = page.nextCursor;
      // They come before all others, and one of those that were told of ends.
      await runtime.startWorkflow(collector);
      await runtime.getRun("c-4").terminate();
    } while (cursor !== null);
    expect(paged).toEqual(ids(all));

    const count = async (filter: Parameters<TestRuntime["listRuns"]>[0]): Promise<number> =>
      (await runtime.listRuns(filter)).runs.length;
    expect(await count({ status: "completed" })).toBe(10);
    expect(await count({ status: ["completed", "terminated"] })).toBe(11);
    expect(await count({ workflowName: "echo" })).toBe(10);
    expect(await count({ workflowName: "echo", workflowVersion: 1 })).toBe(0);
    expect(await count({ startedBefore: new Date(middle) })).toBe(10);
    expect(await count({ startedAfter: middle, status: "running", workflowName: "echo" })).toBe(0);

    const { nextCursor } = await runtime.listRuns({ status: "completed" }, { limit: 2 });
    const wrong: [Parameters<TestRuntime["listRuns"]>, string][] = [
      [[{ status: "gone" as never }], "listRuns.status"],
      [[{ name: "echo" } as never], "listRuns.name"],
      [[{ startedAfter: new Date(Number.NaN) }], "listRuns.startedAfter"],
      [[{}, { limit: 0 }], "listRuns.limit"],
      [[{}, { limit: 1001 }], "listRuns.limit"],
      [[{}, { cursor: "x" }], "cursor"],
      [[{}, { cursor: nextCursor ?? "" }], "cursor"],
    ];
    for (const [args, field] of wrong) {
      await expect(runtime.listRuns(...args)).rejects.toThrow(field);
    }
  });

  test("rows, descriptions and events are plain objects that console.table shows", async () => {
    await using runtime = await TestRuntime.open({ workflows: [order] });
    const run = await runtime.startWorkflow(order, "tea", { workflowId: "o" });
    await runtime.sleep("1m");
    const { runs } = await runtime.listRuns();
    const described = await run.describe();
    const events: HistoryEvent[] = [];
    for await (const event of run.history()) events.push(event);
    for (const shown of [...runs, described, ...events]) {
      expect(Object.getPrototypeOf(shown)).toBe(Object.prototype);
    }
    const { pendingOperations, ...rest } = described;
    const tables = [runs, pendingOperations, events, rest].map(tableOf);
    for (const { text } of tables) expect(text).not.toMatch(/\[(Object|Array|Function|Getter)/);
    const [listed, pending, history, one] = tables as [Table, Table, Table, Table];
    expect(listed.columns.slice(0, 6)).toEqual([
      "workflowId",
      "runNumber",
      "workflowName",
      "workflowVersion",
      "status",
      "waitingFor",
    ]);
    expect(listed.rows[0]?.slice(0, 5)).toEqual(["'o'", "1", "'order'", "1", "'running'"]);
    expect(pending.columns).toEqual(["key", "kind", "attempt", "nextAttemptAt", "lastError"]);
    expect(pending.rows[1]?.filter((_, at) => at !== 3)).toEqual([
      "'step:flaky#0'",
      "'step'",
      "1",
      "'not yet'",
    ]);
    expect(history.columns).toEqual(["index", "time", "type", "key", "value"]);
    expect(history.rows.map((row) => [row[2], row[4]])).toEqual([
      ["'RunStart'", "'tea'"],
      ["'Checkpoint'", "'new'"],
      ["'Checkpoint'", "{ item: 'tea' }"],
      ["'Checkpoint'", "{ item: 'tea!' }"],
      ["'Checkpoint'", "'waiting'"],
      ["'StepAttemptFailed'", "{ attempt: 1, error: 'RangeError: not yet' }"],
    ]);
    expect(one.text).toMatch(/│ status +│ .*'running' +│/);
    expect(one.text).toMatch(/│ variables +│ .*'waiting' +│/);
  });
});

interface Table {
  readonly text: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What console.table prints, taken apart. */
function tableOf(shown: unknown): Table {
  let text = "";
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  new Console({ stdout }).table(shown);
  const cells = (line: string): string[] =>
    line
      .split("│")
      .slice(2, -1)
      .map((cell) => cell.trim());
  const [columns = [], ...rows] = text
    .split("\n")
    .filter((line) => line.startsWith("│"))
    .map(cells);
  return { text, columns, rows };
}

describe("bounds", () => {
  test("a signal that would cross the history's limit is refused to its sender", async () => {
    await using runtime = await TestRuntime.open({ workflows: [collector], historyEventsMax: 5 });
    const run = await runtime.startWorkflow(collector);
    for (let at = 0; at < 4; at += 1) await run.signal("x", at);
    await expect(run.signal("x", 4)).rejects.toMatchObject({ code: "ERR_HISTORY_LIMIT" });
    expect((await run.describe()).historyLength).toBe(5);
    await run.cancel();
    await expect(run.waitForCompletion()).rejects.toMatchObject({ code: "ERR_WORKFLOW_CANCELLED" });
  });

  test("historyBytesMax refuses by size", async () => {
    await using runtime = await TestRuntime.open({
      workflows: [collector],
      historyBytesMax: 10_000,
    });
    const run = await runtime.startWorkflow(collector);
    await run.signal("x", "y".repeat(5000));
    await expect(run.signal("x", "y".repeat(5000))).rejects.toMatchObject({
      code: "ERR_HISTORY_LIMIT",
    });
    await run.signal("x", "end");
    await run.waitForCompletion();
  });

  test("abortSignal ends a call and nothing else; callTimeout is bounded by the dedupe window", async () => {
    await using runtime = await TestRuntime.open({ workflows: [collector] });
    const run = await runtime.startWorkflow(collector);
    const abortSignal = AbortSignal.abort(new Error("no longer"));
    for (const call of [
      run.cancel({ abortSignal }),
      run.terminate({ abortSignal }),
      run.describe({ abortSignal }),
      first(run.history({ abortSignal })),
    ]) {
      await expect(call).rejects.toThrow("no longer");
    }
    expect((await run.describe()).status).toBe("running");
    await expect(run.cancel({ callTimeout: "6m" })).rejects.toThrow("at most 300000 ms");
  });
});

test("events: leaderChanged tells of each life of the node; nodeJoined may be listened for", async () => {
  await using runtime = await TestRuntime.open({ workflows: [echo] });
  const changes: (string | null)[] = [];
  runtime.events.on("nodeJoined", () => {});
  runtime.events.on("leaderChanged", ({ leaderNodeId }) => changes.push(leaderNodeId));
  await runtime.restart();
  await runtime.runWorkflow(echo, 1);
  expect(changes).toEqual(["test-node"]);
});

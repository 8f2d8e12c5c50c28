/** Goal: scenarios of starts, values, limits and listings. Method: one node and three, in every mode. */
import { defineWorkflow, InvalidArgumentError, signal } from "raftwork";
import { TestRuntime } from "raftwork/testing";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { errorOf, eventsOf, MODES, openIn, scenario, scenariosAreWhole } from "./modes.ts";

const echo = defineWorkflow({ name: "echo", version: 1 }, async (ctx, input: unknown) =>
  ctx.step("echo", () => input),
);
const waiter = defineWorkflow({ name: "waiter", version: 1 }, async (ctx) =>
  ctx.waitForSignal<string>("go"),
);
const failing = defineWorkflow({ name: "failing", version: 1 }, async () => {
  throw Object.assign(new RangeError("no luck"), { code: "E_LUCK" });
});

describe.each(MODES)("$mode", (mode) => {
  scenario(
    mode,
    "scenario 1: a run returns its step's value; its history is start, step, end",
    async () => {
      await using runtime = await openIn(mode, [echo]);
      const run = await runtime.startWorkflow(echo, "hello", { workflowId: "hello" });
      expect(await run.waitForCompletion()).toBe("hello");
      expect(await eventsOf(run)).toEqual(["RunStart", "Checkpoint step:echo#0", "RunComplete"]);
    },
  );

  scenario(
    mode,
    "scenario 2: nothing, undefined, null, 0, the empty text and false come back as themselves",
    async () => {
      await using runtime = await openIn(mode, [echo]);
      for (const value of [undefined, null, 0, "", false, -0, Number.NaN]) {
        expect(await runtime.runWorkflow(echo, value)).toBe(value);
      }
    },
  );

  scenario(
    mode,
    "scenario 4: of ten racing starts that must fail when one runs, one starts",
    async () => {
      await using runtime = await openIn(mode, [waiter]);
      const options = { workflowId: "w", ifRunning: "fail" } as const;
      const starts = Array.from({ length: 10 }, () =>
        runtime.startWorkflow(waiter, undefined, options).then(
          ({ started }) => started,
          ({ code }: { code: string }) => code,
        ),
      );
      const outcomes = await Promise.all(starts);
      expect(outcomes.filter((outcome) => outcome === true)).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "ERR_WORKFLOW_ALREADY_STARTED")).toHaveLength(
        9,
      );
    },
  );

  scenario(
    mode,
    "scenario 6: terminateExisting ends the old run terminated; the new one has a run id of its own and completes",
    async () => {
      const identified = defineWorkflow({ name: "identified", version: 1 }, async (ctx) => {
        ids.add(ctx.runId);
        await ctx.waitForSignal("go");
        return ctx.runId;
      });
      const ids = new Set<string>();
      await using runtime = await openIn(mode, [identified]);
      const old = await runtime.startWorkflow(identified, undefined, { workflowId: "w" });
      await runtime.sleep("1m");
      const fresh = await runtime.startWorkflow(identified, undefined, {
        workflowId: "w",
        ifRunning: "terminateExisting",
      });
      expect([fresh.started, fresh.runNumber]).toEqual([true, 2]);
      expect((await errorOf(old.waitForCompletion())).code).toBe("ERR_WORKFLOW_TERMINATED");
      expect((await old.describe()).status).toBe("terminated");
      await fresh.signal("go");
      const freshId = await fresh.waitForCompletion();
      expect(ids.size).toBe(2);
      expect([...ids][1]).toBe(freshId);
    },
  );

  for (const { ifClosed, afterSuccess, afterFailure } of [
    { ifClosed: "startNew", afterSuccess: "starts", afterFailure: "starts" },
    { ifClosed: "startNewIfFailed", afterSuccess: "rejects", afterFailure: "starts" },
    { ifClosed: "fail", afterSuccess: "rejects", afterFailure: "rejects" },
    { ifClosed: undefined, afterSuccess: "finds", afterFailure: "finds" },
  ] as const)
    scenario(
      mode,
      `scenario 7: ifClosed ${ifClosed} after a success ${afterSuccess}, after a failure ${afterFailure}`,
      async () => {
        await using runtime = await openIn(mode, [echo, failing]);
        await runtime.runWorkflow(echo, 1, { workflowId: "good" });
        await errorOf(runtime.runWorkflow(failing, undefined, { workflowId: "bad" }));
        const outcome = (start: Promise<{ started: boolean; runNumber: number | null }>) =>
          start.then(
            ({ started, runNumber }) => (started && runNumber === 2 ? "starts" : "finds"),
            ({ code }: { code: string }) =>
              code === "ERR_WORKFLOW_ALREADY_STARTED" ? "rejects" : code,
          );
        const good = runtime.startWorkflow(echo, 2, { workflowId: "good", ifClosed });
        expect(await outcome(good)).toBe(afterSuccess);
        const bad = runtime.startWorkflow(failing, undefined, { workflowId: "bad", ifClosed });
        expect(await outcome(bad)).toBe(afterFailure);
      },
    );

  scenario(
    mode,
    "scenario 11: a name that nobody has is refused; a run whose definition went away waits for it",
    async () => {
      await using runtime = await openIn(mode, [waiter]);
      const refused = await errorOf(runtime.startWorkflow("nobody", 1));
      expect(refused.code).toBe("ERR_WORKFLOW_NOT_REGISTERED");
      expect((await runtime.listRuns()).runs).toEqual([]);
      const run = await runtime.startWorkflow(waiter, undefined, { workflowId: "w" });
      await runtime.restart({ workflows: [] });
      expect((await run.describe()).waitingFor).toBe("definition");
      await run.signal("go", "at last");
      runtime.registerWorkflow(waiter);
      expect(await run.waitForCompletion()).toBe("at last");
    },
  );

  scenario(
    mode,
    "scenario 12: an input that does not fit its schema is refused with its issues and leaves no record",
    async () => {
      const checked = defineWorkflow(
        {
          name: "checked",
          version: 1,
          input: z.object({ id: z.string(), cents: z.coerce.number(), tags: z.array(z.string()) }),
          signals: { scored: signal(z.object({ score: z.number().transform((n) => n * 2) })) },
        },
        async (ctx, input) => ({ ...input, ...(await ctx.waitForSignal("scored")) }),
      );
      const later = defineWorkflow(
        {
          name: "later",
          version: 1,
          input: z.string().refine(async (text) => text !== "no", "says no"),
        },
        async (_ctx, text) => text,
      );
      await using runtime = await openIn(mode, [checked, later]);
      const wrong = { id: 5, cents: "x", tags: ["a", 1] } as never;
      const refused = await errorOf(runtime.startWorkflow(checked, wrong, { workflowId: "c" }));
      expect(refused).toMatchObject({ code: "ERR_VALIDATION_FAILED", field: "input" });
      expect(
        (refused as unknown as { issues: { path: string }[] }).issues.map(({ path }) => path),
      ).toEqual(["id", "cents", "tags[1]"]);
      expect((await errorOf(runtime.startWorkflow("checked", wrong))).code).toBe(
        "ERR_VALIDATION_FAILED",
      );
      expect((await errorOf(runtime.runWorkflow(later, "no"))).message).toContain("says no");
      expect(await runtime.runWorkflow(later, "yes")).toBe("yes");
      expect((await runtime.listRuns({ workflowName: "checked" })).runs).toEqual([]);

      const input = { id: "1", cents: "300", tags: [] };
      const run = await runtime.startWorkflow(checked, input, { workflowId: "c" });
      for (const handle of [run, runtime.getRun(checked, "c"), runtime.getRun("c")]) {
        const sent = (handle as { signal(name: string, payload: unknown): Promise<void> }).signal(
          "scored",
          {
            score: "high",
          },
        );
        expect(await errorOf(sent)).toMatchObject({
          code: "ERR_VALIDATION_FAILED",
          field: 'signal "scored"',
        });
      }
      await run.signal("scored", { score: 2 });
      // The caller gives the schema's input; the log and the function have its output.
      expect(await run.waitForCompletion()).toEqual({ id: "1", cents: 300, tags: [], score: 4 });
    },
  );

  scenario(
    mode,
    "scenario 13: unknown, failed, cancelled and timed out runs reject with an error of their own",
    async () => {
      await using runtime = await openIn(mode, [failing, waiter]);
      const unknown = await errorOf(runtime.getRun("nobody").waitForCompletion());
      expect(unknown.code).toBe("ERR_WORKFLOW_NOT_FOUND");
      const failed = await errorOf(runtime.runWorkflow(failing));
      expect(failed).toMatchObject({
        code: "ERR_WORKFLOW_FAILED",
        cause: { name: "RangeError", message: "no luck", code: "E_LUCK" },
      });
      expect((failed.cause as Error).stack).toContain("starts.test.ts");
      const run = await runtime.startWorkflow(waiter, undefined, { runTimeout: "1h" });
      expect((await errorOf(run.waitForCompletion({ timeout: "1m" }))).code).toBe(
        "ERR_WAIT_TIMEOUT",
      );
      expect((await errorOf(run.waitForCompletion())).code).toBe("ERR_WORKFLOW_TIMED_OUT");
      const cancelled = await runtime.startWorkflow(waiter);
      await cancelled.cancel({ reason: "enough" });
      expect((await errorOf(cancelled.waitForCompletion())).code).toBe("ERR_WORKFLOW_CANCELLED");
    },
  );

  scenario(mode, "scenario 15: two hundred starts at once all complete, each once", async () => {
    await using runtime = await openIn(mode, [echo]);
    const starts = Array.from({ length: 200 }, (_, at) => runtime.startWorkflow(echo, at));
    const runs = await Promise.all(starts);
    expect(new Set(runs.map(({ workflowId }) => workflowId)).size).toBe(200);
    const results = await Promise.all(runs.map((run) => run.waitForCompletion()));
    expect(results).toEqual(Array.from({ length: 200 }, (_, at) => at));
    expect(runtime.executions("echo")).toBe(200);
  });

  scenario(mode, "scenario 16: one name and version is registered once", async () => {
    await using runtime = await openIn(mode, [echo]);
    expect(() => runtime.registerWorkflow(echo)).toThrow("registered already");
    await expect(openIn(mode, [echo, echo])).rejects.toThrow("registered already");
  });

  scenario(
    mode,
    "scenario 112: a payload at the limit is accepted, one past it is refused before anything is written",
    async () => {
      await using runtime = await openIn(mode, [echo, waiter]);
      const limit = 1024 * 1024;
      // A text is written with two quotes behind one byte.
      const fits = "x".repeat(limit - 3);
      expect(await runtime.runWorkflow(echo, fits)).toBe(fits);
      const refused = await errorOf(runtime.startWorkflow(echo, `${fits}x`, { workflowId: "big" }));
      expect(refused).toMatchObject({
        code: "ERR_PAYLOAD_TOO_LARGE",
        limitBytes: limit,
        actualBytes: limit + 1,
      });
      expect((await errorOf(runtime.getRun("big").describe())).code).toBe("ERR_WORKFLOW_NOT_FOUND");
      const run = await runtime.startWorkflow(waiter, undefined, { workflowId: "w" });
      expect((await errorOf(run.signal("go", `${fits}x`))).code).toBe("ERR_PAYLOAD_TOO_LARGE");
      expect(await eventsOf(run)).toEqual(["RunStart"]);
    },
  );

  scenario(
    mode,
    "scenario 168: rich values come back equal in inputs, steps, signals and results",
    async () => {
      const rich = {
        date: new Date(5),
        map: new Map([["a", new Set([1n, 2n])]]),
        bytes: new Uint8Array([1, 2, 3]),
        url: new URL("https://example.org/a?b=c"),
        nothing: undefined,
        error: new TypeError("outer", { cause: new Error("inner") }),
      };
      const workflow = defineWorkflow({ name: "rich", version: 1 }, async (ctx, input: unknown) => {
        const step = await ctx.step("rich", () => rich);
        return { input, step, signal: await ctx.waitForSignal("rich") };
      });
      await using runtime = await openIn(mode, [workflow]);
      const run = await runtime.startWorkflow(workflow, rich);
      await run.signal("rich", rich);
      const result = (await run.waitForCompletion()) as Record<string, typeof rich>;
      for (const part of ["input", "step", "signal"]) {
        expect(result[part]).toEqual(rich);
        expect(result[part]?.error.cause).toEqual(new Error("inner"));
        expect(Object.hasOwn(result[part] ?? {}, "nothing")).toBe(true);
      }
    },
  );

  scenario(
    mode,
    "scenario 9: start delay, attributes and memo: nothing runs before its time, and they are shown",
    async () => {
      await using runtime = await openIn(mode, [echo]);
      const from = runtime.now();
      const run = await runtime.startWorkflow(echo, 1, {
        startDelay: "2s",
        runTimeout: "1m",
        attributes: { customer: "ada" },
        memo: { note: "x", when: new Date(5) },
      });
      await runtime.sleep("1s");
      expect(runtime.executions("echo")).toBe(0);
      await runtime.restart();
      expect(await run.describe()).toMatchObject({
        status: "running",
        attributes: { customer: "ada" },
        memo: { note: "x", when: new Date(5) },
      });
      expect(await run.waitForCompletion()).toBe(1);
      expect(runtime.now() - from).toBeGreaterThanOrEqual(2000);
      expect(runtime.executions("echo")).toBe(1);
    },
  );
});

test("input, attributes and memo of a start together are one payload at most", async () => {
  await using runtime = await TestRuntime.open({ workflows: [echo] });
  const part = "x".repeat(400_000);
  const start = (memo: string): Promise<unknown> =>
    runtime.runWorkflow(echo, part, { attributes: { part }, memo: { memo } });
  expect(await start("x".repeat(200_000))).toBe(part);
  await expect(start(part)).rejects.toMatchObject({
    code: "ERR_PAYLOAD_TOO_LARGE",
    field: "startWorkflow: input, attributes and memo",
    limitBytes: 1_048_576,
    actualBytes: 1_200_027,
  });
});

test("calls of later versions say so by name", async () => {
  await using runtime = await TestRuntime.open({ workflows: [waiter] });
  const run = await runtime.startWorkflow(waiter);
  const calls: (() => unknown)[] = [
    () => run.query("status" as never),
    () => run.update("bump" as never),
    () => run.waitForCompletion({ followContinueAsNew: true }),
    () => runtime.resolvePromise("p", 1),
    () => runtime.rejectPromise("p", new Error("x")),
  ];
  for (const call of calls) {
    const error = await errorOf(Promise.resolve().then(call));
    expect(error.code).toBe("ERR_NOT_AVAILABLE");
  }
  expect(() =>
    defineWorkflow({ name: "x", version: 1, signals: { a: 5 as never } }, async () => 1),
  ).toThrow(InvalidArgumentError);
});

scenariosAreWhole();

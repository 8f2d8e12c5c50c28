/** Goal: the public runtime on a real disk and the real clock: open, run, close, open again; locks, signals, processes. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defineWorkflow, type WorkflowDefinition, WorkflowRuntime } from "../../src/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let dataDir = "";

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "raftwork-runtime-"));
});

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

const sum: WorkflowDefinition<readonly number[], number> = defineWorkflow(
  { name: "sum", version: 1 },
  async (ctx, parts: readonly number[]): Promise<number> => {
    let total = 0;
    for (const part of parts) total += await ctx.step("add", async () => part);
    return total;
  },
);

/** Runs a script that has `runtime` open on the data directory, in a process of its own. */
function child(script: string): ChildProcess {
  const source = `
    import { WorkflowRuntime, defineWorkflow } from "./src/index.ts";
    const options = { dataDir: ${JSON.stringify(dataDir)} };
    ${script}`;
  return spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", source], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function output(process: ChildProcess): Promise<{ code: number | null; text: string }> {
  let text = "";
  for (const stream of [process.stdout, process.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  return new Promise((resolve) => {
    process.on("close", (code) => resolve({ code, text }));
  });
}

function line(process: ChildProcess, wanted: string): Promise<void> {
  return new Promise((resolve) => {
    let text = "";
    process.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(wanted)) resolve();
    });
  });
}

describe("on disk", () => {
  test("runs end, and their results are there after a restart", async () => {
    {
      await using runtime = await WorkflowRuntime.open({ dataDir, workflows: [sum] });
      expect(runtime.nodeId).toBe("node-1");
      const runs = Array.from({ length: 50 }, (_, at) =>
        runtime.runWorkflow(sum, [at, 1, 2], { workflowId: `sum-${at}` }),
      );
      expect(await Promise.all(runs)).toEqual(Array.from({ length: 50 }, (_, at) => at + 3));
    }
    await using runtime = await WorkflowRuntime.open({ dataDir });
    expect(await runtime.getRun(sum, "sum-7").waitForCompletion()).toBe(10);
    await expect(runtime.getRun("sum-99").waitForCompletion()).rejects.toMatchObject({
      code: "ERR_WORKFLOW_NOT_FOUND",
    });
  });

  test("a sleeping run goes on after a restart, in a runtime that registers it later", async () => {
    const nap = defineWorkflow({ name: "nap", version: 1 }, async (ctx) => {
      const before = ctx.now();
      await ctx.sleep(300);
      return ctx.now() - before;
    });
    {
      await using runtime = await WorkflowRuntime.open({ dataDir, workflows: [nap] });
      await runtime.startWorkflow(nap, undefined, { workflowId: "nap" });
    }
    await using runtime = await WorkflowRuntime.open({ dataDir });
    runtime.registerWorkflow(nap);
    expect(await runtime.getRun(nap, "nap").waitForCompletion()).toBeGreaterThanOrEqual(300);
  });

  test("a directory in use is refused after lockTimeout, and free after close", async () => {
    const runtime = await WorkflowRuntime.open({ dataDir });
    await expect(WorkflowRuntime.open({ dataDir, lockTimeout: 50 })).rejects.toMatchObject({
      code: "ERR_DATA_DIR_LOCKED",
    });
    await runtime.close();
    await runtime.close();
    const again = await WorkflowRuntime.open({ dataDir });
    await again.close();
  });

  test("opening that fails leaves the directory free", async () => {
    const first = await WorkflowRuntime.open({ dataDir, nodeId: "one" });
    await first.close();
    await expect(WorkflowRuntime.open({ dataDir, nodeId: "two" })).rejects.toMatchObject({
      code: "ERR_DATA_DIR_MISMATCH",
    });
    const again = await WorkflowRuntime.open({ dataDir, nodeId: "one" });
    await again.close();
  });
});

describe("the process", () => {
  test("stays alive until close, and then ends by itself", async () => {
    const ended = output(
      child(`
        const runtime = await WorkflowRuntime.open(options);
        console.log("open");
        setTimeout(async () => { await runtime.close(); console.log("closed"); }, 300).unref();
      `),
    );
    const { code, text } = await ended;
    expect({ code, text: text.trim() }).toEqual({ code: 0, text: "open\nclosed" });
  });

  test.each(["SIGTERM", "SIGINT"] as const)("closes on %s when asked to", async (signal) => {
    const process = child(`
      const runtime = await WorkflowRuntime.open({ ...options, closeOn: ["SIGTERM", "SIGINT"] });
      console.log("open");
      process.on("exit", (code) => console.log("exit", code));
    `);
    const ended = output(process);
    await line(process, "open");
    process.kill(signal);
    const { code, text } = await ended;
    expect({ code, text: text.trim() }).toEqual({ code: 0, text: "open\nexit 0" });
  });

  test("a second signal ends it while it waits for steps", async () => {
    const process = child(`
      const hangs = defineWorkflow({ name: "hangs", version: 1 }, async (ctx) =>
        ctx.step("hangs", () => { console.log("open"); return new Promise(() => {}); }));
      const runtime = await WorkflowRuntime.open({ ...options, workflows: [hangs], closeOn: ["SIGTERM"] });
      const looks = setInterval(() => {
        if (process.listenerCount("SIGTERM") > 0) return;
        console.log("closing");
        clearInterval(looks);
      }, 1);
      await runtime.startWorkflow(hangs);
    `);
    const ended = new Promise((resolve) => {
      process.on("close", (code, signal) => resolve({ code, signal }));
    });
    await line(process, "open");
    process.kill("SIGTERM");
    await line(process, "closing");
    process.kill("SIGTERM");
    expect(await ended).toEqual({ code: null, signal: "SIGTERM" });
  });

  test("an unhandled rejection in a workflow does not end it; the run says so on stderr", async () => {
    const { code, text } = await output(
      child(`
        const careless = defineWorkflow({ name: "careless", version: 1 }, async (ctx) => {
          void ctx.step("failing", () => { throw new Error("nobody awaits me"); }, { retry: { maximumAttempts: 1 } });
          await ctx.sleep(100);
          return "result";
        });
        const runtime = await WorkflowRuntime.open({ ...options, workflows: [careless] });
        console.log(await runtime.runWorkflow(careless));
        await runtime.close();
      `),
    );
    expect(code).toBe(0);
    expect(text).toContain("result");
    expect(text).toContain("a rejection was unhandled at the end of a turn");
    expect(text).toContain("nobody awaits me");
  });
});

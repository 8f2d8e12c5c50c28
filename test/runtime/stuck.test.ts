/**
 * Goal: code that spins, or takes the process with it, costs its own run, after a restart. Method: real processes on a real
 * disk; a process that hangs is killed by the test. What a process is to do stands in a script.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { defineWorkflow, type RuntimeOptions, WorkflowRuntime } from "../../src/index.ts";
import { LifeBook } from "../../src/runtime/life-book.ts";
import { TurnWatch } from "../../src/runtime/turn-watch.ts";
import { type Logger, silentLogger } from "../../src/util/logger.ts";
import { type LogLine, recordingLogger } from "../support/recording-logger.ts";

/** Of a wait that fails only when what it is for never comes. */
const PATIENT = { timeout: 30_000 };
const root = fileURLToPath(new URL("../..", import.meta.url));
let dataDir = "";
let children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "raftwork-stuck-"));
});

afterEach(async () => {
  for (const process of children) process.kill("SIGKILL");
  children = [];
  await rm(dataDir, { recursive: true, force: true });
});

/** Lives until it is killed, unless its script ends it. */
class Life {
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly #process: ChildProcess;
  #text = "";
  #onText: () => void = () => {};

  constructor(options: RuntimeOptions, script: string) {
    const source = `
      import { defineWorkflow, WorkflowRuntime } from "./src/index.ts";
      const options = ${JSON.stringify({ dataDir, ...options })};
      ${script}`;
    const args = ["--import", "tsx", "--input-type=module", "--eval", source];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["pipe", "pipe", "pipe"] });
    this.#process = child;
    children.push(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        this.#text += chunk.toString();
        this.#onText();
      });
    }
    this.ended = new Promise((resolve) => {
      child.on("close", (code, signal) => {
        this.#onText();
        resolve({ code, signal });
      });
    });
  }

  /** The first line with these words. */
  async line(wanted: string): Promise<string> {
    for (;;) {
      const found = this.#text.split("\n").find((line) => line.includes(wanted));
      if (found !== undefined) return found;
      if (this.#process.exitCode !== null || this.#process.signalCode !== null) {
        throw new Error(`the process ended without saying ${wanted}: ${this.#text}`);
      }
      await new Promise<void>((resolve) => {
        this.#onText = resolve;
      });
    }
  }

  say(text: string): void {
    this.#process.stdin?.write(text);
  }

  /** Nobody reads any more what it says on stderr. */
  closeStderr(): void {
    this.#process.stderr?.destroy();
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.ended;
  }
}

/** Two runs: one waits, the other spins once its step is done. */
const SPINS = `
  const waiter = defineWorkflow({ name: "waiter", version: 1 }, async (ctx) => ctx.waitForSignal("go"));
  const spinner = defineWorkflow({ name: "spinner", version: 1 }, async (ctx) => {
    await ctx.step("before", () => 1);
    for (;;);
  });
  const runtime = await WorkflowRuntime.open({ ...options, workflows: [waiter, spinner] });
  await runtime.startWorkflow(waiter, undefined, { workflowId: "waits" });
  await runtime.startWorkflow(spinner, undefined, { workflowId: "spins" });
`;
const waiter = defineWorkflow({ name: "waiter", version: 1 }, async (ctx) =>
  ctx.waitForSignal<string>("go"),
);
let calls = 0;
const mended = defineWorkflow({ name: "spinner", version: 1 }, async (ctx) => {
  calls += 1;
  await ctx.step("before", () => 1);
  return "went on";
});

function open(options: RuntimeOptions = {}): Promise<WorkflowRuntime> {
  return WorkflowRuntime.open({
    dataDir,
    workflows: [waiter, mended],
    logLevel: "silent",
    ...options,
  });
}

describe.each(["onEviction", "always"] as const)("replay %s", (replay) => {
  test("scenario 125: an endless loop is told within turnTimeout; from the next start its run is blocked, and others go on", async () => {
    const life = new Life({ turnTimeout: 300, replay }, SPINS);
    const told: unknown = JSON.parse(await life.line("does not return"));
    expect(told).toMatchObject({
      level: 50,
      code: "ERR_WORKFLOW_STUCK",
      workflowId: "spins",
      runNumber: 1,
      turnTimeoutMs: 300,
    });
    await life.kill();

    calls = 0;
    {
      const blocked: unknown[] = [];
      await using runtime = await open({ replay });
      runtime.events.on("runBlocked", (event) => blocked.push(event));
      await runtime.events.once("runBlocked");
      const run = runtime.getRun(mended, "spins");
      expect(await run.describe()).toMatchObject({ status: "running", waitingFor: "blocked" });
      const other = runtime.getRun(waiter, "waits");
      await other.signal("go", "unharmed");
      expect(await other.waitForCompletion()).toBe("unharmed");
      expect(calls).toBe(0);
    }
    // It stays so over restarts, until somebody retries it.
    await using runtime = await open({ replay });
    await runtime.events.once("runBlocked");
    const run = runtime.getRun(mended, "spins");
    expect((await run.describe()).waitingFor).toBe("blocked");
    await run.retry();
    expect(await run.waitForCompletion()).toBe("went on");
    expect(existsSync(join(dataDir, "SUSPECTS"))).toBe(false);
  });
});

test("onStuckTurn exit: the process is ended by SIGKILL", async () => {
  const life = new Life({ turnTimeout: 300, onStuckTurn: "exit" }, SPINS);
  await life.line("does not return");
  expect(await life.ended).toEqual({ code: null, signal: "SIGKILL" });
  await using runtime = await open();
  await runtime.events.once("runBlocked");
  expect((await runtime.getRun("spins").describe()).waitingFor).toBe("blocked");
  await runtime.getRun("spins").terminate();
  expect(existsSync(join(dataDir, "SUSPECTS"))).toBe(false);
});

test("onStuckTurn exit: the process is ended although nobody reads its stderr any more", async () => {
  const script = `
    const spinner = defineWorkflow({ name: "spinner", version: 1 }, async (ctx) => {
      await ctx.waitForSignal("go");
      for (;;);
    });
    const runtime = await WorkflowRuntime.open({ ...options, workflows: [spinner] });
    const run = await runtime.startWorkflow(spinner, undefined, { workflowId: "spins" });
    console.log("has begun");
    process.stdin.once("data", () => run.signal("go", null));
  `;
  const life = new Life({ turnTimeout: 300, onStuckTurn: "exit" }, script);
  await life.line("has begun");
  life.closeStderr();
  life.say("go");
  expect((await life.ended).signal).toBe("SIGKILL");
});

test("turnTimeout: a turn that returns late is told, and nothing is held against its run; a step may take its time", async () => {
  const lines: string[] = [];
  const write = (fields: object, message: string): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  const logger = { debug() {}, info() {}, warn: write, error: write, child: () => logger };
  const spin = (ms: number): void => {
    for (const until = performance.now() + ms; performance.now() < until; );
  };
  const slow = defineWorkflow({ name: "slow", version: 1 }, async (ctx, inStep: boolean) => {
    if (inStep) return ctx.step("slow", () => spin(400));
    spin(400);
    return ctx.sleep(1);
  });
  await using runtime = await WorkflowRuntime.open({
    dataDir,
    workflows: [slow],
    turnTimeout: 100,
    logger,
  });
  await runtime.runWorkflow(slow, true, { workflowId: "step" });
  expect(lines).toEqual([]);
  await runtime.runWorkflow(slow, false, { workflowId: "turn" });
  // The thread that watches says so, whenever it has its turn.
  await vi.waitUntil(() => lines.length > 0, { timeout: 30_000 });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("a turn took longer than turnTimeout");
  expect(lines[0]).toContain('"workflowId":"turn"');
  expect(existsSync(join(dataDir, "SUSPECTS"))).toBe(false);
});

test("a run that ends the process each time it comes back is found in the end, and others go on", async () => {
  const script = `
    const waiter = defineWorkflow({ name: "waiter", version: 1 }, async (ctx) => ctx.waitForSignal("go"));
    const killer = defineWorkflow({ name: "spinner", version: 1 }, async (ctx) => {
      await ctx.step("before", () => 1);
      process.kill(process.pid, "SIGKILL");
    });
    const runtime = await WorkflowRuntime.open({ ...options, workflows: [waiter, killer] });
    await runtime.startWorkflow(waiter, undefined, { workflowId: "waits" });
    await runtime.startWorkflow(killer, undefined, { workflowId: "kills" });
    await runtime.getRun("kills").waitForCompletion();
  `;
  for (let life = 0; life < 4; life += 1) {
    expect((await new Life({}, script).ended).signal).toBe("SIGKILL");
  }
  await using runtime = await open();
  await runtime.events.once("runBlocked");
  expect((await runtime.getRun("kills").describe()).waitingFor).toBe("blocked");
  const other = runtime.getRun(waiter, "waits");
  await other.signal("go", "unharmed");
  expect(await other.waitForCompletion()).toBe("unharmed");
  await runtime.getRun(mended, "kills").retry();
  expect(await runtime.getRun(mended, "kills").waitForCompletion()).toBe("went on");
});

test("a run that spins in its first turn, before anything of it is saved, is blocked from the next start", async () => {
  const script = `
    const spinner = defineWorkflow({ name: "spinner", version: 1 }, async () => { for (;;); });
    const runtime = await WorkflowRuntime.open({ ...options, workflows: [spinner] });
    await runtime.startWorkflow(spinner, undefined, { workflowId: "spins" });
  `;
  const life = new Life({ turnTimeout: 300, onStuckTurn: "exit" }, script);
  expect((await life.ended).signal).toBe("SIGKILL");
  calls = 0;
  await using runtime = await open();
  const run = runtime.getRun(mended, "spins");
  await vi.waitUntil(async () => (await run.describe()).waitingFor === "blocked", PATIENT);
  expect(calls).toBe(0);
  await run.retry();
  expect(await run.waitForCompletion()).toBe("went on");
});

test("a run that ends the process in its first turn is found in the end, and others go on", async () => {
  const script = (start: string): string => `
    const killer = defineWorkflow({ name: "spinner", version: 1 }, async () => {
      process.kill(process.pid, "SIGKILL");
    });
    const waiter = defineWorkflow({ name: "waiter", version: 1 }, async (ctx) => ctx.waitForSignal("go"));
    const runtime = await WorkflowRuntime.open({ ...options, workflows: [waiter, killer] });
    ${start}
    await runtime.getRun("kills").waitForCompletion();
  `;
  const first = `
    await runtime.startWorkflow(waiter, undefined, { workflowId: "waits" });
    await runtime.startWorkflow(killer, undefined, { workflowId: "kills" });`;
  expect((await new Life({}, script(first)).ended).signal).toBe("SIGKILL");
  // Whoever starts the process again starts nothing else in it.
  for (let life = 1; life < 4; life += 1) {
    expect((await new Life({}, script("")).ended).signal).toBe("SIGKILL");
  }
  await using runtime = await open();
  const run = runtime.getRun(mended, "kills");
  await vi.waitUntil(async () => (await run.describe()).waitingFor === "blocked", PATIENT);
  const other = runtime.getRun(waiter, "waits");
  await other.signal("go", "unharmed");
  expect(await other.waitForCompletion()).toBe("unharmed");
  await run.retry();
  expect(await run.waitForCompletion()).toBe("went on");
});

/** Watches turns of 20 ms. */
function watchTurns(suspectsPath: string, logger: Logger = silentLogger): TurnWatch {
  return new TurnWatch({
    turnTimeoutMs: 20,
    onStuckTurn: "report",
    suspectsPath,
    nodeId: "node-1",
    isSilent: true,
    logger,
    onReturned: () => {},
  });
}

test("where the thread cannot start a warning says what it needs", async () => {
  const lines: LogLine[] = [];
  // No thread takes a function with it.
  const watch = watchTurns((() => {}) as never, recordingLogger(lines));
  await watch.close();
  expect(lines.map(({ message }) => message)).toEqual([
    expect.stringContaining("turn-watch-worker.mjs has to lie beside the bundle"),
  ]);
});

test("a run is found although the line before its own was cut", async () => {
  const suspectsPath = join(dataDir, "SUSPECTS");
  const cut = '{"workflowId":"oth';
  await writeFile(suspectsPath, cut);
  const watch = watchTurns(suspectsPath);
  const run = { workflowId: "spins", runNumber: 1 };
  watch.began({ run, watchId: 0 });
  while (!readFileSync(suspectsPath, "utf8").slice(cut.length).trimStart().endsWith("\n"));
  watch.ended();
  await watch.close();
  const book = new LifeBook(dataDir, 0);
  expect(book.suspicionOf(run)).toBe("stuckTurn");
  book.close();
});

test("the run is told by its own name, however many others have had turns", async () => {
  const suspectsPath = join(dataDir, "SUSPECTS");
  const watch = watchTurns(suspectsPath);
  const turns = Array.from({ length: 3000 }, (_, at) => ({
    run: { workflowId: `wörkflow-${at}`, runNumber: 1 + at * 100 },
    watchId: 0,
  }));
  for (const turn of turns) {
    watch.began(turn);
    watch.ended();
  }
  const spins = turns[1500] as (typeof turns)[number];
  watch.began(spins);
  // The file is there before its line is.
  while (!existsSync(suspectsPath) || statSync(suspectsPath).size === 0);
  watch.ended();
  await watch.close();
  expect(JSON.parse(await readFile(suspectsPath, "utf8"))).toEqual({
    ...spins.run,
    why: "stuckTurn",
  });
});

describe("what cannot be written down costs no node", () => {
  const suspect = { workflowId: "suspect", runNumber: 1, why: "stuckTurn" };

  test("a turn returns late, and SUSPECTS cannot be written: the node goes on, and says so", async () => {
    const lines: string[] = [];
    const write = (_fields: object, message: string): void => {
      lines.push(message);
    };
    const logger = { debug() {}, info() {}, warn: write, error: write, child: () => logger };
    await writeFile(join(dataDir, "SUSPECTS"), `${JSON.stringify(suspect)}\n`);
    await mkdir(join(dataDir, "SUSPECTS.new"));
    const slow = defineWorkflow({ name: "slow", version: 1 }, async (ctx, isLate: boolean) => {
      if (!isLate) return "quick";
      const before = readFileSync(join(dataDir, "SUSPECTS"), "utf8");
      // The thread has written it down; a while later it has said so, or in one of the turns that follow.
      while (readFileSync(join(dataDir, "SUSPECTS"), "utf8") === before);
      for (const until = performance.now() + 300; performance.now() < until; );
      await ctx.sleep(1);
      return "done";
    });
    await using runtime = await WorkflowRuntime.open({
      dataDir,
      workflows: [slow],
      turnTimeout: 50,
      logger,
    });
    const fatal: unknown[] = [];
    runtime.events.on("fatal", (event) => fatal.push(event));
    const run = await runtime.startWorkflow(slow, true, { workflowId: "late" });
    expect(await run.waitForCompletion()).toBe("done");
    await vi.waitUntil(async () => {
      await runtime.runWorkflow(slow, false);
      return lines.some((line) => line.includes("could not be read or"));
    }, PATIENT);
    expect(fatal).toEqual([]);
  });

  test("a suspect run ends, and SUSPECTS cannot be written", async () => {
    const other = { ...suspect, workflowId: "other" };
    await writeFile(
      join(dataDir, "SUSPECTS"),
      [suspect, other].map((one) => `${JSON.stringify(one)}\n`).join(""),
    );
    await mkdir(join(dataDir, "SUSPECTS.new"));
    await using runtime = await open();
    const fatal: unknown[] = [];
    runtime.events.on("fatal", (event) => fatal.push(event));
    const run = await runtime.startWorkflow(waiter, undefined, { workflowId: "suspect" });
    await run.terminate();
    await runtime.runWorkflow(mended, undefined, { workflowId: "next" });
    expect(fatal).toEqual([]);
  });

  test("a life book that cannot be opened or read is no reason not to start", async () => {
    for (const file of ["LIFE", "SUSPECTS"])
      await mkdir(join(dataDir, file, "x"), { recursive: true });
    await using runtime = await open();
    expect(await runtime.runWorkflow(mended, undefined, { workflowId: "one" })).toBe("went on");
  });
});

describe("the book of lives", () => {
  const MINUTE = 60_000;
  const run = { workflowId: 'a "quoted" id', runNumber: 3 };

  test("is careful after two unclean ends within a minute, and not after clean ones", () => {
    const lives = (...starts: { at: number; clean: boolean }[]): boolean => {
      let isCareful = false;
      for (const { at, clean } of starts) {
        const book = new LifeBook(dataDir, at);
        ({ isCareful } = book);
        if (clean) book.close();
        else book.abandon();
      }
      const last = new LifeBook(dataDir, (starts.at(-1)?.at ?? 0) + 1000);
      last.close();
      return isCareful;
    };
    expect(lives({ at: 0, clean: false }, { at: 1000, clean: false })).toBe(false);
    expect(
      lives({ at: 0, clean: false }, { at: 1000, clean: false }, { at: 2000, clean: true }),
    ).toBe(true);
    expect(
      lives({ at: 0, clean: false }, { at: 1000, clean: false }, { at: 2 * MINUTE, clean: true }),
    ).toBe(false);
    expect(
      lives({ at: 0, clean: false }, { at: 1000, clean: true }, { at: 2000, clean: true }),
    ).toBe(false);
  });

  test("takes the run for a suspect that was coming back at two unclean ends in a row, until it is acquitted", () => {
    const other = { workflowId: "other", runNumber: 1 };
    const chance = new LifeBook(dataDir, 0);
    chance.hydrating(other);
    chance.abandon();
    const first = new LifeBook(dataDir, 500);
    expect(first.suspicionOf(other)).toBeUndefined();
    expect(first.isAccused(other)).toBe(true);
    // It comes back this time, and another one does not.
    first.hydrating(other);
    first.hydrating(run);
    expect(first.isAccused(other)).toBe(false);
    first.abandon();
    const again = new LifeBook(dataDir, 700);
    expect(again.suspicionOf(run)).toBeUndefined();
    again.hydrating(run);
    again.abandon();
    const second = new LifeBook(dataDir, 1000);
    expect(second.suspicionOf(run)).toBe("uncleanEnd");
    expect(second.suspicionOf({ ...run, runNumber: 4 })).toBeUndefined();
    second.hydrating(run);
    second.hydrating(null);
    second.acquit({ ...run, workflowId: "other" });
    second.abandon();
    const third = new LifeBook(dataDir, 2000);
    expect(third.suspicionOf(run)).toBe("uncleanEnd");
    third.acquit(run);
    third.close();
    const fourth = new LifeBook(dataDir, 3000);
    expect(fourth.suspicionOf(run)).toBeUndefined();
    fourth.close();
    fourth.close();
  });

  test("reads what a process that died left half written", async () => {
    await writeFile(join(dataDir, "LIFE"), '{"startedAt": 1');
    await writeFile(
      join(dataDir, "SUSPECTS"),
      `${JSON.stringify({ ...run, why: "stuckTurn" })}\nnull\n{"workflowId": 5}\n{"workflo`,
    );
    const book = new LifeBook(dataDir, 5000);
    expect(book.suspicionOf(run)).toBe("stuckTurn");
    expect(book.isCareful).toBe(false);
    book.close();
    expect(await readFile(join(dataDir, "SUSPECTS"), "utf8")).toContain("quoted");
  });
});

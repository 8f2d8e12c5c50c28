/**
 * A node in a process of its own, killed by SIGKILL again and again while it works.
 *
 * After each death and before the next start the disk is read by the parts below the runtime: either the directory
 * itself, whose locks must be free again, or a copy, so that the next start finds it as the kill has left it.
 *
 * Caveat: SIGKILL leaves the page cache to the system, so this says nothing about what was synced. The simulation of
 * one node says that, over a disk that forgets everything else.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { CommittedHistory, readCommitted } from "../support/committed.ts";
import { Judge } from "./judge.ts";
import { drawKill, drawLife, type KillMoment, type LifePlan } from "./plan.ts";

/** What is to be done. */
export interface CrashOptions {
  /** Processes to kill. */
  readonly kills: number;
  readonly seed: number;
  /** An empty directory; nothing else uses it. */
  readonly directory: string;
  /** Called after each death. */
  readonly onDeath?: (report: CrashReport) => void;
}

/** What came of it. */
export interface CrashReport {
  readonly seed: number;
  readonly kills: number;
  /** Kills before the child had said that its runtime is open. */
  readonly killsWhileOpening: number;
  /** Kills that left entries on the disk that were not applied there. */
  readonly killsBeforeApplied: number;
  readonly runs: number;
  /** Committed outcomes of operations. */
  readonly checkpoints: number;
  /** Calls of steps' functions. */
  readonly effects: number;
  /** Things that were acknowledged. */
  readonly acknowledged: number;
  readonly entries: number;
  /** Empty when all is well. */
  readonly violations: readonly string[];
}

const CHILD = fileURLToPath(new URL("./child.mjs", import.meta.url));
/** No life takes so long; one that does stands still, and is asked what it waits for. */
const LIFE_MAX_MS = 60_000;
const EXPLAIN_MS = 5000;

/** Kills a child so often, lets a last one end all runs, and says what was wrong. Ends at the first violation. */
export async function runCrashes(options: CrashOptions): Promise<CrashReport> {
  const crashes = new Crashes(options);
  try {
    await crashes.run();
  } finally {
    crashes.close();
  }
  return crashes.report();
}

/** How a life ended. */
interface Death {
  readonly lines: readonly unknown[][];
  readonly wasKilled: boolean;
  /** What is wrong with it; null when nothing is. */
  readonly violation: string | null;
}

class Crashes {
  readonly #options: CrashOptions;
  readonly #random: SeededRandom;
  readonly #history = new CommittedHistory();
  readonly #judge = new Judge(this.#history);
  readonly #effectsPath: string;
  readonly #effectsFile: number;
  /** Lines of all lives: what a run sees again when it is brought back is nothing new. */
  readonly #said = new Set<string>();
  #effectsRead = 0;
  #life = 0;
  #kills = 0;
  #killsWhileOpening = 0;
  #killsBeforeApplied = 0;
  #acknowledged = 0;

  constructor(options: CrashOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
    this.#effectsPath = join(options.directory, "effects");
    this.#effectsFile = openSync(this.#effectsPath, "a+");
  }

  async run(): Promise<void> {
    const { violations } = this.#judge;
    while (this.#kills < this.#options.kills && violations.length === 0) {
      await this.#live(drawKill(this.#random));
      this.#options.onDeath?.(this.report());
    }
    if (violations.length > 0) return;
    await this.#live(null);
    if (violations.length === 0) this.#judge.allEnded();
  }

  close(): void {
    closeSync(this.#effectsFile);
  }

  report(): CrashReport {
    const { runs } = this.#history;
    let checkpoints = 0;
    for (const { outcomes } of runs.values()) checkpoints += outcomes.size;
    return {
      seed: this.#options.seed,
      kills: this.#kills,
      killsWhileOpening: this.#killsWhileOpening,
      killsBeforeApplied: this.#killsBeforeApplied,
      runs: runs.size,
      checkpoints,
      effects: this.#judge.effects,
      acknowledged: this.#acknowledged,
      entries: this.#history.lastIndex,
      violations: this.#judge.violations,
    };
  }

  /** One life, to its kill or to the end of all runs, and what it left behind. */
  async #live(kill: KillMoment | null): Promise<void> {
    this.#life += 1;
    const { violations } = this.#judge;
    const dataDir = join(this.#options.directory, "node");
    const effectsPath = this.#effectsPath;
    const isLast = kill === null;
    const plan = drawLife(this.#random, { life: this.#life, dataDir, effectsPath, isLast });
    const death = await liveAndDie(plan, kill, this.#said);
    const { lines, wasKilled, violation } = death;
    if (violation !== null) violations.push(`life ${this.#life}: ${violation}`);
    if (wasKilled) this.#kills += 1;
    if (wasKilled && lines.length === 0) this.#killsWhileOpening += 1;
    this.#acknowledged += lines.length;
    this.#judge.lifeActed(this.#life, this.#newEffects());
    // A child that was killed at once has made no directory.
    const isCopied = this.#random.below(2) === 0 && existsSync(dataDir);
    const wrong = await this.#inspect(dataDir, isCopied);
    for (const text of wrong) violations.push(`after life ${this.#life}: ${text}`);
    this.#judge.lifeSaid(this.#life, lines);
  }

  /** Takes what is committed into the history; gives back what is wrong with it. */
  async #inspect(dataDir: string, isCopied: boolean): Promise<string[]> {
    const path = isCopied ? `${dataDir}-copy` : dataDir;
    if (isCopied) await cp(dataDir, path, { recursive: true });
    try {
      const backend = await LevelBackend.open({ dataDir: path, lockTimeoutMs: 0 });
      const log = await readCommitted(backend, { after: this.#history.lastIndex });
      if (log === null) return [];
      const wrong = await this.#history.take(log);
      if (log.appliedIndex < this.#history.lastIndex) this.#killsBeforeApplied += 1;
      return wrong;
    } catch (error) {
      return [`the disk could not be read: ${errorText(error)}`];
    } finally {
      if (isCopied) await rm(path, { recursive: true, force: true });
    }
  }

  /** What steps appended to the file since it was read last. */
  #newEffects(): string {
    const end = fstatSync(this.#effectsFile).size;
    const bytes = Buffer.alloc(end - this.#effectsRead);
    readSync(this.#effectsFile, bytes, 0, bytes.length, this.#effectsRead);
    this.#effectsRead = end;
    return bytes.toString();
  }
}

/** Starts a child, kills it at its moment (null: never), and gives back what it had said. */
async function liveAndDie(
  plan: LifePlan,
  kill: KillMoment | null,
  known: Set<string>,
): Promise<Death> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(plan)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  // Not "exit": what it said before it died is still on its way then.
  const gone = once(child, "close");
  const timers: NodeJS.Timeout[] = [];
  let standsStill = false;
  const killAfter = (delayMs: number): void => {
    timers.push(setTimeout(() => child.kill("SIGKILL"), delayMs));
  };
  const patience = setTimeout(() => {
    standsStill = true;
    child.kill("SIGTERM");
    killAfter(EXPLAIN_MS);
  }, LIFE_MAX_MS);
  timers.push(patience);
  if (kill?.afterLines === 0) killAfter(kill.delayMs);
  const said: string[] = [];
  const before = known.size;
  createInterface({ input: child.stdout }).on("line", (line) => {
    said.push(line);
    if (known.has(line)) return;
    known.add(line);
    if (kill !== null && known.size - before === kill.afterLines) killAfter(kill.delayMs);
  });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  await gone;
  for (const timer of timers) clearTimeout(timer);
  const wasKilled = child.signalCode === "SIGKILL";
  const lines = said.map((line) => JSON.parse(line) as unknown[]);
  return { lines, wasKilled, violation: violationOf(child, { standsStill, complaints }) };
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function violationOf(
  { exitCode, signalCode }: ChildProcess,
  { standsStill, complaints }: { standsStill: boolean; complaints: string },
): string | null {
  if (standsStill) return `stood still for ${LIFE_MAX_MS} ms; ${complaints}`;
  if (signalCode === "SIGKILL" || exitCode === 0) {
    return complaints === "" ? null : `complained: ${complaints}`;
  }
  return `ended by itself with ${exitCode ?? signalCode}: ${complaints}`;
}

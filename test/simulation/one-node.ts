/**
 * One node, many deaths: the real node (core, host, storage, machine, engine) on virtual time over a disk that forgets
 * what was not synced, running random workflows and dying at random crash points of the disk and at random moments.
 *
 * Checked: a run once acknowledged is never unknown; what a run has seen it sees again; a step whose result was
 * consumed or is committed never runs again; what was acknowledged is committed; every run ends; the result of a run never
 * changes. After each life, before the next one begins, the disk is read by the parts below the runtime: its state, with
 * the log behind it, equals that of the same log applied to an empty machine.
 */
import { RunEndedError } from "../../src/errors.ts";
import { RETENTION } from "../../src/model/limits.ts";
import { checkExecution } from "../../src/runtime/options.ts";
import { openRuntime, type WorkflowRuntime } from "../../src/runtime/workflow-runtime.ts";
import { JOURNAL_FILE_BYTES } from "../../src/storage/journal.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { SeededIds } from "../../src/util/ids.ts";
import { silentLogger } from "../../src/util/logger.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { readCommitted } from "../support/committed.ts";
import { defineProgram, type ProgramInput } from "./one-node-program.ts";
import { OutsideWorld } from "./one-node-world.ts";

/** What a seed led to. */
export interface SeedReport {
  readonly seed: number;
  readonly lives: number;
  readonly runs: number;
  readonly effects: number;
  readonly crashPoints: readonly string[];
  readonly virtualMs: number;
  /** Empty when all is well. */
  readonly violations: readonly string[];
}

const SIGNALS = 6;
/** By the seed: state that is saved soon, and state that a start makes anew from the log. */
const SAVE_WAITS_MS = [1, 1, 5, 50, 200];
/** By the seed: with small ones files of the journal are made all the time. */
const JOURNAL_FILES_BYTES = [4096, 16 * 1024, 4096, JOURNAL_FILE_BYTES];
const CLOSE_DEADLINE_MS = 30_000;
const RUN_DEADLINE_MS = 600_000;

/** Runs one seed. */
export async function runSeed(seed: number): Promise<SeedReport> {
  const simulation = new Simulation(seed);
  await simulation.run();
  return simulation.report();
}

class Simulation {
  readonly #seed: number;
  readonly #random: SeededRandom;
  readonly #scheduler = new VirtualScheduler();
  readonly #world = new OutsideWorld(this.#scheduler);
  readonly #disk: MemoryDisk;
  readonly #inputs: readonly ProgramInput[];
  readonly #crashPoints = new Set<string>();
  #lives = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = new SeededRandom(seed);
    const isCalm = this.#random.below(5) === 0;
    this.#disk = new MemoryDisk({
      seed,
      scheduler: this.#scheduler,
      faults: {
        writeDelayMs: this.#random.below(3),
        slowWriteRatio: isCalm ? 0 : 0.1,
        slowWriteDelayMs: 80,
      },
    });
    const runs = 1 + this.#random.below(6);
    this.#inputs = Array.from({ length: runs }, () => ({
      seed: this.#random.below(2 ** 31),
      length: 1 + this.#random.below(10),
    }));
  }

  async run(): Promise<void> {
    const deaths = this.#random.below(7);
    for (let death = 0; death < deaths; death += 1) {
      const hasDied = await this.#life({ mustDie: true });
      if (!hasDied) break;
    }
    await this.#life({ mustDie: false });
  }

  report(): SeedReport {
    const { violations } = this.#world;
    if (this.#world.endedCount !== this.#inputs.length) {
      violations.push(`${this.#inputs.length - this.#world.endedCount} runs have not ended`);
    }
    return {
      seed: this.#seed,
      lives: this.#lives,
      runs: this.#inputs.length,
      effects: this.#world.effectCount,
      crashPoints: [...this.#crashPoints],
      virtualMs: Math.round(this.#scheduler.now()),
      violations,
    };
  }

  /** One life of the process, from its start to its death or to the end of all runs. True when it died. */
  async #life({ mustDie }: { mustDie: boolean }): Promise<boolean> {
    this.#lives += 1;
    this.#world.nextLife();
    let isDead = false;
    const die = (): void => {
      isDead = true;
      this.#crashPoints.add(this.#disk.lastPoint ?? "at a moment");
    };
    if (mustDie && this.#random.below(4) > 0) {
      this.#disk.crashAt(this.#disk.pointsPassed + 1 + this.#random.below(60), die);
    }
    if (mustDie && this.#random.below(4) === 0) {
      this.#scheduler.setTimeout(() => {
        if (isDead) return;
        this.#disk.crash();
        isDead = true;
        this.#crashPoints.add("at a moment");
      }, this.#random.next() * 400);
    }
    let core: WorkflowRuntime | null = null;
    let isDone = false;
    const process = async (): Promise<void> => {
      const opened = await this.#open();
      core = opened;
      // What a dead node says while it is let go of is not heard by anybody.
      const complain = (text: string): void => {
        if (!isDead) this.#world.violations.push(text);
      };
      opened.events.on("fatal", ({ error }) => complain(`fatal: ${error.stack ?? error.message}`));
      opened.events.on("runBlocked", ({ workflowId, error }) =>
        complain(`${workflowId} is blocked: ${error.message}`),
      );
      await this.#work(opened);
      isDone = true;
    };
    let failure: unknown = null;
    process().catch((error: unknown) => {
      failure = error;
    });
    const until = (): boolean => isDead || isDone || failure !== null;
    const end = await this.#scheduler.run({
      until,
      untilMs: this.#scheduler.now() + RUN_DEADLINE_MS,
    });
    if (failure !== null && !isDead) {
      const text = failure instanceof Error ? (failure.stack ?? failure.message) : "no error";
      this.#world.violations.push(`life ${this.#lives} failed: ${text}`);
    } else if (end !== "condition") {
      this.#world.violations.push(`life ${this.#lives} stands still (${end})`);
    }
    await this.#bury(core, () => isDead);
    // A crash point that was not reached is not for those who read what is committed.
    this.#disk.cancelCrash();
    await this.#readCommitted();
    return isDead;
  }

  /** Lets go of a node: of a dead one nothing may happen any more, a living one is closed. */
  async #bury(core: WorkflowRuntime | null, isDead: () => boolean): Promise<void> {
    if (core === null) {
      this.#scheduler.clear();
      return;
    }
    let isClosed = false;
    core.close({ drain: isDead() ? 0 : 1000 }).then(
      () => {
        isClosed = true;
      },
      () => {
        isClosed = true;
      },
    );
    if (!isDead()) {
      const untilMs = this.#scheduler.now() + CLOSE_DEADLINE_MS;
      const end = await this.#scheduler.run({ until: () => isClosed || isDead(), untilMs });
      if (end !== "condition") this.#world.violations.push(`closing stands still (${end})`);
    } else await this.#scheduler.run({ untilMs: this.#scheduler.now() });
    this.#scheduler.clear();
  }

  get #journalFileBytes(): number | undefined {
    return JOURNAL_FILES_BYTES[this.#seed % JOURNAL_FILES_BYTES.length];
  }

  async #open(): Promise<WorkflowRuntime> {
    const random = new SeededRandom(this.#seed + this.#lives);
    const replay = this.#seed % 3 === 0 ? "always" : "onEviction";
    const idleEviction = this.#seed % 2 === 0 ? 5 : 60_000;
    return openRuntime({
      backend: await this.#disk.open(),
      nodeId: "node-1",
      workflows: [defineProgram(this.#world)],
      scheduler: this.#scheduler,
      random,
      ids: new SeededIds(random),
      logger: silentLogger,
      execution: checkExecution({ replay, idleEviction }, false),
      retention: RETENTION,
      callTimeoutMs: 60_000,
      journalFileBytes: this.#journalFileBytes,
      saveWaitMs: SAVE_WAITS_MS[this.#seed % SAVE_WAITS_MS.length],
    });
  }

  /** Starts every run (or finds it) and waits for all of them. */
  async #work(core: WorkflowRuntime): Promise<void> {
    await Promise.all(this.#inputs.map((input, at) => this.#runOne(core, input, `run-${at}`)));
  }

  async #runOne(core: WorkflowRuntime, input: ProgramInput, workflowId: string): Promise<void> {
    const handle = await core.startWorkflow<string>("program", input, { workflowId });
    this.#world.started(workflowId, handle.started);
    const signals = this.#signal(core, workflowId);
    const [result] = await Promise.all([handle.waitForCompletion(), signals]);
    this.#world.ended(workflowId, result);
  }

  /** Sends the same signals in every life, under the same ids: each counts once. */
  async #signal(core: WorkflowRuntime, workflowId: string): Promise<void> {
    for (let count = 0; count < SIGNALS; count += 1) {
      await new Promise<void>((resolve) => {
        this.#scheduler.setTimeout(resolve, 20 * count);
      });
      try {
        const signalId = `${workflowId}-${count}`;
        await core.getRun(workflowId).signal("tick", count, { signalId });
        this.#world.signalled(workflowId, count);
      } catch (error) {
        // The run may have ended meanwhile; anything else is a finding.
        if (!(error instanceof RunEndedError)) throw error;
        return;
      }
    }
  }

  /** Takes what the life has committed into what the world knows, before anything is driven again. */
  async #readCommitted(): Promise<void> {
    const work = async (): Promise<void> => {
      const { history } = this.#world;
      const options = {
        scheduler: this.#scheduler,
        after: history.lastIndex,
        journalFileBytes: this.#journalFileBytes,
      };
      const log = await readCommitted(await this.#disk.open(), options);
      await this.#world.committed(log);
    };
    let isDone = false;
    work()
      .catch((error: unknown) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : "no error";
        this.#world.violations.push(
          `the disk could not be read after life ${this.#lives}: ${text}`,
        );
      })
      .finally(() => {
        isDone = true;
      });
    await this.#scheduler.run({ until: () => isDone });
  }
}

/** HostNode is one node of the simulated cluster: its disk, its address, and the processes that have lived on them, one at a time. */
import type { RuntimeEvents } from "../../../src/api/events.ts";
import { HISTORY_LIMITS, RETENTION } from "../../../src/model/limits.ts";
import type { Member } from "../../../src/model/members.ts";
import type { Replica } from "../../../src/replica/replica.ts";
import { EventHub } from "../../../src/runtime/event-hub.ts";
import { EVENT_NAMES, type NodeCore } from "../../../src/runtime/node-core.ts";
import { openNode, type WorkflowRuntime } from "../../../src/runtime/workflow-runtime.ts";
import { MemoryDisk } from "../../../src/storage/memory-disk.ts";
import { NodeTransport } from "../../../src/transport/node-transport.ts";
import { SeededIds } from "../../../src/util/ids.ts";
import { silentLogger } from "../../../src/util/logger.ts";
import { type Dice, diceFor } from "../core/dice.ts";
import { Violation } from "../core/violation.ts";
import { defineProgram } from "../one-node-program.ts";
import { groupRecordOf } from "./disk-view.ts";
import { gated } from "./gated-disk.ts";
import { checkRemoval, checkStart, checkTurn } from "./journal-check.ts";
import { LifeCheck, type SharedChecks } from "./life-check.ts";
import { LogTap } from "./log-tap.ts";
import type { Outside } from "./outside.ts";
import { definePlay } from "./play.ts";
import { ProcessScheduler } from "./process-scheduler.ts";
import { traceLogger } from "./trace-logger.ts";
import type { World } from "./world.ts";

/** What the processes of a cluster have in common. */
export interface Surroundings {
  readonly world: World;
  readonly outside: Outside;
  readonly shared: SharedChecks;
  /** The nodes that form the cluster, with their addresses of now. */
  readonly founders: () => ReadonlyArray<{ readonly nodeId: string; readonly address: string }>;
  /** Addresses of nodes that a node may join through. */
  readonly seeds: () => readonly string[];
  /** Something about who can reach whom has changed. */
  readonly reachChanged: () => void;
  /** Asked before each call of a step's function. */
  readonly mayCallSteps: (node: HostNode) => void;
}

/** One process. */
export interface Life {
  readonly number: number;
  /** Virtual time in ms. */
  readonly startedAt: number;
  readonly scheduler: ProcessScheduler;
  /** Of the functions of steps: what these leave behind is their own. */
  readonly users: ProcessScheduler;
  readonly dying: AbortController;
  /** Rejects when the process dies: what its callers hear. */
  readonly death: Promise<never>;
  isDead: boolean;
  /** Its wish to be closed in order. */
  isClosing: boolean;
  opened: { readonly runtime: WorkflowRuntime; readonly core: NodeCore } | null;
  check: LifeCheck | null;
  replica: Replica | null;
}

/** What a caller hears of a process that has died. */
export class ProcessDied extends Error {
  override readonly name = "ProcessDied";
}

export class HostNode {
  readonly nodeId: string;
  readonly number: number;
  address: string;
  disk: MemoryDisk;
  /** It forms the cluster with the others; else it joins. */
  readonly isFounder: boolean;
  /** Somebody has asked to remove it. */
  isUnwanted = false;
  /** It was told that it is no member any more, and is not started again. */
  hasLeft = false;
  /** Its wall clock is ahead by so much, in ms. */
  skewMs = 0;
  life: Life | null = null;
  lives = 0;
  #disks = 0;
  readonly #dice: Dice;
  readonly #around: Surroundings;

  constructor(number: number, isFounder: boolean, around: Surroundings) {
    this.number = number;
    this.nodeId = `n${number}`;
    this.address = `${this.nodeId}:${7000 + number}`;
    this.isFounder = isFounder;
    this.#around = around;
    this.#dice = diceFor(around.world.plan.seed, this.nodeId);
    this.disk = this.#newDisk();
  }

  /** It is open, and neither stopped nor about to close. */
  get isUp(): boolean {
    const { life } = this;
    return life !== null && life.opened !== null && !life.isClosing && !life.scheduler.isStopped;
  }

  get runtime(): WorkflowRuntime | null {
    return this.life?.opened?.runtime ?? null;
  }

  /** It was removed from the cluster, or replaced: its disk is of no use any more. */
  get isRemoved(): boolean {
    const { members, removed } = this.#around.world.oracle.members();
    const replicaId = groupRecordOf(this.disk)?.replicaId;
    const isIt = (member: Member): boolean => member.replicaId === replicaId;
    return removed.some(isIt) && !members.some(isIt);
  }

  /** It leads, as far as it knows. */
  get leads(): boolean {
    return this.life?.replica?.status()?.role === "leader";
  }

  /** A new process, if there is none. */
  start(): void {
    const { world } = this.#around;
    if (this.life !== null || this.hasLeft || world.isOver) return;
    this.lives += 1;
    const { number, lives } = this;
    const onCallback = (): void => {
      world.trace.callback(number);
    };
    const scheduler = new ProcessScheduler(world.scheduler, onCallback);
    // A directory is known to be newer than the one before by the wall clock alone.
    const isNew = groupRecordOf(this.disk) === null;
    scheduler.skewMs = isNew ? CLOCK_SKEWS_MS[0] : this.skewMs;
    const users = new ProcessScheduler(world.scheduler, onCallback);
    const dying = new AbortController();
    const death = new Promise<never>((_, reject) => {
      dying.signal.addEventListener("abort", () => reject(dying.signal.reason as Error));
    });
    death.catch(() => {});
    const life: Life = {
      number: lives,
      startedAt: world.scheduler.now(),
      scheduler,
      users,
      dying,
      death,
      isDead: false,
      isClosing: false,
      opened: null,
      check: null,
      replica: null,
    };
    this.life = life;
    world.trace.note(`${this.nodeId}/${lives} starts`);
    this.#around.reachChanged();
    this.#open(life).catch((error: unknown) => {
      this.#failed(life, error);
    });
  }

  /** The process dies: what was not synced is kept or lost by the dice, nobody hears of it again. */
  kill(why: string): void {
    if (this.life === null) return;
    this.disk.crash();
    this.#bury(why);
  }

  /** The same, when the disk has crashed by itself. */
  diskCrashed(): void {
    this.#bury(`at ${this.disk.lastPoint}`);
  }

  /** The process is stopped, as by SIGSTOP. */
  pause(): void {
    if (this.life === null || this.life.scheduler.isStopped) return;
    this.#around.world.trace.note(`${this.nodeId} is stopped`);
    this.#around.world.network.pause(this.nodeId);
    this.life.scheduler.stop();
    this.life.users.stop();
    this.#around.reachChanged();
  }

  /** It goes on: what became due runs before what has come is read, as in Node. */
  resume(life: Life): void {
    if (this.life !== life || !life.scheduler.isStopped) return;
    this.#around.world.trace.note(`${this.nodeId} goes on`);
    life.scheduler.goOn();
    life.users.goOn();
    this.#around.world.network.resume(this.nodeId);
    this.#around.reachChanged();
  }

  /** Closes the process in order; resolves when it is gone, in order or not. */
  async stop(drainMs: number): Promise<void> {
    const { life } = this;
    if (life === null || life.opened === null || !this.isUp) return;
    life.isClosing = true;
    this.#around.world.trace.note(`${this.nodeId} closes`);
    try {
      await Promise.race([life.opened.core.close({ drainMs }), life.death]);
      this.#ended(life);
    } catch (error) {
      this.#failed(life, error);
    }
  }

  /** The disk of a dead node is replaced by an empty one. */
  wipe(): void {
    this.disk = this.#newDisk();
    this.hasLeft = false;
  }

  #newDisk(): MemoryDisk {
    const { world } = this.#around;
    const { writeDelayMs } = world.plan;
    this.#disks += 1;
    return new MemoryDisk({
      name: `${this.nodeId} disk ${this.#disks}`,
      scheduler: world.scheduler,
      seed: this.#dice.below(2 ** 31),
      faults: { writeDelayMs },
    });
  }

  async #open(life: Life): Promise<void> {
    const { world, outside, shared, founders, seeds } = this.#around;
    const { plan, network } = world;
    const name = `${this.nodeId}/${life.number}`;
    const isDead = (): boolean => life.isDead;
    const { disk, nodeId } = this;
    await checkStart({ disk, oracle: world.oracle, name });
    if (life.isDead) return;
    const random = diceFor(this.#dice.below(2 ** 31), "process");
    const ids = new SeededIds(diceFor(this.#dice.below(2 ** 31), "ids"));
    const events = new EventHub<RuntimeEvents>(EVENT_NAMES, silentLogger);
    const opened = { error: null as Error | null };
    this.#listen(events, life, opened);
    const view = outside.of({ name, scheduler: life.users, isDead });
    const [host = "", port = ""] = this.address.split(":");
    const node = await openNode({
      scheduler: life.scheduler,
      random,
      ids,
      events,
      backend: gated(await disk.open(), {
        process: life.scheduler,
        beforeRemoval: (file) => world.check(() => checkRemoval({ disk, name }, file)),
        afterTurn: (file) =>
          checkTurn({ disk, name }, file).catch((error: unknown) => world.failed(error)),
      }),
      nodeId,
      workflows: [defineProgram(view), definePlay(view)],
      logger: world.isVerbose ? traceLogger(world.trace, name) : silentLogger,
      execution: {
        nonDurableAwait: "error",
        verifyDeterminism: "always",
        replay: plan.replay,
        idleEvictionMs: plan.idleEvictionMs,
        maxResidentRuns: plan.maxResidentRuns,
        historyLimits: HISTORY_LIMITS,
        interceptStep: (_name, fn) => (step) => {
          if (!isDead()) this.#around.mayCallSteps(this);
          life.check?.stepCalled(step);
          const result = fn(step);
          if (!(result instanceof Promise)) return result;
          return result.then((value) => {
            if (typeof value === "string") {
              world.oracle.computedIn.set(value, step.fencingToken.term);
            }
            return value;
          });
        },
      },
      retention: RETENTION,
      timing: plan.timing,
      saveWaitMs: plan.timing.idleFlushMs,
      limits: plan.limits,
      trailingEntries: plan.trailingEntries,
      journalFileBytes: plan.journalFileBytes,
      callTimeoutMs: plan.callTimeoutMs,
      tapLog: (replica) => {
        life.replica = replica;
        life.check = new LifeCheck({ world, shared, name, disk, isDead });
        return new LogTap(replica, life.check);
      },
      cluster: {
        // On the clock of its process: it stops and dies with it.
        transport: new NodeTransport({
          nodeId,
          scheduler: life.scheduler,
          random: diceFor(this.#dice.below(2 ** 31), "transport"),
          wire: network.wire(nodeId),
          logger: world.isVerbose ? traceLogger(world.trace, name) : silentLogger,
          settings: { ...TRANSPORT, snapshotWindowBytes: plan.snapshotWindowBytes },
        }),
        options: {
          listen: { host, port: Number(port) },
          initialNodes: this.isFounder ? founders() : [],
          // Who is told whom to join never founds.
          join: this.isFounder ? [] : seeds().filter((address) => address !== this.address),
          policy: "open",
        },
      },
    });
    if (life.isDead) return;
    life.opened = node;
    world.trace.note(`${name} is open`);
    if (opened.error !== null) this.#failed(life, opened.error);
  }

  #listen(events: EventHub<RuntimeEvents>, life: Life, opened: { error: Error | null }): void {
    const { world } = this.#around;
    events.on("fatal", ({ error }) => {
      if (life.isDead) return;
      opened.error = error;
      if (life.opened !== null) void this.#closeFailed(life, error);
    });
    events.on("runBlocked", ({ workflowId, error }) => {
      if (life.isDead) return;
      world.broken("no run is blocked", `${workflowId} on ${this.nodeId}: ${error.message}`);
    });
    events.on("determinismMismatch", (mismatch) => {
      if (life.isDead) return;
      world.broken("functions do the same", `${this.nodeId}: ${JSON.stringify(mismatch)}`);
    });
  }

  /** The node closes itself; the process ends when it has. */
  async #closeFailed(life: Life, error: Error): Promise<void> {
    life.isClosing = true;
    try {
      await Promise.race([life.opened?.core.close({ drainMs: 0 }), life.death]);
    } catch {
      // What matters is why it failed.
    }
    this.#failed(life, error);
  }

  /** A process could not go on, or not begin. */
  #failed(life: Life, error: unknown): void {
    if (life.isDead) return;
    const { world } = this.#around;
    if (error instanceof Violation) world.failed(error);
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.hasLeft ||= this.isRemoved && text.includes("was removed");
    const isExpected = this.hasLeft || hasInjectedCause(error);
    world.trace.note(`${this.nodeId} fails: ${text}`);
    if (!isExpected) {
      const stack = error instanceof Error ? (error.stack ?? "") : "";
      world.broken("no node fails", `${this.nodeId}/${life.number}: ${text}\n${stack}`);
    }
    this.kill("it failed");
  }

  #ended(life: Life): void {
    if (life.isDead) return;
    const { waiting } = life.scheduler;
    if (waiting > 0) {
      const message = `${this.nodeId} has ${waiting} timers after it was closed`;
      this.#around.world.broken("nothing is left behind", message);
    }
    this.#bury("it is closed");
  }

  #bury(why: string): void {
    const { life } = this;
    if (life === null) return;
    const { world } = this.#around;
    life.isDead = true;
    this.life = null;
    world.trace.note(`${this.nodeId}/${life.number} ends: ${why}`);
    life.scheduler.kill();
    life.users.kill();
    this.disk.cancelCrash();
    world.network.crash(this.nodeId);
    life.dying.abort(new ProcessDied(`${this.nodeId}: ${why}`));
    this.#around.reachChanged();
  }
}

/** How far wall clocks are off, in ms; the largest first. */
export const CLOCK_SKEWS_MS = [3000, 400, 1, 0, -400, -3000] as const;

/** Faster than the product's, so that a seed takes less virtual time. */
const TRANSPORT = { redialMaxMs: 200, dialTimeoutMs: 300, resumeTimeoutMs: 1000 } as const;

function hasInjectedCause(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at.message.includes("injected")) return true;
  }
  return false;
}

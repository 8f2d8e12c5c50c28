/**
 * One member of the simulated group: the process (a RawNode and a state machine) on its disk.
 *
 * It does what a host must do, in the order in which a host must do it, and shows every output to the
 * checkers before it has an effect. Invariants: work of a former process is never done; a snapshot
 * that the core has taken is known here before older entries are applied.
 */
import { RawNode } from "../../../src/raft/raw-node.ts";
import type { BasicStatus } from "../../../src/raft/status.ts";
import {
  APPEND_THREAD,
  APPLY_THREAD,
  type ConfState,
  type Entry,
  type Message,
  type PeerId,
  type Ready,
} from "../../../src/raft/types.ts";
import { type Dice, diceFor } from "./dice.ts";
import type { Disk } from "./disk.ts";
import { EVENT, type SimEvent } from "./event-queue.ts";
import { Machine } from "./machine.ts";
import { Observer } from "./observer.ts";
import { TICK } from "./plan.ts";
import { expectRule } from "./violation.ts";
import type { World } from "./world.ts";

/** How often work is torn apart by a crash, where that fault is on. */
const TEAR_RATIO = 0.0005;
const FALL_RATIO = 0.05;
const FALL_MEAN = 15;
const LATE_READY_RATIO = 0.3;
const LATE_READY_MEAN = 4;
/** In the healing phase disks are quick. */
const HEALED_MEAN = 2;
const STEP_ASIDE_MEAN = 100;
const TORN_MEAN = 40;
const READIES_MAX = 1000;

export class Member {
  readonly id: PeerId;
  readonly disk: Disk;
  readonly observer: Observer;
  machine: Machine;
  /** The configuration at `machine.applied`. */
  confState: ConfState;
  incarnation = 0;
  isPaused = false;
  /** Events that wait until a pause is over. */
  deferred: SimEvent[] = [];
  /** Factor on the time of writes. */
  diskSlowness = 1;
  readonly #world: World;
  readonly #dice: Dice;
  readonly #tickEvery: number;
  #node: RawNode | null = null;
  #status: BasicStatus | null = null;
  #applying: Message[] = [];
  #isApplying = false;
  /** A Ready is put off. */
  #isReadyLate = false;
  #isSteppingAside = false;
  /** The snapshot that the core has taken and the disk has not, by its index; else 0. */
  #restoring = 0;

  constructor(world: World, id: PeerId, disk: Disk) {
    this.#world = world;
    this.id = id;
    this.disk = disk;
    this.observer = new Observer(world, id, disk);
    this.#dice = diceFor(world.plan.seed, `member ${id}`);
    // Clocks differ by a fifth.
    this.#tickEvery = this.#dice.between(TICK * 0.8, TICK * 1.2);
    this.machine = this.#newMachine();
    this.confState = disk.image.confState;
    disk.prepareSnapshot = () => this.#prepareSnapshot();
  }

  get node(): RawNode | null {
    return this.#node;
  }

  /** As of the last event; null when the process is down. */
  get status(): BasicStatus | null {
    return this.#status;
  }

  /** Runs and takes part in events. */
  get isUp(): boolean {
    return this.#node !== null;
  }

  get isLeader(): boolean {
    return this.#status?.role === "leader";
  }

  // ------------------------------------------------------------------ start and end

  start(): void {
    const { checks, plan } = this.#world;
    const { image } = this.disk;
    this.incarnation += 1;
    this.machine = this.#newMachine();
    this.machine.load(image.bytes, image.applied);
    this.confState = image.confState;
    if (image.applied >= plan.origin.index) {
      checks.log.restore(image.applied, this.machine.hash);
      checks.confs.restore(image.applied, image.confState);
    }
    this.observer.start();
    this.#applying = [];
    this.#isApplying = false;
    this.#isReadyLate = false;
    this.#restoring = 0;
    const node = new RawNode({
      id: this.id,
      ...plan.core,
      storage: this.disk,
      applied: image.applied,
      asyncStorageWrites: true,
      random: this.#dice,
    });
    this.#node = node;
    this.#status = node.basicStatus();
    this.observer.commits(this.#status, this.confState);
    this.#later(EVENT.tick, this.#dice.between(1, this.#tickEvery));
  }

  /** The process dies. What it had not written is gone; what is on the network stays there. */
  crash(downFor: number): void {
    if (this.#node === null) return;
    this.#node = null;
    this.#status = null;
    this.incarnation += 1;
    this.isPaused = false;
    this.deferred = [];
    this.observer.written(this.disk.crash(this.#dice.chance(0.5)));
    this.#world.crashed(this, downFor);
  }

  // ------------------------------------------------------------------ events

  tick(): void {
    this.#later(EVENT.tick, this.#tickEvery);
    this.input((node) => node.tick());
  }

  deliver(message: Message): void {
    this.input((node) => node.step(message));
  }

  /** Gives the core an input and does what follows from it. */
  input(work: (node: RawNode) => void): void {
    if (this.#node === null) return;
    work(this.#node);
    this.#settle();
  }

  ready(): void {
    this.#isReadyLate = false;
    this.#takeReadies();
  }

  /** The write in flight is durable. */
  written(): void {
    const landed = this.disk.land();
    this.observer.written(landed);
    for (const work of landed) {
      if (work.snapshot !== null) this.#installed(work.snapshot.index);
      for (const response of work.responses) {
        // A crash in the middle: the rest was written and nobody hears of it.
        if (this.#node === null || this.#tears()) return;
        this.#send(response);
      }
    }
    this.#startWrite();
  }

  /** The state machine has finished the oldest piece of its work. */
  applied(): void {
    const work = this.#applying.shift();
    if (work === undefined) throw new Error(`${this.id} applied nothing`);
    // A snapshot that the core has taken makes older work void. It is in the next Ready.
    this.#takeReadies();
    for (const entry of work.entries) {
      if (this.#node === null) return;
      if (entry.index <= Math.max(this.machine.applied, this.#restoring)) continue;
      this.#apply(entry);
    }
    if (this.#node === null || this.#tears()) return;
    for (const response of work.responses) this.input((node) => node.step(response));
    if (this.#node === null) return;
    this.#save();
    this.#world.applied(this);
    this.#maybeStepAside();
    this.#isApplying = false;
    this.#startApplying();
  }

  // ------------------------------------------------------------------ after each input of the core

  #settle(): void {
    const node = this.#node;
    const before = this.#status;
    if (node === null || before === null) return;
    const after = node.basicStatus();
    const { checks, plan, isFaulty } = this.#world;
    checks.roles.advance(before, after);
    this.#status = after;
    const isNew = after.role !== before.role || after.term !== before.term;
    if (after.role === "leader") {
      const isElected = checks.roles.lead(this.id, after.term);
      if (isElected) {
        this.#takeReadies();
        checks.log.lead(this.observer.shadow, after.term);
      } else if (after.commit > this.observer.checkedCommit) {
        this.observer.commits(after, this.confState);
      }
    }
    if (isNew) this.#maybeFall();
    if (!node.hasReady()) return;
    const isLate = isFaulty && plan.faults.has("lateReady") && this.#dice.chance(LATE_READY_RATIO);
    if (isLate && !isNew) {
      if (!this.#isReadyLate) this.#later(EVENT.ready, this.#dice.around(LATE_READY_MEAN));
      this.#isReadyLate = true;
      return;
    }
    this.#takeReadies();
    if (isNew && (after.role === "candidate" || after.role === "preCandidate")) {
      checks.confs.campaign(
        this.id,
        this.observer.shadow.lastConfIndex(after.commit),
        after.applied,
      );
    }
  }

  #takeReadies(): void {
    for (let count = 0; this.#node?.hasReady() === true; count += 1) {
      expectRule(count < READIES_MAX, "readies end", () => `${this.id} is never done`);
      this.#take(this.#node.ready());
    }
  }

  #take(ready: Ready): void {
    const { node, observer } = this;
    const status = this.#status;
    if (node === null || status === null) return;
    if (ready.snapshot !== null) this.#restoring = ready.snapshot.index;
    observer.take(ready, status, () => node.status().confState);
    observer.commits(status, this.confState);
    for (const state of ready.readStates) this.#world.readReady(this, state);
    for (const message of ready.messages) {
      if (this.#node === null || this.#tears()) return;
      switch (message.to) {
        case APPEND_THREAD:
          this.disk.enqueue(message);
          this.#startWrite();
          break;
        case APPLY_THREAD:
          this.#applying.push(message);
          this.#startApplying();
          break;
        default:
          this.#send(message);
      }
    }
  }

  // ------------------------------------------------------------------ messages

  #send(message: Message): void {
    this.observer.send(message);
    if (message.to === this.id) this.input((node) => node.step(message));
    else this.#world.transmit(message);
  }

  // ------------------------------------------------------------------ disk

  #startWrite(): void {
    const { plan, isFaulty } = this.#world;
    if (this.disk.isFlying || !this.disk.hasWaiting) return;
    this.disk.start(isFaulty ? plan.disk.batchMax : Infinity);
    const mean = isFaulty ? plan.disk.mean * this.diskSlowness : HEALED_MEAN;
    this.#later(EVENT.written, this.#dice.around(mean));
  }

  #installed(index: number): void {
    if (this.#restoring === index) this.#restoring = 0;
    const { image } = this.disk;
    if (this.machine.applied >= index || image.applied < index) return;
    this.machine.load(image.bytes, image.applied);
    this.confState = image.confState;
    this.#world.checks.log.restore(image.applied, this.machine.hash);
    this.#world.applied(this);
  }

  // ------------------------------------------------------------------ state machine

  #apply(entry: Entry): void {
    const { checks } = this.#world;
    expectRule(
      entry.index === this.machine.applied + 1,
      "applied in order",
      () => `${this.id} applied ${entry.index} after ${this.machine.applied}`,
    );
    if (entry.type === "normal") {
      this.#advance(entry);
      return;
    }
    this.input((node) => {
      // From within this call the core may ask for a snapshot: state and configuration must be of one
      // index until it returns.
      const confState = node.applyConfChangeEntry(entry);
      this.#advance(entry);
      this.confState = confState;
      checks.confs.apply(entry.index, confState);
    });
  }

  #advance(entry: Entry): void {
    const operation = this.machine.apply(entry);
    this.#world.checks.log.apply(entry, this.machine.hash);
    if (operation !== null) this.#world.executed(operation, entry.index);
  }

  #save(): void {
    const { plan } = this.#world;
    const applied = this.machine.applied;
    const { confState, disk } = this;
    if (this.#restoring > 0) return;
    if (applied - disk.durable.snapshot.index >= plan.snapshots.every) {
      this.#makeSnapshot(plan.snapshots.trailing);
    } else if (this.#dice.chance(plan.apply.saveRatio)) {
      disk.saveImage({ applied, confState, bytes: this.machine.save() });
    }
  }

  #makeSnapshot(trailing: number): void {
    const { confState, disk } = this;
    const index = this.machine.applied;
    const term = disk.durable.term(index);
    if (term === null) throw new Error(`${this.id} applied ${index}, which is not durable`);
    disk.keepSnapshot({ index, term, confState, data: this.machine.save() }, trailing);
  }

  /**
   * The core wants a snapshot to send. It must be one that names whoever it is for, so it must not be
   * older than the last change that was applied.
   */
  #prepareSnapshot(): boolean {
    const { plan, isFaulty, checks } = this.#world;
    if (isFaulty && plan.faults.has("noSnapshot") && this.#dice.chance(0.7)) return false;
    const { index } = this.disk.durable.snapshot;
    if (index < this.machine.applied && index < checks.confs.newestIndex) {
      this.#makeSnapshot(Infinity);
    }
    return true;
  }

  /** A leader that has removed itself goes on until its host stops it. */
  #maybeStepAside(): void {
    const { voters, votersOutgoing, learners } = this.confState;
    if (!this.isLeader || [...voters, ...votersOutgoing].includes(this.id)) return;
    if (learners.includes(this.id) || this.#isSteppingAside) return;
    this.#isSteppingAside = true;
    const { incarnation } = this;
    this.#world.later(this.#dice.around(STEP_ASIDE_MEAN), () => {
      this.#isSteppingAside = false;
      if (this.incarnation === incarnation && this.isLeader) this.crash(1);
    });
  }

  #newMachine(): Machine {
    return new Machine(this.#world.plan.workload);
  }

  // ------------------------------------------------------------------ time and chance

  #later(kind: SimEvent["kind"], delay: number): void {
    this.#world.schedule({ delay, kind, member: this.id, incarnation: this.incarnation });
  }

  #startApplying(): void {
    const { plan, isFaulty } = this.#world;
    if (this.#isApplying || this.#applying.length === 0) return;
    this.#isApplying = true;
    this.#later(EVENT.applied, this.#dice.around(isFaulty ? plan.apply.mean : HEALED_MEAN));
  }

  /** Changes of role are when a crash shows what was not written in time. */
  #maybeFall(): void {
    const { plan, isFaulty } = this.#world;
    if (!isFaulty || !plan.faults.has("tornWork") || !this.#dice.chance(FALL_RATIO)) return;
    const { incarnation } = this;
    this.#world.later(this.#dice.around(FALL_MEAN), () => {
      if (this.incarnation !== incarnation) return;
      const isBlackout = plan.faults.has("blackout") && this.#dice.chance(0.5);
      const falling = isBlackout ? this.#world.members : [this];
      for (const member of falling) member.crash(this.#dice.around(TORN_MEAN));
    });
  }

  /** Whether the process dies now, in the middle of its work. It does, if so. */
  #tears(): boolean {
    const { plan, isFaulty } = this.#world;
    if (!isFaulty || !plan.faults.has("tornWork") || !this.#dice.chance(TEAR_RATIO)) return false;
    this.crash(this.#dice.around(TORN_MEAN));
    return true;
  }
}

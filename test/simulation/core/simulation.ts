/**
 * One seed from beginning to end: a group, its clients and its faults on virtual time, then a phase in
 * which nothing goes wrong any more and everything must come right.
 *
 * Invariants: nothing here reads a clock or the dice of the process; one event at a time; a seed with
 * the same options gives the same events.
 */
import {
  EMPTY_CONF_STATE,
  EMPTY_HARD_STATE,
  type Message,
  NO_BYTES,
  type PeerId,
  type ReadState,
  type Snapshot,
} from "../../../src/raft/types.ts";
import { explain, type HistoryOperation, judge } from "../linearizability.ts";
import { ConfCheck } from "./conf-check.ts";
import { type Dice, diceFor } from "./dice.ts";
import { Disk } from "./disk.ts";
import { DurabilityCheck } from "./durability-check.ts";
import { EVENT, EventQueue, type SimEvent } from "./event-queue.ts";
import { Faults } from "./faults.ts";
import { Healing } from "./healing.ts";
import { keyModel } from "./key-model.ts";
import { LogCheck } from "./log-check.ts";
import { Machine, type Operation } from "./machine.ts";
import { Member } from "./member.ts";
import { Network } from "./network.ts";
import { type Plan, type PlanOptions, planOf } from "./plan.ts";
import { RoleCheck } from "./role-check.ts";
import { Trace } from "./trace.ts";
import { expectRule } from "./violation.ts";
import { type KeyCall, Workload } from "./workload.ts";
import type { Checks, ScheduleInit, World } from "./world.ts";

/** How often the healing phase looks whether it is done, in events. */
const HEALING_STRIDE = 40;
/** Every so many seeds the history is searched, although the log explains it. */
const SEARCH_STRIDE = 20;
const SEARCH_STEPS_MAX = 100_000;

/** What a run without a violation says about itself. */
export interface RunSummary {
  readonly events: number;
  readonly hash: string;
  readonly committed: number;
  readonly terms: number;
  readonly operations: number;
}

export class Simulation implements World {
  readonly plan: Plan;
  readonly checks: Checks;
  readonly trace = new Trace();
  isFaulty = true;
  now = 0;
  readonly #queue = new EventQueue();
  readonly #members: Member[] = [];
  readonly #byId: (Member | undefined)[] = [];
  readonly #network: Network;
  readonly #faults: Faults;
  readonly #workload: Workload;
  readonly #waiting = new Map<number, () => void>();
  readonly #dice: Dice;
  #works = 0;
  #events = 0;

  constructor(options: PlanOptions) {
    this.plan = planOf(options);
    this.#dice = diceFor(this.plan.seed, "resume");
    const { origin, voters, learners } = this.plan;
    const confState = { ...EMPTY_CONF_STATE, voters, learners };
    const log = new LogCheck(origin);
    this.checks = {
      log,
      roles: new RoleCheck(),
      durability: new DurabilityCheck(log, (id) => this.#byId[id]?.disk),
      confs: new ConfCheck(origin.index, confState),
    };
    const data = emptyState(this.plan);
    for (const id of [...voters, ...learners]) this.#make(id, { ...origin, confState, data });
    this.#network = new Network(this);
    this.#workload = new Workload(this);
    this.#faults = new Faults(this, this.#network);
  }

  /** Runs the seed. @throws {Violation} and whatever the code under test throws. */
  run(): RunSummary {
    for (const member of this.#members) member.start();
    while (this.#events < this.plan.events) this.#next();
    const healing = new Healing(this, this.#workload);
    healing.begin();
    while (!healing.isDone()) {
      for (let count = 0; count < HEALING_STRIDE; count += 1) this.#next();
    }
    return this.#summary();
  }

  // ------------------------------------------------------------------ World

  get members(): readonly Member[] {
    return this.#members;
  }

  member(id: PeerId): Member | undefined {
    return this.#byId[id];
  }

  schedule(init: ScheduleInit): void {
    this.#queue.push({
      time: this.now + init.delay,
      kind: init.kind,
      member: init.member ?? 0,
      incarnation: init.incarnation ?? 0,
      message: init.message ?? null,
      value: init.value ?? 0,
    });
  }

  later(delay: number, work: () => void): void {
    this.#works += 1;
    this.#waiting.set(this.#works, work);
    this.schedule({ delay, kind: EVENT.later, value: this.#works });
  }

  transmit(message: Message): void {
    this.#network.transmit(message);
  }

  addMember(id: PeerId): Member {
    const empty = { index: 0, term: 0, confState: EMPTY_CONF_STATE, data: NO_BYTES };
    const member = this.#make(id, empty);
    member.start();
    return member;
  }

  readReady(member: Member, state: ReadState): void {
    this.#workload.readReady(member, state);
  }

  applied(member: Member): void {
    this.#workload.applied(member);
  }

  executed(operation: Operation, index: number): void {
    this.#workload.executed(operation, index);
  }

  crashed(member: Member, downFor: number): void {
    this.trace.note(`${this.now} crashed ${member.id}`);
    if (downFor === Infinity) return;
    this.schedule({ delay: downFor, kind: EVENT.restart, member: member.id });
  }

  // ------------------------------------------------------------------ events

  #next(): void {
    const event = this.#queue.pop();
    if (event === undefined) throw new Error("nothing happens any more");
    this.now = event.time;
    this.#events += 1;
    this.trace.add(event);
    this.#dispatch(event);
  }

  #dispatch(event: SimEvent): void {
    const { kind, value } = event;
    switch (kind) {
      case EVENT.client:
        this.#workload.wake(event.member, value);
        return;
      case EVENT.fault:
        this.#faults.strike(value);
        return;
      case EVENT.later: {
        const work = this.#waiting.get(value);
        this.#waiting.delete(value);
        work?.();
        return;
      }
      default:
        this.#dispatchTo(event);
    }
  }

  #dispatchTo(event: SimEvent): void {
    const { kind } = event;
    const member = this.#byId[event.member];
    if (member === undefined) return;
    if (kind === EVENT.restart) {
      if (!member.isUp) member.start();
      return;
    }
    if (!member.isUp) return;
    // Messages find whatever process runs at their address; all else belonged to one process.
    const isMessage = kind === EVENT.deliver || kind === EVENT.call;
    if (!isMessage && event.incarnation !== member.incarnation) return;
    if (kind === EVENT.resume) {
      this.#resume(member, event.value === 1);
      return;
    }
    if (member.isPaused) {
      member.deferred.push(event);
      return;
    }
    this.#act(member, event);
  }

  #act(member: Member, { kind, message, value }: SimEvent): void {
    switch (kind) {
      case EVENT.deliver:
        if (message !== null) member.deliver(message);
        break;
      case EVENT.tick:
        member.tick();
        break;
      case EVENT.written:
        member.written();
        break;
      case EVENT.applied:
        member.applied();
        break;
      case EVENT.ready:
        member.ready();
        break;
      case EVENT.call:
        this.#workload.arrive(member, value);
        break;
      case EVENT.report:
        if (value < 0) member.input((node) => node.reportUnreachable(-value));
        else member.input((node) => node.reportSnapshot(value >>> 1, (value & 1) === 1));
        break;
      default:
        throw new Error(`no member does ${kind}`);
    }
  }

  /**
   * After a stall either timers or sockets come first; then everything that waited. What came from different
   * senders waited in different sockets, so in any order.
   */
  #resume(member: Member, isTickFirst: boolean): void {
    const waited = member.deferred;
    member.deferred = [];
    member.isPaused = false;
    const isTick = ({ kind }: SimEvent): boolean => kind === EVENT.tick;
    const isMessage = ({ kind }: SimEvent): boolean =>
      kind === EVENT.deliver || kind === EVENT.call;
    const ticks = waited.filter(isTick);
    const messages = waited.filter(isMessage);
    const own = waited.filter((event) => !isTick(event) && !isMessage(event));
    const others = [...own, ...this.#dice.sample(messages, messages.length)];
    for (const event of isTickFirst ? [...ticks, ...others] : [...others, ...ticks]) {
      const { kind, message, value, incarnation } = event;
      this.schedule({ delay: 0, kind, member: member.id, incarnation, message, value });
    }
  }

  /** Ends the faults at once: whatever is cut, down or paused comes back. */
  heal(): void {
    this.isFaulty = false;
    for (const member of this.#members) {
      member.diskSlowness = 1;
      if (!member.isUp) member.start();
      if (member.isPaused) this.#resume(member, true);
    }
  }

  #make(id: PeerId, snapshot: Snapshot): Member {
    const { index, term } = snapshot;
    const hardState = index === 0 ? EMPTY_HARD_STATE : { term, vote: 0, commit: index };
    const { visibleAtOnce } = this.plan.disk;
    const member = new Member(this, id, new Disk({ snapshot, hardState, visibleAtOnce }));
    this.#members.push(member);
    this.#byId[id] = member;
    return member;
  }

  #summary(): RunSummary {
    const history = this.#workload.finish();
    this.#judge(history);
    const terms = this.#members.map(({ status }) => status?.term ?? 0);
    return {
      events: this.#events,
      hash: this.trace.hash,
      committed: this.checks.log.committed - this.plan.origin.index,
      terms: Math.max(...terms) - this.plan.origin.term,
      operations: history.length,
    };
  }

  /**
   * The log is the order in which operations happened, so that order should explain the history. Only when it
   * does not is the search asked; now and then it is anyway, to see that the two agree.
   */
  #judge(history: readonly HistoryOperation<KeyCall, number>[]): void {
    const wrong = explain(history, keyModel, (operation) => this.#workload.orderOf(operation));
    const isSearched = wrong !== null || this.plan.seed % SEARCH_STRIDE === 0;
    const judged = isSearched ? judge(history, keyModel, { stepsMax: SEARCH_STEPS_MAX }) : null;
    expectRule(
      wrong === null && judged?.outcome !== "illegal",
      "linearizability",
      () =>
        `${wrong ?? "the log explains it"}; searching for any other order: ${judged?.outcome}\n` +
        describe(judged?.part ?? []),
    );
  }
}

function emptyState(plan: Plan): Uint8Array {
  const machine = new Machine(plan.workload);
  machine.load(NO_BYTES, plan.origin.index);
  return machine.save();
}

function describe(part: readonly HistoryOperation<KeyCall, number>[]): string {
  return part
    .toSorted((one, other) => one.invokedAt - other.invokedAt)
    .map((operation) => JSON.stringify(operation))
    .join("\n");
}

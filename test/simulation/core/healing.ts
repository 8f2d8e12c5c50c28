/**
 * The phase in which nothing goes wrong any more: the group must find a leader, serve a write and a
 * read, leave joint configurations and bring every member up to date, within a number of election timeouts.
 */
import type { Member } from "./member.ts";
import { leaveJoint } from "./membership.ts";
import { TICK } from "./plan.ts";
import type { Simulation } from "./simulation.ts";
import { Violation } from "./violation.ts";
import type { Workload } from "./workload.ts";

/** How long the group may take, in election timeouts of its members. */
const TIMEOUTS_MAX = 300;

export class Healing {
  readonly #simulation: Simulation;
  readonly #workload: Workload;
  #endsAt = 0;
  /** When an operator next asks for the end of a joint configuration. */
  #leavesAt = 0;

  constructor(simulation: Simulation, workload: Workload) {
    this.#simulation = simulation;
    this.#workload = workload;
  }

  begin(): void {
    const { plan, now } = this.#simulation;
    this.#simulation.heal();
    this.#workload.mark();
    this.#endsAt = now + TIMEOUTS_MAX * plan.core.electionTicks * TICK;
  }

  /** Whether all has come right. @throws {Violation} when it takes too long. */
  isDone(): boolean {
    this.#retire();
    const missing = this.#missing();
    if (missing === null) return true;
    if (this.#simulation.now > this.#endsAt) {
      if (!this.#mustConverge()) return true;
      throw new Violation("liveness", `${missing}\n${this.#describe()}`);
    }
    return false;
  }

  /**
   * Changes of membership need pre-votes to be live: without, requests for votes of an earlier term are
   * not answered, and a replica with an old configuration can keep the terms of others ahead of the
   * one that could win. The product never runs without.
   */
  #mustConverge(): boolean {
    const { faults, core } = this.#simulation.plan;
    return core.preVote || !faults.has("membership");
  }

  /** What is not right yet, or null. */
  #missing(): string | null {
    const leaders = this.#simulation.members.filter((member) => member.isLeader);
    const leader = leaders[0];
    if (leader === undefined) return "there is no leader";
    if (leaders.length > 1) return "there are several leaders";
    const { confState } = leader;
    if (confState.votersOutgoing.length > 0) {
      // Configurations that were entered by hand are left by hand.
      if (!confState.autoLeave) this.#leaveJoint(leader);
      return "the configuration is joint";
    }
    if (!this.#workload.hasServed) return "no write and read have succeeded";
    this.#workload.isEnding = true;
    if (!this.#workload.isIdle) return "a client waits";
    return this.#behind(leader);
  }

  #leaveJoint(leader: Member): void {
    const { plan, now } = this.#simulation;
    if (now < this.#leavesAt) return;
    this.#leavesAt = now + plan.core.electionTicks * TICK;
    leaveJoint(leader);
  }

  #behind(leader: Member): string | null {
    const { confState, node } = leader;
    const status = node?.status();
    if (status === undefined) return "there is no leader";
    if (status.applied !== status.lastIndex) return "the leader has not applied everything";
    for (const id of [...confState.voters, ...confState.learners]) {
      const other = this.#simulation.member(id)?.status;
      if (other?.applied !== status.applied) return `${id} is behind`;
      if (other.leader !== leader.id) return `${id} does not follow`;
    }
    for (const progress of status.progress) {
      if (progress.state !== "replicate") return `${progress.id} is in state ${progress.state}`;
      if (progress.match !== status.lastIndex)
        return `${progress.id} is not known to be up to date`;
      if (progress.inflightMessages > 0) return `the window of ${progress.id} is not empty`;
    }
    return null;
  }

  /** Replicas that are in no configuration any more are taken away, once all others know it. */
  #retire(): void {
    const { newest, newestIndex } = this.#simulation.checks.confs;
    const { voters, votersOutgoing, learners } = newest;
    const members = this.#simulation.members;
    const isIn = ({ id }: Member): boolean =>
      [voters, votersOutgoing, learners].flat().includes(id);
    // A change that was on its way may bring one back.
    for (const member of members) if (isIn(member) && !member.isUp) member.start();
    if (votersOutgoing.length > 0) return;
    if (!members.filter(isIn).every(({ machine }) => machine.applied >= newestIndex)) return;
    for (const member of members) if (!isIn(member)) member.crash(Infinity);
  }

  #describe(): string {
    return this.#simulation.members
      .map((member) => {
        const status = member.node?.status();
        return `${member.id}: ${status === undefined ? "down" : JSON.stringify(status)}`;
      })
      .join("\n");
  }
}

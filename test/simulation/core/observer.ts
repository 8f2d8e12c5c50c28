/**
 * What the checkers know of one member: the log that its outputs describe, and how much of it was
 * compared with what is committed. Sees every output before it has an effect.
 */
import type { BasicStatus } from "../../../src/raft/status.ts";
import type { ConfState, Message, PeerId, Ready } from "../../../src/raft/types.ts";
import type { Disk } from "./disk.ts";
import { ShadowLog } from "./shadow-log.ts";
import { expectRule } from "./violation.ts";
import type { World } from "./world.ts";

export class Observer {
  readonly shadow = new ShadowLog();
  readonly #world: World;
  readonly #id: PeerId;
  readonly #disk: Disk;
  /** Everything up to here was compared with the registry of committed entries. */
  #checkedCommit = 0;
  /** The term in which the last Ready was taken as leader, or 0. */
  #ledTerm = 0;

  constructor(world: World, id: PeerId, disk: Disk) {
    this.#world = world;
    this.#id = id;
    this.#disk = disk;
  }

  get checkedCommit(): number {
    return this.#checkedCommit;
  }

  /** A process starts on what is durable. */
  start(): void {
    const { checks, plan } = this.#world;
    const { durable } = this.#disk;
    const base = { index: durable.base, term: durable.baseTerm };
    this.shadow.reset(base, checks.log.chainOf(base));
    for (const entry of durable.slice(durable.base + 1, durable.last + 1)) {
      checks.log.push(this.shadow, entry);
    }
    this.#checkedCommit = plan.origin.index;
    this.#ledTerm = 0;
  }

  /** Follows the core's log by its outputs, and checks each entry on the way. */
  take(ready: Ready, status: BasicStatus, confState: () => ConfState): void {
    const { shadow } = this;
    const { checks } = this.#world;
    const { snapshot, entries } = ready;
    if (snapshot !== null) {
      const { index, term } = snapshot;
      expectRule(
        checks.log.committedTerm(index) === term,
        "snapshots are of committed entries",
        () => `${this.#id} restores a snapshot at ${index} of term ${term}`,
      );
      shadow.reset(snapshot, checks.log.committedChain(index));
      this.#checkedCommit = Math.max(this.#checkedCommit, index);
      checks.confs.restore(index, snapshot.confState);
      checks.confs.restore(index, confState());
    }
    const isLeading = status.role === "leader";
    const first = entries[0];
    if (first !== undefined) {
      expectRule(
        !(isLeading && this.#ledTerm === status.term) || first.index === shadow.last + 1,
        "leaders only append",
        () => `${this.#id} leads and writes ${first.index}, its log ended at ${shadow.last}`,
      );
      expectRule(
        first.index > this.#checkedCommit,
        "committed is never replaced",
        () => `${this.#id} writes ${first.index}, committed is ${this.#checkedCommit}`,
      );
      shadow.truncate(first.index);
    }
    for (const entry of entries) {
      if (entry.type !== "normal" && isLeading && entry.term === status.term) {
        const change = { index: entry.index, before: shadow.lastConfIndex(entry.index - 1) };
        checks.confs.append(this.#id, change, status.applied);
      }
      checks.log.push(shadow, entry);
    }
    this.#ledTerm = isLeading ? status.term : 0;
    expectRule(
      shadow.last === status.lastIndex,
      "all entries are handed out",
      () => `the log of ${this.#id} ends at ${status.lastIndex}, handed out was ${shadow.last}`,
    );
  }

  /** Compares what the member knows to be committed with what others know. */
  commits(status: BasicStatus, confState: ConfState): void {
    const { checks } = this.#world;
    let newest = 0;
    const through = Math.min(status.commit, this.shadow.last);
    // What lies at or before the base came in a snapshot, which was checked.
    let index = Math.max(this.#checkedCommit, this.shadow.base) + 1;
    for (; index <= through; index += 1) {
      if (checks.log.commit(this.shadow, index, status.term)) newest = index;
      this.#checkedCommit = index;
    }
    if (newest > 0) checks.durability.commit(newest, confState);
  }

  /** A message leaves the member, or reaches the member itself. */
  send(message: Message): void {
    const { checks } = this.#world;
    const { type, reject, term } = message;
    switch (type) {
      case "appendResponse":
        if (reject) break;
        checks.durability.acknowledge(this.#disk, message, this.#leaderTermAt(message));
        break;
      case "voteResponse":
        if (reject) break;
        checks.durability.vote(this.#disk, message);
        checks.roles.vote(this.#id, message.to, term);
        break;
      case "heartbeat":
        checks.durability.heartbeat(message);
        break;
      case "append":
        expectRule(
          message.commit <= checks.log.committed,
          "told commits are committed",
          () => `${this.#id} tells of commit ${message.commit} > ${checks.log.committed}`,
        );
        break;
      default:
    }
  }

  /** Writes have become durable. */
  written(landed: readonly Message[]): void {
    const { durable } = this.#disk;
    const { commit } = this.#disk.initialState().hardState;
    for (const { entries } of landed) {
      for (const { type, index } of entries) {
        if (type === "normal" || index > durable.last) continue;
        let before = index - 1;
        const stored = durable.slice(durable.base + 1, index);
        while (before > durable.base && stored[before - durable.base - 1]?.type === "normal") {
          before -= 1;
        }
        this.#world.checks.confs.write(this.#id, { index, before }, commit);
      }
    }
  }

  /** The term of an acknowledged entry in the log of the leader that wants to know, or null. */
  #leaderTermAt({ term, index }: Message): number | null {
    const leader = this.#world.member(this.#world.checks.roles.leaderOf(term));
    if (leader?.isLeader !== true || leader.status?.term !== term) return null;
    return leader.observer.shadow.term(index);
  }
}

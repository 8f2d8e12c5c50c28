/**
 * The configurations a group goes through: the same for all members, one step at a time, and nobody
 * acts on one that is known to be old.
 */
import { type ConfState, type PeerId } from "../../../src/raft/types.ts";
import { expectRule } from "./violation.ts";

interface InForce {
  /** From this applied index on. */
  readonly index: number;
  readonly confState: ConfState;
  readonly key: string;
}

export class ConfCheck {
  readonly #history: InForce[];

  constructor(index: number, confState: ConfState) {
    this.#history = [{ index, confState, key: keyOf(confState) }];
  }

  /** The newest configuration that anybody has applied. */
  get newest(): ConfState {
    return this.#newest.confState;
  }

  /** From which applied index on it holds. */
  get newestIndex(): number {
    return this.#newest.index;
  }

  /** The newest change, and the configuration before it. */
  get #newest(): InForce {
    const newest = this.#history.at(-1);
    if (newest === undefined) throw new Error("no configuration");
    return newest;
  }

  /** A member has applied the change at an index. */
  apply(index: number, confState: ConfState): void {
    const newest = this.#newest;
    if (index <= newest.index) {
      this.restore(index, confState);
      return;
    }
    const change = `${newest.key} to ${keyOf(confState)} at ${index}`;
    expectRule(
      isOneStep(newest.confState, confState),
      "configurations overlap",
      () => `the configuration went from ${change}`,
    );
    this.#history.push({ index, confState, key: keyOf(confState) });
  }

  /** A member starts with, or takes from a snapshot, the configuration of an applied index. */
  restore(index: number, confState: ConfState): void {
    let at = this.#history.length - 1;
    while (at > 0 && (this.#history[at]?.index ?? 0) > index) at -= 1;
    const known = this.#history[at];
    const key = keyOf(confState);
    expectRule(
      known?.key === key,
      "equal configurations",
      () => `at ${index} the configuration is ${key}, others had ${known?.key}`,
    );
  }

  /** A leader appends a change: all former ones in its log must be applied. */
  append(id: PeerId, change: { readonly index: number; readonly before: number }, applied: number) {
    expectRule(
      change.before <= applied,
      "one change at a time",
      () => `${id} appended a change at ${change.index}, that at ${change.before} is not applied`,
    );
  }

  /** A member campaigns: it must have applied every change that it knows to be committed. */
  campaign(id: PeerId, newestCommitted: number, applied: number): void {
    expectRule(
      newestCommitted <= applied,
      "campaign with the newest configuration",
      () => `${id} campaigns, the change at ${newestCommitted} is committed and not applied`,
    );
  }

  /** A change is durable: the commit of the one before it must be, too. */
  write(id: PeerId, change: { readonly index: number; readonly before: number }, commit: number) {
    expectRule(
      change.before <= commit,
      "commit travels with entries",
      () => `${id} wrote the change at ${change.index}, with commit ${commit} < ${change.before}`,
    );
  }
}

function keyOf(state: ConfState): string {
  const { voters, votersOutgoing, learners, learnersNext, autoLeave } = state;
  const parts = [voters, votersOutgoing, learners, learnersNext];
  return `${parts.map((ids) => ids.join(" ")).join("|")}${autoLeave ? "|auto" : ""}`;
}

function isOneStep(from: ConfState, to: ConfState): boolean {
  const wasJoint = from.votersOutgoing.length > 0;
  const isJoint = to.votersOutgoing.length > 0;
  if (wasJoint && isJoint) return false;
  if (isJoint) return to.votersOutgoing.join() === from.voters.join();
  if (wasJoint) return to.voters.join() === from.voters.join();
  const added = to.voters.filter((id) => !from.voters.includes(id)).length;
  const removed = from.voters.filter((id) => !to.voters.includes(id)).length;
  return added + removed <= 1 && to.voters.length > 0;
}

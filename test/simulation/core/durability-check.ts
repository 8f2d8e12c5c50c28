/** What leaves a member must be durable there; what is committed must be durable on a quorum. */
import { majorityOf } from "../../../src/raft/quorum.ts";
import type { ConfState, Message, PeerId } from "../../../src/raft/types.ts";
import type { Disk } from "./disk.ts";
import type { LogCheck } from "./log-check.ts";
import { expectRule } from "./violation.ts";

export class DurabilityCheck {
  readonly #log: LogCheck;
  readonly #diskOf: (id: PeerId) => Disk | undefined;

  constructor(log: LogCheck, diskOf: (id: PeerId) => Disk | undefined) {
    this.#log = log;
    this.#diskOf = diskOf;
  }

  /**
   * An acknowledgement leaves. `leaderTermAt` is the term of the acknowledged entry in the log of the
   * leader it goes to, or null where that is not known.
   */
  acknowledge(disk: Disk, message: Message, leaderTermAt: number | null): void {
    const { from, index, term } = message;
    const { durable, hardState } = disk;
    expectRule(
      hardState.term >= term,
      "acknowledged is durable",
      () => `${from} answered in term ${term}, durable is term ${hardState.term}`,
    );
    // Another leader's entries may have gone with the same write. That is as if the acknowledgement had
    // left before them: it counts in its own term only.
    if (hardState.term > term) return;
    expectRule(
      index <= durable.last,
      "acknowledged is durable",
      () => `${from} acknowledged ${index}, durable is ${durable.last}`,
    );
    if (leaderTermAt === null || index <= durable.base) return;
    const own = durable.term(index);
    expectRule(
      own === leaderTermAt,
      "acknowledged is durable",
      () => `${from} acknowledged ${index} with term ${own}, the leader has ${leaderTermAt}`,
    );
  }

  /** A granted vote leaves. */
  vote(disk: Disk, message: Message): void {
    const { from, to, term } = message;
    const { hardState } = disk;
    expectRule(
      hardState.term > term || (hardState.term === term && hardState.vote === to),
      "voted is durable",
      () =>
        `${from} voted for ${to} in term ${term}, durable is ` +
        `${hardState.vote} in term ${hardState.term}`,
    );
  }

  /** An index is committed for the first time, under the configuration that its leader is in. */
  commit(index: number, confState: ConfState): void {
    for (const voters of [confState.voters, confState.votersOutgoing]) {
      if (voters.length === 0) continue;
      let holding = 0;
      for (const id of voters) if (this.#holds(id, index)) holding += 1;
      expectRule(
        holding >= majorityOf(voters.length),
        "committed is durable on a quorum",
        () => `${index} is durable on ${holding} of ${voters.join(",")}`,
      );
    }
  }

  /** A heartbeat leaves: its commit index must not go past what the receiver shares. */
  heartbeat(message: Message): void {
    const { to, commit, from } = message;
    if (commit === 0) return;
    expectRule(
      this.#holds(to, commit),
      "heartbeat commit",
      () => `${from} told ${to} that ${commit} is committed, which it does not have`,
    );
  }

  #holds(id: PeerId, index: number): boolean {
    const disk = this.#diskOf(id);
    if (disk === undefined) return false;
    const { durable } = disk;
    if (index <= durable.base) return true;
    return durable.term(index) === this.#log.committedTerm(index) && index <= durable.last;
  }
}

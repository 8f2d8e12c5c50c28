/**
 * Membership is the leader's work on who belongs to the group: it takes nodes in, and moves the configuration of the consensus
 * core towards the members that the state names, one change at a time. A new replica is a learner until it has caught up.
 *
 * It runs on every node and does something only while this node leads. Everything it needs is state, so a new leader goes on
 * where the old one stood.
 */
import type { MemberResult } from "../machine/effects.ts";
import type { MemberChange, MemberJoin, MemberLeave } from "../model/command.ts";
import type { Members } from "../model/members.ts";
import type { ConfChangeSingle } from "../raft/conf-change.ts";
import { majorityOf } from "../raft/quorum.ts";
import type { Status } from "../raft/status.ts";
import { NO_BYTES } from "../raft/types.ts";
import type { Replica } from "../replica/replica.ts";
import type { Logger } from "../util/logger.ts";
import type { Scheduler } from "../util/scheduler.ts";
import { isCaughtUp, successorOf } from "./hand-over.ts";
import type { KnownNode } from "./messages.ts";
import { Repeating } from "./repeating.ts";

/** What it asks of the group. */
export interface MemberGroup {
  readonly leads: boolean;
  members(): Members;
  /** Null when this node does not lead, or not for long enough. */
  proposeMember(command: MemberChange): Promise<MemberResult | null>;
}

/** What it stands on. */
export interface MembershipOptions {
  readonly self: KnownNode;
  readonly incarnation: number;
  readonly replicaId: number;
  /** Highest level of commands that this node knows. */
  readonly commandLevel: number;
  readonly group: MemberGroup;
  readonly replica: Pick<Replica, "status" | "steer">;
  /** Others are removed; null when anyone may stay. */
  readonly onlyListed: ReadonlySet<string> | null;
  /** Where a node says that it is; undefined when it has not said. */
  readonly saidAddressOf: (nodeId: string) => string | undefined;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** The leader looks at the members this often, in ms. */
const LOOK_MS = 50;

/** The members of one group, as their leader sees to them. */
export class Membership {
  readonly #options: MembershipOptions;
  readonly #looking: Repeating;
  #isBusy = false;

  constructor(options: MembershipOptions) {
    this.#options = options;
    const { scheduler } = options;
    this.#looking = new Repeating({ scheduler, everyMs: LOOK_MS, work: () => this.#look() });
  }

  start(): void {
    this.#looking.start();
  }

  stop(): void {
    this.#looking.stop();
  }

  #look(): void {
    const { group, logger } = this.#options;
    if (!group.leads || this.#isBusy) return;
    const command = this.#missing(group.members());
    if (command === null) {
      this.#moveConfiguration();
      return;
    }
    this.#isBusy = true;
    group.proposeMember(command).then(
      () => {
        this.#isBusy = false;
      },
      (error: unknown) => {
        this.#isBusy = false;
        logger.error({ err: error }, "a change of the members was not proposed");
      },
    );
  }

  /**
   * What the state should say and does not: this node itself, when it formed the group; addresses that have changed; that
   * somebody is a member no more, who is not listed and would have to be.
   */
  #missing({ members, lastReplicaId }: Members): MemberJoin | MemberLeave | null {
    const { self, incarnation, replicaId, commandLevel } = this.#options;
    const { saidAddressOf, onlyListed } = this.#options;
    const type = "MemberJoin";
    // The founder is the first; a leader that is no member later has been removed.
    if (lastReplicaId === 0) {
      const { nodeId, address } = self;
      return { type, nodeId, incarnation, address, replicaId, commandLevel };
    }
    for (const member of members) {
      const said = member.nodeId === self.nodeId ? self.address : saidAddressOf(member.nodeId);
      if (said !== undefined && said !== member.address) {
        return { ...member, type, address: said, replicaId: 0 };
      }
    }
    const stranger = members.find(({ nodeId }) => onlyListed?.has(nodeId) === false);
    return stranger === undefined ? null : { ...stranger, type: "MemberLeave" };
  }

  #moveConfiguration(): void {
    const { group, replica, logger } = this.#options;
    const { members } = group.members();
    const wanted = new Set(members.map(({ replicaId }) => replicaId));
    const status = replica.status();
    if (status === null) return;
    const changes = nextChanges(status, wanted);
    if (changes.length === 0) return;
    const isItself = changes.some(({ type, peerId }) => type === "remove" && peerId === status.id);
    const successor = isItself ? successorOf(status, ({ id }) => wanted.has(id)) : null;
    if (isItself && successor === null) return;
    logger.info({ changes, successor }, "the configuration is moved towards the members");
    replica.steer((node) => {
      // A leader that is to leave hands over first.
      if (successor !== null) node.transferLeader(successor);
      else node.proposeConfChange({ transition: "auto", changes, context: NO_BYTES });
    });
  }
}

/** The next step from the configuration in force to the replicas that are wanted; empty when there is none to be made now. */
function nextChanges(status: Status, wanted: ReadonlySet<number>): ConfChangeSingle[] {
  const { confState, progress, applied, pendingConfIndex } = status;
  const { voters, learners, votersOutgoing } = confState;
  // One change at a time. A busy leader never has applied all that is committed: to wait for that would be to wait for a quiet moment.
  if (votersOutgoing.length > 0 || applied < pendingConfIndex) return [];
  for (const peerId of wanted) {
    if (!voters.includes(peerId) && !learners.includes(peerId)) {
      return [{ type: "addLearner", peerId }];
    }
  }
  const leavers = voters.filter((peerId) => !wanted.has(peerId) && peerId !== status.id);
  if (leavers.length > 1 && !isQuorumActive(status)) return [];
  // Of several the dead go first: while the living still vote there is a quorum for every change that follows.
  const gone = leavers.find((peerId) => !isActive(peerId, status)) ?? leavers[0];
  for (const learner of progress) {
    const { id, isLearner, recentlyActive } = learner;
    if (!isLearner || !wanted.has(id)) continue;
    if (!isCaughtUp(learner, status) || !recentlyActive) continue;
    // It takes the place of one that leaves in the same change: between two changes the quorum would be larger than before,
    // and a node that loses its disk once more in that moment would leave the group without one for ever.
    const change: ConfChangeSingle = { type: "addVoter", peerId: id };
    return gone === undefined ? [change] : [change, { type: "remove", peerId: gone }];
  }
  const idle = learners.find((peerId) => !wanted.has(peerId));
  if (idle !== undefined) return [{ type: "remove", peerId: idle }];
  // Those that take somebody's place come before those leave, so that the group does not shrink meanwhile.
  const isWaiting = progress.some(
    ({ id, isLearner, recentlyActive }) => isLearner && wanted.has(id) && recentlyActive,
  );
  if (isWaiting) return [];
  const leaving = gone ?? voters.find((peerId) => !wanted.has(peerId));
  if (leaving === undefined) return [];
  // While others are dead its vote may be what keeps the group alive: it stays until one of them is back, or removed, too.
  if (!isQuorumActive(status, { without: leaving })) return [];
  return [{ type: "remove", peerId: leaving }];
}

/**
 * Whether so many voters, all or all but one, have answered since the last round of check-quorum that they are a quorum of themselves: then
 * the round tells who lives. Just behind it nobody has.
 */
function isQuorumActive(status: Status, { without = 0 }: { without?: number } = {}): boolean {
  const voters = status.confState.voters.filter((peerId) => peerId !== without);
  return voters.filter((peerId) => isActive(peerId, status)).length >= majorityOf(voters.length);
}

function isActive(peerId: number, { id, progress }: Status): boolean {
  return peerId === id || progress.some((one) => one.id === peerId && one.recentlyActive);
}

/** Those beside whom a strict policy leaves nobody; null when others may stay. */
export function listedOnly(cluster: {
  readonly policy: "open" | "restricted" | "strict";
  readonly initialNodes: ReadonlyArray<{ readonly nodeId: string }>;
}): ReadonlySet<string> | null {
  const { policy, initialNodes } = cluster;
  return policy === "strict" ? new Set(initialNodes.map(({ nodeId }) => nodeId)) : null;
}

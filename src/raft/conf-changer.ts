/**
 * From one configuration to the next: the rules of simple and joint changes. Pure: makes new values.
 *
 * The rules are those of the dissertation's chapter 4 and of joint consensus: without a joint
 * configuration at most one voter may differ, so that old and new majorities overlap.
 */
import { invariant, unreachable } from "../util/assert.ts";
import {
  type ConfChange,
  type ConfChangeSingle,
  type ConfChangeType,
  entersJoint,
  isLeaveJoint,
} from "./conf-change.ts";
import type { InflightLimits } from "./inflights.ts";
import { Progress } from "./progress.ts";
import {
  assertConfiguration,
  type Configuration,
  EMPTY_CONFIGURATION,
  type ProgressMap,
  sortedIds,
} from "./tracker.ts";
import type { ConfState, PeerId } from "./types.ts";

/** A configuration with its members' views. */
export interface Members {
  readonly configuration: Configuration;
  readonly progress: ProgressMap;
}

/** What new members start with. */
export interface ChangeBase {
  /** The leader's last index: the first probe of a new member goes there. */
  readonly lastIndex: number;
  readonly limits: InflightLimits;
}

/** The new configuration, or why there is none. */
export type ChangeOutcome = Members | { readonly refused: string };

/** Applies a change by its kind: leave joint, enter joint, or simple. */
export function changeConfiguration(
  members: Members,
  change: ConfChange,
  base: ChangeBase,
): ChangeOutcome {
  if (isLeaveJoint(change)) return leaveJoint(members);
  const joint = entersJoint(change);
  if (joint === null) return simpleChange(members, change.changes, base);
  return enterJoint(members, { changes: change.changes, autoLeave: joint.autoLeave }, base);
}

/** Applies changes that differ in at most one voter, without a joint configuration. */
export function simpleChange(
  members: Members,
  changes: readonly ConfChangeSingle[],
  base: ChangeBase,
): ChangeOutcome {
  if (members.configuration.outgoing.length > 0) {
    return { refused: "can't apply simple config change in joint config" };
  }
  const draft = new Draft(members, base);
  const refused = draft.apply(changes);
  if (refused !== null) return { refused };
  if (draft.changedVoters(members.configuration.incoming) > 1) {
    return { refused: "more than one voter changed without entering joint config" };
  }
  return draft.finish();
}

/** Makes the present voters the outgoing half and applies changes to the incoming one. */
export function enterJoint(
  members: Members,
  joint: { readonly changes: readonly ConfChangeSingle[]; readonly autoLeave: boolean },
  base: ChangeBase,
): ChangeOutcome {
  const { incoming, outgoing } = members.configuration;
  if (outgoing.length > 0) return { refused: "config is already joint" };
  // There is nothing to keep safe, and an empty half would decide everything.
  if (incoming.length === 0) return { refused: "can't make a zero-voter config joint" };
  const draft = new Draft(members, base);
  for (const id of incoming) draft.outgoing.add(id);
  const refused = draft.apply(joint.changes);
  if (refused !== null) return { refused };
  draft.autoLeave = joint.autoLeave;
  return draft.finish();
}

/** Drops the outgoing half. */
export function leaveJoint(members: Members): ChangeOutcome {
  const { configuration, progress } = members;
  if (configuration.outgoing.length === 0) return { refused: "can't leave a non-joint config" };
  const learners = sortedIds([...configuration.learners, ...configuration.learnersNext]);
  const kept = new Map<PeerId, Progress>();
  for (const [id, view] of progress) {
    if (configuration.incoming.includes(id) || learners.includes(id)) kept.set(id, view);
  }
  const { incoming } = configuration;
  return finished({ ...EMPTY_CONFIGURATION, incoming, learners }, kept);
}

/** Builds the configuration that a snapshot or the storage names, with fresh views. */
export function restoreConfiguration(state: ConfState, base: ChangeBase): Members {
  const single = (type: ConfChangeType) => (peerId: PeerId) => ({ type, peerId });
  const incoming: ConfChangeSingle[] = [
    ...state.votersOutgoing.map(single("remove")),
    ...state.voters.map(single("addVoter")),
    ...state.learners.map(single("addLearner")),
    ...state.learnersNext.map(single("addLearner")),
  ];
  let members: Members = { configuration: EMPTY_CONFIGURATION, progress: new Map() };
  const isJoint = state.votersOutgoing.length > 0;
  const first = isJoint ? state.votersOutgoing.map(single("addVoter")) : incoming;
  for (const change of first) {
    members = expectChanged(simpleChange(members, [change], base), state);
  }
  if (!isJoint) return members;
  const joint = { changes: incoming, autoLeave: state.autoLeave };
  return expectChanged(enterJoint(members, joint, base), state);
}

function expectChanged(outcome: ChangeOutcome, state: ConfState): Members {
  invariant(!("refused" in outcome), () => {
    const reason = "refused" in outcome ? outcome.refused : "";
    return `configuration ${JSON.stringify(state)} cannot be restored: ${reason}`;
  });
  return outcome;
}

function finished(configuration: Configuration, progress: ProgressMap): Members {
  assertConfiguration(configuration, progress);
  return { configuration, progress };
}

/** A configuration under change. Views are shared with the old one and not touched. */
class Draft {
  readonly outgoing: Set<PeerId>;
  autoLeave: boolean;
  readonly #incoming: Set<PeerId>;
  readonly #learners: Set<PeerId>;
  readonly #learnersNext: Set<PeerId>;
  readonly #progress: Map<PeerId, Progress>;
  readonly #base: ChangeBase;

  constructor(members: Members, base: ChangeBase) {
    const { configuration, progress } = members;
    this.#incoming = new Set(configuration.incoming);
    this.outgoing = new Set(configuration.outgoing);
    this.#learners = new Set(configuration.learners);
    this.#learnersNext = new Set(configuration.learnersNext);
    this.autoLeave = configuration.autoLeave;
    this.#progress = new Map(progress);
    this.#base = base;
  }

  /** Applies changes in order. Returns why not, or null. */
  apply(changes: readonly ConfChangeSingle[]): string | null {
    for (const { type, peerId } of changes) {
      if (peerId === 0) continue;
      switch (type) {
        case "addVoter":
          this.#makeVoter(peerId);
          break;
        case "addLearner":
          this.#makeLearner(peerId);
          break;
        case "remove":
          this.#remove(peerId);
          break;
        case "update":
          break;
        default:
          return unreachable(type);
      }
    }
    return this.#incoming.size === 0 ? "removed all voters" : null;
  }

  /** How many voters were added or removed against a former set. */
  changedVoters(before: readonly PeerId[]): number {
    const removed = before.filter((id) => !this.#incoming.has(id)).length;
    return removed + (this.#incoming.size - (before.length - removed));
  }

  finish(): Members {
    const configuration: Configuration = {
      incoming: sortedIds(this.#incoming),
      outgoing: sortedIds(this.outgoing),
      learners: sortedIds(this.#learners),
      learnersNext: sortedIds(this.#learnersNext),
      autoLeave: this.autoLeave,
    };
    return finished(configuration, this.#progress);
  }

  #makeVoter(id: PeerId): void {
    if (!this.#progress.has(id)) this.#track(id, false);
    this.#learners.delete(id);
    this.#learnersNext.delete(id);
    this.#incoming.add(id);
  }

  #makeLearner(id: PeerId): void {
    const view = this.#progress.get(id);
    if (view === undefined) {
      this.#track(id, true);
      this.#learners.add(id);
      return;
    }
    if (this.#learners.has(id)) return;
    this.#remove(id);
    this.#progress.set(id, view);
    // A voter of the outgoing half goes on voting there; it becomes a learner when that half ends.
    if (this.outgoing.has(id)) this.#learnersNext.add(id);
    else this.#learners.add(id);
  }

  #remove(id: PeerId): void {
    if (!this.#progress.has(id)) return;
    this.#incoming.delete(id);
    this.#learners.delete(id);
    this.#learnersNext.delete(id);
    if (!this.outgoing.has(id)) this.#progress.delete(id);
  }

  #track(id: PeerId, isLearner: boolean): void {
    const view = new Progress({
      match: 0,
      next: Math.max(this.#base.lastIndex, 1),
      isLearner,
      // A member that has had no time to answer must not cost the leader its quorum.
      recentlyActive: true,
      limits: this.#base.limits,
    });
    this.#progress.set(id, view);
  }
}

/** The directives about majorities: `committed` and `vote`, with cross-checks by other computations. */
import {
  type AckedIndex,
  committedIndex,
  type JointVoters,
  jointCommittedIndex,
  jointVoteOutcome,
  type VoteOutcome,
  voteOutcome,
} from "../../../src/raft/quorum.ts";
import { sortedIds } from "../../../src/raft/tracker.ts";
import type { PeerId } from "../../../src/raft/types.ts";
import { expectKeys, fail, named, toNumber } from "./arguments.ts";
import type { Directive } from "./parser.ts";

const OUTCOMES: Readonly<Record<VoteOutcome, string>> = {
  won: "VoteWon",
  lost: "VoteLost",
  pending: "VotePending",
};

export function runQuorum(directive: Directive): string {
  expectKeys(directive, ["cfg", "cfgj", "idx", "votes"]);
  const incoming = voters(directive, "cfg");
  const second = named(directive, "cfgj");
  const outgoing = second?.values[0] === "zero" ? [] : voters(directive, "cfgj");
  const isJoint = second !== undefined;
  switch (directive.command) {
    case "committed":
      return runCommitted(directive, { incoming, outgoing }, isJoint);
    case "vote":
      return runVote(directive, { incoming, outgoing }, isJoint);
    default:
      return fail(directive, `unknown command ${directive.command}`);
  }
}

/** Computed in another way than the core does: how many have acknowledged at least each candidate. */
export function naiveCommittedIndex(voters: readonly PeerId[], acked: AckedIndex): number {
  if (voters.length === 0) return Infinity;
  const indexes = voters.map((id) => acked(id) ?? 0);
  const reached = indexes.filter(
    (index) => indexes.filter((other) => other >= index).length * 2 > voters.length,
  );
  return Math.max(0, ...reached);
}

function runCommitted(directive: Directive, config: JointVoters, isJoint: boolean): string {
  const given = assign(directive, config, named(directive, "idx")?.values ?? []);
  const acked = new Map<PeerId, number>();
  for (const [id, text] of given) {
    if (text !== "_") acked.set(id, toNumber(directive, text));
  }
  const lookup: AckedIndex = (id) => acked.get(id);
  const { incoming, outgoing } = config;
  const all = sortedIds([...incoming, ...outgoing]);
  let text = describe(all, lookup);
  const check = (found: number, expected: number, how: string): void => {
    if (found !== expected) text += `${show(found)} <-- via ${how}\n`;
  };
  if (isJoint) {
    const index = jointCommittedIndex(config, lookup);
    const swapped = { incoming: outgoing, outgoing: incoming };
    check(jointCommittedIndex(swapped, lookup), index, "symmetry");
    return `${text}${show(index)}\n`;
  }
  const index = committedIndex(incoming, lookup);
  check(naiveCommittedIndex(incoming, lookup), index, "alternative computation");
  check(jointCommittedIndex({ incoming, outgoing: [] }, lookup), index, "zero-joint quorum");
  check(jointCommittedIndex({ incoming, outgoing: incoming }, lookup), index, "self-joint quorum");
  for (const id of incoming) {
    // What lies below the result cannot matter.
    const own = lookup(id) ?? 0;
    if (index <= own || own === 0) continue;
    for (const lower of [own - 1, 0]) {
      const overlay: AckedIndex = (other) => (other === id ? lower : lookup(other));
      check(committedIndex(incoming, overlay), index, `overlaying ${id}->${lower}`);
    }
  }
  return `${text}${show(index)}\n`;
}

function runVote(directive: Directive, config: JointVoters, isJoint: boolean): string {
  const given = assign(directive, config, named(directive, "votes")?.values ?? []);
  const votes = new Map<PeerId, boolean>();
  for (const [id, text] of given) {
    if (text !== "y" && text !== "n" && text !== "_") fail(directive, `unknown vote ${text}`);
    if (text !== "_") votes.set(id, text === "y");
  }
  const lookup = (id: PeerId): boolean | undefined => votes.get(id);
  if (!isJoint) return `${OUTCOMES[voteOutcome(config.incoming, lookup)]}\n`;
  const outcome = jointVoteOutcome(config, lookup);
  const swapped = jointVoteOutcome(
    { incoming: config.outgoing, outgoing: config.incoming },
    lookup,
  );
  const extra = swapped === outcome ? "" : `${OUTCOMES[swapped]} <-- via symmetry\n`;
  return `${extra}${OUTCOMES[outcome]}\n`;
}

function voters(directive: Directive, key: string): readonly PeerId[] {
  return (named(directive, key)?.values ?? []).map((value) => toNumber(directive, value));
}

/** Gives each distinct voter, in the order of the directive, its value. */
function assign(
  directive: Directive,
  config: JointVoters,
  values: readonly string[],
): ReadonlyMap<PeerId, string> {
  const ids = [...new Set([...config.incoming, ...config.outgoing])];
  if (ids.length !== values.length) {
    fail(directive, `${values.length} values for ${ids.length} voters`);
  }
  return new Map(ids.map((id, position) => [id, values[position] ?? "_"]));
}

function show(index: number): string {
  return index === Infinity ? "∞" : String(index);
}

function describe(ids: readonly PeerId[], acked: AckedIndex): string {
  const count = ids.length;
  if (count === 0) return "<empty majority quorum>";
  const byIndex = [...ids].sort((one, other) => {
    return (acked(one) ?? 0) - (acked(other) ?? 0) || one - other;
  });
  const bars = new Map<PeerId, number>();
  for (const [position, id] of byIndex.entries()) {
    const before = byIndex[position - 1];
    const isHigher = before === undefined || (acked(before) ?? 0) < (acked(id) ?? 0);
    bars.set(id, isHigher ? position : (bars.get(before) ?? 0));
  }
  let text = `${" ".repeat(count)}    idx\n`;
  for (const id of ids) {
    const index = acked(id);
    const bar = bars.get(id) ?? 0;
    const mark = index === undefined ? "?" : `${"x".repeat(bar)}>`;
    const padded = mark.padEnd(count + 1);
    text += `${padded} ${String(index ?? 0).padStart(5)}    (id=${id})\n`;
  }
  return text;
}

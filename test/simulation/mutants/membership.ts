/** Planted bugs of configurations and snapshots. */
import { type Mutant, mutant } from "./mutant.ts";

const PEER = "src/raft/peer.ts";
const PROPOSALS = "src/raft/proposals.ts";
const TRACKER = "src/raft/tracker.ts";
const QUORUM = "src/raft/quorum.ts";

export const MEMBERSHIP_MUTANTS: readonly Mutant[] = [
  mutant("committed by either half", "a joint configuration commits by one majority", {
    file: QUORUM,
    original: `return Math.min(incoming, committedIndex(voters.outgoing, acked));`,
    replacement: `return Math.max(incoming, committedIndex(voters.outgoing, acked));`,
  }),
  mutant("learners counted", "a learner's copy counts towards the majority", {
    file: TRACKER,
    original: `return jointCommittedIndex(this.#configuration, this.#acked);`,
    replacement: `const { incoming, outgoing, learners } = this.#configuration;
    return jointCommittedIndex({ incoming: [...incoming, ...learners], outgoing }, this.#acked);`,
  }),
  mutant("removed leader counts itself", "its copy stands for one of theirs (etcd raft#83)", {
    file: PEER,
    original: `    const index = this.tracker.committedIndex();
`,
    replacement: `    let index = this.tracker.committedIndex();
    const { incoming, outgoing } = this.tracker.configuration;
    if (this.tracker.get(this.id) === undefined && outgoing.length === 0) {
      const acked = incoming.map((id) => this.tracker.get(id)?.match ?? 0);
      const counted = [...acked, this.log.lastIndex()].sort((one, other) => other - one);
      index = counted[Math.floor(incoming.length / 2)] ?? index;
    }
`,
  }),
  mutant("pending change forgotten by elections", "two changes at once (etcd#7625)", {
    file: PEER,
    original: `    this.pendingConfIndex = this.log.lastIndex();
`,
    replacement: "",
  }),
  mutant("joint configuration left twice", "auto-leave proposed again (etcd#12582)", {
    file: PROPOSALS,
    original: `const result = proposeAsLeader(peer, [makeEntry({ type: ENTRY_CONF_CHANGE })]);`,
    replacement: `const result = peer.appendOwn([makeEntry({ type: ENTRY_CONF_CHANGE })]);
  broadcastAppend(peer);`,
  }),
  mutant("changes not tried before they are appended", "one that is wrong stops all", {
    file: PROPOSALS,
    original: `return refusalOf(peer, change);`,
    replacement: `return peer.id < 0 ? refusalOf(peer, change) : null;`,
    scenario: "a change that would empty the group is refused",
  }),
  mutant("configuration of a snapshot ignored", "members go on with the old one", {
    file: "src/raft/follower.ts",
    original: `  restoreConfState(peer, confState);
  return true;`,
    replacement: `  return true;`,
  }),
  mutant("snapshot with an old configuration", "the host names one of another index", {
    file: "test/simulation/core/member.ts",
    original: `{ index, term, confState, data: this.machine.save() }`,
    replacement: `{ index, term, confState: disk.image.confState, data: this.machine.save() }`,
  }),
  mutant("snapshot keeps entries", "what it replaces is still read", {
    file: "src/raft/unstable-log.ts",
    original: `    this.#entries = [];
    this.#snapshot = snapshot;`,
    replacement: `    this.#snapshot = snapshot;`,
  }),
  mutant("applies behind a snapshot that is not installed", "the state has no base", {
    file: "src/raft/raft-log.ts",
    original: `if (this.#applyingPaused || this.#unstable.snapshot !== null) return false;`,
    replacement: `if (this.#applyingPaused) return false;`,
  }),
];

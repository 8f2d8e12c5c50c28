/** Planted bugs of elections, terms and leadership. */
import { type Mutant, mutant } from "./mutant.ts";

const PEER = "src/raft/peer.ts";
const ELECTION = "src/raft/election.ts";
const QUORUM = "src/raft/quorum.ts";
const LOG = "src/raft/raft-log.ts";

export const ELECTION_MUTANTS: readonly Mutant[] = [
  mutant("vote erased on step-down", "a second vote in the same term (redpanda PR #14, #19)", {
    file: PEER,
    original: `    this.#reset(term);
    this.#leader = leader;
    this.#role = "follower";`,
    replacement: `    this.#reset(term);
    this.#vote = NO_PEER;
    this.#leader = leader;
    this.#role = "follower";`,
  }),
  mutant("up to date by either number", "term or index is enough to be voted for", {
    file: LOG,
    original: `id.term > last.term || (id.term === last.term && id.index >= last.index)`,
    replacement: `id.term >= last.term || id.index >= last.index`,
  }),
  mutant("up to date by both numbers", "compared componentwise (openraft a48a3282)", {
    file: LOG,
    original: `id.term > last.term || (id.term === last.term && id.index >= last.index)`,
    replacement: `id.term >= last.term && id.index >= last.index`,
    scenario: "a later last term wins over a longer log",
  }),
  mutant("elected by either half", "a joint configuration elects by one majority", {
    file: QUORUM,
    original: `  if (incoming === "lost" || outgoing === "lost") return "lost";`,
    replacement: `  if (voters.outgoing.length > 0 && (incoming === "won" || outgoing === "won")) return "won";
  if (incoming === "lost" || outgoing === "lost") return "lost";`,
  }),
  mutant("campaign with changes unapplied", "two configurations elect (etcd#7625)", {
    file: ELECTION,
    original: `  if (hasUnappliedConfChange(peer)) {
    peer.logger?.warn`,
    replacement: `  if (peer.id < 0) {
    peer.logger?.warn`,
  }),
  mutant("refusals tell no commit", "nobody can win (etcd#12359)", {
    file: ELECTION,
    original: `config.commitInVotes ? log.termOrZero(log.committed) : 0`,
    replacement: `config.id < 0 ? log.termOrZero(log.committed) : 0`,
    scenario: "the only voter of a new configuration learns that it is",
  }),
  mutant("transfer never given up", "proposals are dropped for ever", {
    file: "src/raft/step.ts",
    original: `    // A transfer that takes longer has failed; proposals are taken again.
    giveUpTransfer(peer);`,
    replacement: "",
  }),
];

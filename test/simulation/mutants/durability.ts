/** Planted bugs of durability: what leaves before it is written, what is not written at all. */
import { type Mutant, mutant } from "./mutant.ts";

const PEER = "src/raft/peer.ts";
const READY = "src/raft/ready.ts";
const UNSTABLE = "src/raft/unstable-log.ts";
const DISK = "test/simulation/core/disk.ts";

export const DURABILITY_MUTANTS: readonly Mutant[] = [
  mutant("acknowledged before written", "a follower's acknowledgement overtakes its write", {
    file: PEER,
    original: `      case "appendResponse":
      case "voteResponse":
      case "preVoteResponse":
        // They`,
    replacement: `      case "appendResponse":
        if (message.to !== this.id) {
          this.messages.push(message);
          break;
        }
      case "voteResponse":
      case "preVoteResponse":
        // They`,
  }),
  mutant("leader counts itself before written", "the leader's own copy counts at once", {
    file: PEER,
    original: `this.send({ type: "appendResponse", to: this.id, index: last });`,
    replacement: `this.tracker.get(this.id)?.maybeUpdate(last);`,
  }),
  mutant("voted before written", "a granted vote overtakes the write of it", {
    file: PEER,
    original: `      case "voteResponse":
      case "preVoteResponse":
        // They`,
    replacement: `      case "voteResponse":
        if (message.to !== this.id) {
          this.messages.push(message);
          break;
        }
      case "preVoteResponse":
        // They`,
  }),
  mutant("vote not written with its term", "term and vote by two writes (hashicorp/raft#661)", {
    file: READY,
    original: `        term,
        vote,
        commit,`,
    replacement: `        term,
        vote: 0,
        commit,`,
  }),
  mutant("campaign before written", "votes are asked for before the claim is durable", {
    file: PEER,
    original: `message.type === "vote" && this.config.durableCampaigns`,
    replacement: `message.type === "vote" && this.id < 0`,
    scenario: "a candidate that crashed cannot lead the same term twice",
  }),
  mutant("a list that goes on filling", "responses are handed out as the live list", {
    file: READY,
    original: `peer.messagesAfterAppend.length > 0 ? peer.messagesAfterAppend : NO_MESSAGES`,
    replacement: `peer.messagesAfterAppend`,
  }),
  mutant("stable by a completion of an earlier term", "ABA (etcd-io/raft PR #8), first guard", {
    file: "src/raft/step.ts",
    original: `      // Its entries may have been replaced since,`,
    replacement: `      if (message.index !== 0) {
        peer.log.unstable.stableTo({ term: message.logTerm, index: message.index });
      }
      // Its entries may have been replaced since,`,
    scenario: "a completion of a former term makes nothing stable",
  }),
  mutant("stable whatever the term", "ABA (etcd-io/raft PR #8), second guard", {
    file: UNSTABLE,
    original: `    if (this.term(id.index) !== id.term) return;
`,
    replacement: "",
    scenario: "a completion of a former term makes nothing stable",
  }),
  mutant("replaced entries not written again", "the cursor of what is being written stays", {
    file: UNSTABLE,
    original: `      this.#offsetInProgress = Math.min(this.#offsetInProgress, first.index);
`,
    replacement: "",
  }),
  mutant("completions ahead of their writes", "the host reports what still waits", {
    file: DISK,
    original: `    for (const work of landed) this.#write(work);
    return landed;`,
    replacement: `    for (const work of landed) this.#write(work);
    return [...landed, ...this.#waiting];`,
  }),
  mutant("commit not written with entries", "the host writes the commit index with votes only", {
    file: DISK,
    original: `    if (term !== 0) this.hardState = { term, vote, commit };`,
    replacement: `    const { term: oldTerm, vote: oldVote } = this.hardState;
    if (term !== 0 && (term !== oldTerm || vote !== oldVote)) {
      this.hardState = { term, vote, commit };
    }`,
  }),
  mutant("compacted beyond applied", "the host drops entries that are not applied", {
    file: DISK,
    original: `if (snapshot.index - trailing > log.base) log.compact(snapshot.index - trailing);`,
    replacement: `log.compact(Math.min(log.last, snapshot.index + 1));`,
  }),
];

/** Planted bugs of replication: what counts as committed, what is replaced, what is sent. */
import { type Mutant, mutant } from "./mutant.ts";

const PEER = "src/raft/peer.ts";
const LOG = "src/raft/raft-log.ts";
const LEADER = "src/raft/leader.ts";
const SENDING = "src/raft/sending.ts";
const PROGRESS = "src/raft/progress.ts";
const QUORUM = "src/raft/quorum.ts";

export const REPLICATION_MUTANTS: readonly Mutant[] = [
  mutant("commit counts former terms", "Figure 8 (canonical/raft#220, async-raft#106)", {
    file: LOG,
    original: `id.index <= this.#committed || !this.matchTerm(id)`,
    replacement: `id.index <= this.#committed`,
  }),
  mutant("truncates on every append", "re-ordering loses entries (openraft 9540c904)", {
    file: LOG,
    original: `const conflict = this.findConflict(entries);`,
    replacement: `const conflict = entries.find(({ index }) => index > this.#committed)?.index ?? 0;`,
  }),
  mutant("acknowledges its whole log", "entries behind the leader's message count as shared", {
    file: LOG,
    original: `    return lastNew;
  }`,
    replacement: `    return this.lastIndex();
  }`,
    scenario: "a message speaks only of what it holds",
  }),
  mutant("commits what the message did not hold", "the leader's commit is not capped", {
    file: LOG,
    original: `this.commitTo(Math.min(leaderCommit, lastNew));`,
    replacement: `this.commitTo(Math.min(leaderCommit, this.lastIndex()));`,
    scenario: "a message speaks only of what it holds",
  }),
  mutant("heartbeat commit not capped", "a follower commits what it does not share", {
    file: SENDING,
    original: `const commit = Math.min(progress.match, peer.log.committed);`,
    replacement: `const commit = Math.min(progress.next - 1, peer.log.committed);`,
  }),
  mutant(
    "match from a heartbeat",
    "a heartbeat's answer counts as an acknowledgement (RATIS-2605)",
    {
      file: LEADER,
      original: `  progress.recentlyActive = true;
  progress.resume();`,
      replacement: `  progress.recentlyActive = true;
  if (progress.state === "replicate") progress.maybeUpdate(progress.next - 1);
  progress.resume();`,
    },
  ),
  mutant("probe never resumes", "a lost probe is the last one", {
    file: LEADER,
    original: `  progress.resume();
`,
    replacement: "",
  }),
  mutant("window not freed", "the window of a former state stays full", {
    file: PROGRESS,
    original: `    this.inflights.reset();
`,
    replacement: "",
  }),
  mutant("uncommitted bytes never given back", "in the end every proposal is dropped", {
    file: PEER,
    original: `this.#uncommittedBytes = Math.max(0, this.#uncommittedBytes - bytes);`,
    replacement: `this.#uncommittedBytes = Math.max(0, this.#uncommittedBytes - 0 * bytes);`,
  }),
  mutant("sorted as text", "10 before 9: a sort without a comparator (raft-java#21)", {
    file: QUORUM,
    original: `  return sorted[majorityOf(count) - 1] ?? 0;`,
    replacement: `  return sorted.sort().reverse()[majorityOf(count) - 1] ?? 0;`,
  }),
  mutant("sorted upwards", "the minority's index is committed (raft-java#21, openraft#1802)", {
    file: QUORUM,
    original: `  return sorted[majorityOf(count) - 1] ?? 0;`,
    replacement: `  return sorted.reverse()[majorityOf(count) - 1] ?? 0;`,
  }),
  mutant("index in 32 bits, signed", "arithmetic by bits ends at 2^31", {
    file: PEER,
    original: `const first = this.log.lastIndex() + 1;`,
    replacement: `const first = (this.log.lastIndex() + 1) | 0;`,
  }),
  mutant("index in 32 bits, unsigned", "arithmetic by bits ends at 2^32", {
    file: LOG,
    original: `    if (index <= this.#committed) return;
    const last = this.lastIndex();`,
    replacement: `    index = index >>> 0;
    if (index <= this.#committed) return;
    const last = this.lastIndex();`,
  }),
];

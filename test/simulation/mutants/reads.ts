/** Planted bugs of linearizable reads. */
import { type Mutant, mutant } from "./mutant.ts";

const READS = "src/raft/reads.ts";
const QUEUE = "src/raft/read-queue.ts";

export const READ_MUTANTS: readonly Mutant[] = [
  mutant("reads without a quorum", "a leader that is none any more answers (etcd#741)", {
    file: READS,
    original: `if (isAlone || peer.config.readOnly === "leaseBased") {`,
    replacement: `if (isAlone || peer.config.readOnly !== "leaseBased") {`,
  }),
  mutant("reads before the first own commit", "a new leader's commit is old (etcd#7331)", {
    file: READS,
    original: `  if (!peer.hasCommittedOwn()) {`,
    replacement: `  if (peer.id < 0) {`,
  }),
  mutant("reads confirmed by any answer", "an answer to an earlier heartbeat (etcd#20418)", {
    file: QUEUE,
    original: `const position = view.getUint32(0) * WORD + view.getUint32(4);`,
    replacement: `const position = this.#newest();`,
    scenario: "an answer to an earlier heartbeat confirms no later read",
  }),
  {
    name: "reads confirmed by answers of a former term",
    story: "positions begin anew with a term and acknowledgements do not",
    patches: [
      {
        file: "src/raft/peer.ts",
        original: `    this.reads = new ReadQueue();
    this.earlyReads`,
        replacement: `    this.reads = new ReadQueue(this.reads);
    this.earlyReads`,
      },
      {
        file: QUEUE,
        original: `  readonly #acked = new Map<PeerId, number>();
`,
        replacement: `  readonly #acked: Map<PeerId, number>;

  constructor(former?: ReadQueue) {
    this.#acked = former === undefined ? new Map() : former.#acked;
  }
`,
      },
    ],
  },
];

/** Promises of the storage at moments that a simulated run meets once in thousands of seeds. */
import type { ConfState } from "../../../../src/raft/types.ts";
import type { StorageBackend } from "../../../../src/storage/key-value-store.ts";
import { MemoryDisk } from "../../../../src/storage/memory-disk.ts";
import { NodeStore } from "../../../../src/storage/node-store.ts";
import { type NodeIdentity, STORAGE_FORMAT_VERSION } from "../../../../src/storage/records.ts";

const IDENTITY: NodeIdentity = {
  clusterId: "cluster-1",
  nodeId: "node-1",
  incarnation: 1,
  formatVersion: STORAGE_FORMAT_VERSION,
};
const CONF: ConfState = {
  voters: [1, 2],
  votersOutgoing: [],
  learners: [],
  learnersNext: [],
  autoLeave: false,
};
/** Each frame needs a file of its own. */
const OPTIONS = { journalFileBytes: 0 };

/** A crash comes between the state of a snapshot and its word in the journal; the next start says that word, in a new file. */
export async function filesFollowEachOther(): Promise<void> {
  const disk = new MemoryDisk();
  const journal = { isHeld: false };
  const node = await NodeStore.open(held(await disk.open(), journal), OPTIONS);
  await node.initialise(IDENTITY);
  const group = await node.createGroup({ group: 1, replicaId: 1, confState: CONF });
  const generation = group.ranges.begin();
  await node.save([
    { group: 1, state: null, staged: { generation, keys: ["a"], values: [new Uint8Array(1)] } },
  ]);
  journal.isHeld = true;
  const installed = { generation, index: 30, term: 3, confState: CONF };
  const hardState = { term: 3, vote: 0, commit: 30 };
  void node.flush([{ group: 1, entries: [], hardState, installed }]);
  while (group.appliedIndex < 30) await new Promise((resolve) => setImmediate(resolve));
  disk.crash();
  const kept = { isHeld: false, isKept: true };
  for (let start = 1; start <= 3; start += 1) {
    const again = await NodeStore.open(held(await disk.open(), kept), OPTIONS);
    const last = again.group(1).lastIndex();
    if (last !== 30) throw new Error(`start ${start} finds a log that ends at ${last}`);
    // As by a crash: nothing more is written, and files that were removed come back.
    disk.crash();
  }
}

/** A vote outlives the file that it was written to, while another group fills the files behind it. */
export async function votesStay(): Promise<void> {
  const disk = new MemoryDisk();
  const node = await NodeStore.open(await disk.open(), OPTIONS);
  await node.initialise(IDENTITY);
  await node.createGroup({ group: 1, replicaId: 1, confState: CONF });
  const other = await node.createGroup({ group: 2, replicaId: 1, confState: CONF });
  await node.flush([{ group: 1, entries: [], hardState: { term: 7, vote: 2, commit: 1 } }]);
  const [first] = disk.journal.keys();
  for (let turn = 0; turn < 3; turn += 1) {
    await node.flush([
      { group: 2, entries: [], hardState: { term: 2 + turn, vote: 1, commit: 1 } },
    ]);
    const changes = { keys: [], values: [] };
    const state = { appliedIndex: 1, generation: other.generation, confState: CONF, changes };
    await node.save([{ group: 2, state }]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (first === undefined || disk.journal.has(first)) throw new Error("no file was removed");
  disk.crash();
  const again = await NodeStore.open(await disk.open(), OPTIONS);
  const { vote } = again.group(1).hardState;
  if (vote !== 2) throw new Error(`the vote for 2 has become one for ${vote}`);
  disk.crash();
}

/** The same, whose writes of the journal never come to an end while they are held, and whose files stay while they are kept. */
function held(
  backend: StorageBackend,
  held: { readonly isHeld: boolean; readonly isKept?: boolean },
): StorageBackend {
  const { journal } = backend;
  return {
    location: backend.location,
    keyValue: backend.keyValue,
    witness: backend.witness,
    peers: backend.peers,
    close: () => backend.close(),
    journal: {
      list: () => journal.list(),
      create: (file, bytes) => journal.create(file, bytes),
      size: (file) => journal.size(file),
      read: (file, part) => journal.read(file, part),
      remove: (file) => (held.isKept === true ? Promise.resolve() : journal.remove(file)),
      write: (file, at, bytes) =>
        held.isHeld ? new Promise(() => {}) : journal.write(file, at, bytes),
    },
  };
}

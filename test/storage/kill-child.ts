// A process for kill.test.ts: writes entry after entry to the directory it is given, saves its state beside that, and says
// what is durable after each flush: its number, and through which entry the state is.
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { ALONE, bytesOf, entry, IDENTITY, part } from "./values.ts";

const dataDir = process.argv[2] ?? "";
const backend = await LevelBackend.open({ dataDir, writeBufferBytes: 64 * 1024 });
const node = await NodeStore.open(backend, { trailingEntries: 50, journalFileBytes: 16 * 1024 });
if (node.identity === null) await node.initialise(IDENTITY);
if (node.groups.length === 0) {
  await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
}
const group = node.group(1);
let saving: Promise<void> | null = null;

async function save(appliedIndex: number): Promise<void> {
  const changes = { keys: ["newest"], values: [bytesOf(`${appliedIndex}`)] };
  const state = { appliedIndex, generation: 1, confState: ALONE, changes };
  await node.save([part({ state })]);
  saving = null;
}

for (;;) {
  const index = group.lastIndex() + 1;
  const appliedIndex = index - 1;
  await node.flush([
    part({
      entries: [entry(index, 1, `entry ${index} `.padEnd(300, "."))],
      hardState: { term: 1, vote: 7, commit: appliedIndex },
    }),
  ]);
  // One that fails ends the process: nobody waits for it.
  saving ??= save(appliedIndex);
  process.stdout.write(`${node.flushNumber} ${group.appliedIndex}\n`);
}

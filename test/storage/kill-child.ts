// A process for kill.test.ts: writes entry after entry to the directory it is given and says each flush that is durable.
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { ALONE, bytesOf, entry, IDENTITY, part } from "./values.ts";

const dataDir = process.argv[2] ?? "";
const backend = await LevelBackend.open({ dataDir, writeBufferBytes: 64 * 1024 });
const node = await NodeStore.open(backend, { trailingEntries: 50 });
if (node.identity === null) await node.initialise(IDENTITY);
if (node.groups.length === 0) {
  await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
}
const group = node.group(1);
for (;;) {
  const index = group.lastIndex() + 1;
  const appliedIndex = index - 1;
  await node.flush([
    part({
      entries: [entry(index, 1, `entry ${index} `.padEnd(300, "."))],
      hardState: { term: 1, vote: 7, commit: appliedIndex },
      state: {
        appliedIndex,
        generation: 1,
        confState: ALONE,
        changes: { keys: ["newest"], values: [bytesOf(`${appliedIndex}`)] },
      },
    }),
  ]);
  process.stdout.write(`${node.flushNumber}\n`);
}

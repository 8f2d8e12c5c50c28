// Goal: what a disk or the system refuses while a directory is opened (no room, no right, no file handle) is told as ERR_STORAGE_FAILED. Nothing
// is lost then, so it must not be told as damage, whose advice is to empty the directory; and the next opening finds everything.
import fs, { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { IDENTITY, temporaryDirectory } from "./support.ts";

/** Opening a file whose path matches fails as it does when the process has too many of them; returns what ends that. */
function refuse(path: RegExp): () => void {
  const real = fs.promises.readFile;
  const set = (readFile: typeof real): void => {
    Object.assign(fs.promises, { readFile });
    syncBuiltinESMExports();
  };
  onTestFinished(() => set(real));
  set((async (name: string, ...rest: []) => {
    if (!path.test(name)) return real(name, ...rest);
    throw Object.assign(new Error("EMFILE: too many open files, open"), { code: "EMFILE" });
  }) as unknown as typeof real);
  return () => set(real);
}

async function openNode(dataDir: string): Promise<NodeStore> {
  return NodeStore.open(await LevelBackend.open({ dataDir }));
}

async function usedDirectory(): Promise<string> {
  const dataDir = temporaryDirectory();
  const node = await openNode(dataDir);
  await node.initialise(IDENTITY);
  await node.close();
  return dataDir;
}

test.each([/CURRENT$/, /MANIFEST-\d+$/, /\d+\.log$/, /WITNESS$/])(
  "a process without file handles is not told that %s is damaged",
  async (path) => {
    const dataDir = await usedDirectory();
    const allow = refuse(path);
    await expect(openNode(dataDir)).rejects.toMatchObject({
      code: "ERR_STORAGE_FAILED",
      cause: { code: "EMFILE" },
    });
    allow();
    const node = await openNode(dataDir);
    expect(node.identity).toEqual(IDENTITY);
    await node.close();
  },
);

test("what LevelDB is refused by the disk has a code of ours", async () => {
  const dataDir = await usedDirectory();
  const lock = join(dataDir, "db", "LOCK");
  const bytes = readFileSync(lock);
  rmSync(lock);
  mkdirSync(lock);
  await expect(openNode(dataDir)).rejects.toMatchObject({
    code: "ERR_STORAGE_FAILED",
    cause: { code: "LEVEL_DATABASE_NOT_OPEN" },
  });
  rmSync(lock, { recursive: true });
  writeFileSync(lock, bytes);
  const node = await openNode(dataDir);
  expect(node.identity).toEqual(IDENTITY);
  await node.close();
});

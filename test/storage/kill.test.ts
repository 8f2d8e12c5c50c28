// Real processes, killed while they write: what they had said to be durable is there.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Entry } from "../../src/raft/types.ts";
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { seeds, temporaryDirectory, textOf } from "./support.ts";

/** What the writer has said last. */
interface Acknowledged {
  readonly flushNumber: number;
  readonly appliedIndex: number;
}

/** Runs the writer until it has acknowledged `flushes` more, kills it, and returns the newest it spoke of. */
async function writeAndKill(dataDir: string, flushes: number): Promise<Acknowledged> {
  const script = fileURLToPath(new URL("./kill-child.ts", import.meta.url));
  const writer = spawn(process.execPath, ["--import", "tsx", script, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(writer, "exit");
  let acknowledged: Acknowledged = { flushNumber: 0, appliedIndex: 0 };
  let count = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    const [flushNumber = 0, appliedIndex = 0] = line.split(" ").map(Number);
    acknowledged = { flushNumber, appliedIndex };
    count += 1;
    if (count === flushes) writer.kill("SIGKILL");
  }
  await gone;
  expect(writer.signalCode).toBe("SIGKILL");
  return acknowledged;
}

test.each(seeds(2))("nothing acknowledged is lost over five kills (SEED=%d)", async (seed) => {
  const random = new SeededRandom(seed);
  const dataDir = temporaryDirectory();
  for (let life = 0; life < 5; life += 1) {
    const acknowledged = await writeAndKill(dataDir, 1 + random.below(600));
    const node = await NodeStore.open(await LevelBackend.open({ dataDir }));
    // One flush may have been in flight.
    const { flushNumber, appliedIndex } = acknowledged;
    expect([flushNumber, flushNumber + 1]).toContain(node.flushNumber);
    const group = node.group(1);
    // The first two flushes were the identity and the group.
    expect(group.lastIndex()).toBe(node.flushNumber - 1);
    expect(group.hardState.commit).toBe(group.lastIndex() - 1);
    expect(group.appliedIndex).toBeGreaterThanOrEqual(appliedIndex);
    // Not all of the log was kept.
    if (node.flushNumber > 500) expect(group.firstIndex()).toBeGreaterThan(2);
    expect(group.firstIndex()).toBeLessThanOrEqual(group.appliedIndex + 1);
    expect(textOf(group.diskState.get("newest"))).toBe(`${group.appliedIndex}`);
    const range = { low: group.firstIndex(), high: group.lastIndex() + 1, maxBytes: Infinity };
    for (const { index, data } of group.entries(range) as Entry[]) {
      expect(textOf(data)).toBe(`entry ${index} `.padEnd(300, "."));
    }
    await node.close();
  }
});

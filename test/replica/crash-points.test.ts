// Goal: whatever is acknowledged survives, and nothing is half applied, wherever a process dies. Method: the same
// workload is run once to count the crash points of the disk (before a batch, in flight and lost, in flight and
// kept, durable but nobody told; the same for the witness), and then once for each of them, dying there.
import { describe, expect, test } from "vitest";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { finish, GROUP, type LogNode, openLogNode } from "../support/log-node.ts";

const COMMANDS = 14;

interface Life {
  readonly scheduler: VirtualScheduler;
  readonly disk: MemoryDisk;
  /** Texts that reached the host of the log, in order: acknowledged. */
  readonly acknowledged: string[];
}

/** Opens, leads, and keeps 1 to 3 proposals in flight until all are acknowledged. */
async function workload(life: Life, seed: number): Promise<void> {
  const { scheduler, disk, acknowledged } = life;
  const random = new SeededRandom(seed);
  const node = await finish(
    scheduler,
    openLogNode({
      disk,
      scheduler,
      store: { trailingEntries: 3, witnessIntervalMs: 10 },
      host: { timing: { idleFlushMs: 5 } },
    }),
  );
  let sent = 0;
  node.sink.onCommand = ({ text }) => {
    acknowledged.push(text);
    const more = 1 + random.below(2);
    for (let count = 0; count < more && sent < COMMANDS; count += 1)
      node.propose(`c${(sent += 1)}`);
  };
  await scheduler.run({ until: () => node.sink.term > 0 });
  node.propose(`c${(sent += 1)}`);
  await scheduler.run({ until: () => acknowledged.length === COMMANDS });
  await finish(scheduler, node.host.close());
  await finish(scheduler, node.store.close());
}

function makeLife(seed: number): Life {
  const scheduler = new VirtualScheduler();
  const faults = { writeDelayMs: 1, slowWriteRatio: 0.3, slowWriteDelayMs: 20 };
  return { scheduler, disk: new MemoryDisk({ scheduler, seed, faults }), acknowledged: [] };
}

/** Everything in the state, by key. */
async function stateOf(life: Life, node: LogNode): Promise<Map<string, string>> {
  const rows = new Map<string, string>();
  const read = async (): Promise<void> => {
    for await (const page of node.log.diskState.scan({ gte: "", lt: "~" })) {
      for (const { key, value } of page) rows.set(key, Buffer.from(value).toString());
    }
  };
  await finish(life.scheduler, read());
  return rows;
}

async function checkAfterCrash(life: Life): Promise<void> {
  const { scheduler, disk, acknowledged } = life;
  scheduler.clear();
  const node = await finish(scheduler, openLogNode({ disk, scheduler }));
  const stored = node.store.group(GROUP);
  const rows = await stateOf(life, node);
  const indexOf = (key: string): number => Number(key.split("/")[0]);
  // Not half applied: the rows are those of entries through the applied index, and of no other.
  for (const key of rows.keys()) expect(indexOf(key)).toBeLessThanOrEqual(stored.appliedIndex);
  expect(stored.appliedIndex).toBeLessThanOrEqual(stored.hardState.commit);
  const ordered = [...rows.keys()].sort((one, other) => {
    const [oneIndex = 0, onePlace = 0] = one.split("/").map(Number);
    const [otherIndex = 0, otherPlace = 0] = other.split("/").map(Number);
    return oneIndex - otherIndex || onePlace - otherPlace;
  });
  const before = ordered.map((key) => rows.get(key) ?? "");
  await scheduler.run({
    until: () => node.sink.firstIndex > 0 && node.sink.appliedIndex >= node.sink.firstIndex,
  });
  const all = [...before, ...node.sink.seen.map(({ text }) => text)];
  expect(all.slice(0, acknowledged.length)).toEqual(acknowledged);
  expect(new Set(all).size).toBe(all.length);
  // And it goes on.
  node.propose("afterwards");
  await scheduler.run({ until: () => node.sink.seen.at(-1)?.text === "afterwards" });
  await finish(scheduler, node.host.close());
  await finish(scheduler, node.store.close());
}

describe("a process that dies", () => {
  test.each([1, 2, 3])("loses nothing acknowledged at any crash point (SEED=%d)", async (seed) => {
    const whole = makeLife(seed);
    await workload(whole, seed);
    expect(whole.acknowledged).toHaveLength(COMMANDS);
    const points = whole.disk.pointsPassed;
    expect(points).toBeGreaterThan(2 * COMMANDS);
    const kinds = new Set<string>();
    for (let point = 1; point <= points; point += 1) {
      const life = makeLife(seed);
      let hasCrashed = false;
      life.disk.crashAt(point, () => {
        hasCrashed = true;
      });
      // A dead process never ends its workload; the run ends when nothing is left to happen to it.
      const running = workload(life, seed);
      running.catch(() => {});
      await life.scheduler.run({ until: () => hasCrashed });
      kinds.add(life.disk.lastPoint ?? "none");
      await checkAfterCrash(life);
    }
    expect([...kinds].sort()).toEqual([
      "database:before",
      "database:durable",
      "database:inFlightKept",
      "database:inFlightLost",
      "journal:before",
      "journal:durable",
      "journal:inFlightKept",
      "journal:inFlightLost",
      "witness:before",
      "witness:durable",
      "witness:inFlightKept",
      "witness:inFlightLost",
    ]);
  });
});

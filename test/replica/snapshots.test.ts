// Goal: a replica that lacks what the log does not have any more gets the state, catches up and can lead, whatever goes
// wrong on the way. Method: log hosts with tiny logs on disks in memory, a network that loses and damages chunks, and
// crashes at every operation of the disk; all on virtual time.
import { describe, expect, test } from "vitest";
import { finish } from "../support/log-node.ts";
import { SnapshotCluster } from "./snapshot-cluster.ts";

/** Node 3 misses so much that the others do not have it any more. */
async function left(cluster: SnapshotCluster, commands: number, width = 10): Promise<number> {
  const leader = await cluster.leader();
  const away = leader.id === 3 ? 2 : 3;
  cluster.network.cut.add(away);
  await cluster.propose(commands, width);
  // The log is trimmed behind what is saved.
  for (const { log } of cluster.nodes.values()) await finish(cluster.scheduler, log.flushed());
  return away;
}

describe.each([21, 22, 23])("a replica that was away (SEED=%d)", (seed) => {
  test("for 5,000 entries catches up under load, then leads and serves", async () => {
    const cluster = await SnapshotCluster.started({ seed });
    const away = await left(cluster, 5000, 1);
    const missed = cluster.node(away).sink.appliedIndex;
    expect((await cluster.leader()).store.group(1).firstIndex()).toBeGreaterThan(missed + 4900);
    cluster.network.cut.delete(away);
    const stop = cluster.load();
    await cluster.caughtUp(away);
    expect(cluster.node(away).sink.installed.length).toBeGreaterThan(0);
    expect(cluster.node(away).sink.installed[0]).toBeGreaterThan(missed);
    // Under load it stays with the others: it does not need one snapshot after the other.
    expect(cluster.node(away).sink.installed.length).toBeLessThan(4);
    await cluster.makeLead(away);
    stop();
    await cluster.propose(20);
    const index = await finish(cluster.scheduler, cluster.node(away).log.readIndex());
    expect(index).toBeGreaterThan(missed);
    await cluster.settle();
    await cluster.close();
  });

  test("catches up although connections break, chunks change and messages are lost", async () => {
    const cluster = await SnapshotCluster.started({ seed });
    const away = await left(cluster, 600);
    cluster.network.faults = {
      messageLossRatio: 0.05,
      chunkLossRatio: 0.1,
      chunkDamageRatio: 0.05,
      chunkDelayMs: 2,
    };
    cluster.network.cut.delete(away);
    await cluster.caughtUp(away);
    cluster.network.faults = {};
    await cluster.settle();
    expect(cluster.node(away).sink.installed.length).toBeGreaterThan(0);
    await cluster.close();
  });

  test("catches up when the leader dies while it sends, and again", async () => {
    const cluster = await SnapshotCluster.started({ seed });
    const away = await left(cluster, 300);
    cluster.network.faults = { chunkDelayMs: 5 };
    cluster.network.cut.delete(away);
    for (let deaths = 0; deaths < 2; deaths += 1) {
      let hasChunk = false;
      cluster.network.onChunk = (_to, number) => {
        hasChunk ||= number >= 3;
      };
      await cluster.until(() => hasChunk);
      const leader = await cluster.leader();
      cluster.crash(leader.id);
      await cluster.start(leader.id);
    }
    cluster.network.onChunk = null;
    await cluster.caughtUp(away);
    await cluster.settle();
    await cluster.close();
  });
});

describe("a new replica with an empty disk", () => {
  test.each([31, 32])("learns everything under load (SEED=%d)", async (seed) => {
    const cluster = await SnapshotCluster.started({ seed, learners: [4] });
    await cluster.propose(500);
    const stop = cluster.load();
    await cluster.start(4, { isBlank: true });
    await cluster.caughtUp(4);
    stop();
    await cluster.settle();
    expect(cluster.node(4).sink.installed).toHaveLength(1);
    expect(cluster.node(4).store.group(1).confState).toMatchObject({
      voters: [1, 2, 3],
      learners: [4],
    });
    await cluster.close();
  });

  test("that is there before anything was trimmed gets a snapshot too", async () => {
    const cluster = await SnapshotCluster.started({
      seed: 33,
      learners: [4],
      trailingEntries: 1000,
    });
    await cluster.propose(5);
    await cluster.start(4, { isBlank: true });
    await cluster.caughtUp(4);
    await cluster.settle();
    expect(cluster.node(4).sink.installed).toHaveLength(1);
    await cluster.close();
  });
});

describe("a process that dies while it takes a snapshot", () => {
  test.each([41, 42])(
    "is whole at every point, and catches up (SEED=%d)",
    async (seed) => {
      const live = async (crashAfter: number | null): Promise<number> => {
        const cluster = await SnapshotCluster.started({ seed });
        const away = await left(cluster, 400);
        const disk = cluster.disk(away);
        const before = disk.pointsPassed;
        let hasCrashed = false;
        if (crashAfter !== null) {
          disk.crashAt(before + crashAfter, () => {
            hasCrashed = true;
          });
        }
        cluster.network.cut.delete(away);
        if (crashAfter === null) {
          await cluster.caughtUp(away);
        } else {
          await cluster.until(() => hasCrashed);
          cluster.crash(away);
          await cluster.start(away);
        }
        const points = disk.pointsPassed - before;
        await cluster.caughtUp(away);
        await cluster.settle();
        await cluster.close();
        return points;
      };
      const points = await live(null);
      expect(points).toBeGreaterThan(60);
      for (let point = 1; point <= points; point += 1) await live(point);
    },
    120_000,
  );
});

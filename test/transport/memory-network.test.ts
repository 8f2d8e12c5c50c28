// What can go wrong on the network in memory, and that it goes wrong the same way for the same seed.
import { describe, expect, test } from "vitest";
import { MemoryNetwork, type MemoryNetworkFaults } from "../../src/transport/memory-network.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { CLUSTER, introduce, messageOf, Recorder, type TestNode } from "./nets.ts";

class World {
  readonly scheduler = new VirtualScheduler();
  readonly network: MemoryNetwork;
  readonly events: string[] = [];

  constructor(seed: number, faults: MemoryNetworkFaults = {}) {
    const { scheduler } = this;
    this.network = new MemoryNetwork({ scheduler, seed, faults, stallMs: 500, dialTimeoutMs: 100 });
  }

  async node(nodeId: string): Promise<TestNode> {
    const transport = this.network.transport({ nodeId });
    const recorder = new Recorder(() => {
      const { up, down, received } = recorder;
      this.events.push(
        `${this.scheduler.now()} ${nodeId} ${up.length} ${down.length} ${received.length}`,
      );
    });
    transport.identify({ clusterId: CLUSTER, incarnation: 1 });
    transport.attach(recorder);
    transport.handle("echo", (payload) => Promise.resolve(payload));
    return { transport, recorder, address: await transport.listen() };
  }

  async pair(): Promise<[TestNode, TestNode]> {
    const [a, b] = [await this.node("a"), await this.node("b")];
    introduce(a, b);
    await this.scheduler.run({
      until: () => a.recorder.up.length > 0 && b.recorder.up.length > 0,
      untilMs: 10_000,
    });
    return [a, b];
  }

  async pass(ms: number): Promise<void> {
    await this.scheduler.run({ untilMs: this.scheduler.now() + ms });
  }
}

const beat = (commit: number) => messageOf({ type: "heartbeat", to: 2, commit });

async function beats({ transport }: TestNode, to: string, world: World): Promise<void> {
  for (let commit = 0; commit < 300; commit += 1) {
    transport.send(to, [beat(commit)]);
    await world.pass(1);
  }
  await world.pass(100);
}

describe("MemoryNetwork", () => {
  test("the same seed gives the same events at the same times, another one gives others", async () => {
    const run = async (seed: number): Promise<string[]> => {
      const world = new World(seed, { lossRate: 0.05, duplicateRate: 0.05, delayMaxMs: 5 });
      const [a] = await world.pair();
      await beats(a, "b", world);
      world.network.crash("b");
      await world.pass(2000);
      return world.events;
    };
    const [one, again, other] = [await run(1), await run(1), await run(2)];
    expect(one.length).toBeGreaterThan(200);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test("frames are lost and repeated as often as it is told to, and never overtake each other", async () => {
    const world = new World(3);
    const [a, b] = await world.pair();
    world.network.setFaults({ lossRate: 0.2, duplicateRate: 0.3, delayMaxMs: 4 });
    await beats(a, "b", world);
    const commits = b.recorder.messages.map(({ commit }) => commit);
    const distinct = new Set(commits).size;
    expect(distinct).toBeGreaterThan(200);
    expect(distinct).toBeLessThan(280);
    expect(commits.length - distinct).toBeGreaterThan(30);
    expect(commits).toEqual([...commits].sort((x, y) => x - y));
  });

  test("a cut in one direction lets the other one through, until the streams stall", async () => {
    const world = new World(4);
    const [a, b] = await world.pair();
    world.network.cut("a", "b");
    a.transport.send("b", [beat(1)]);
    b.transport.send("a", [beat(2)]);
    await world.pass(100);
    expect([a.recorder.received.length, b.recorder.received.length]).toEqual([1, 0]);
    await world.pass(600);
    expect([a.recorder.down, b.recorder.down]).toEqual([["b"], ["a"]]);
    world.network.heal("a", "b");
    await world.pass(1500);
    expect([a.recorder.up.length, b.recorder.up.length]).toEqual([2, 2]);
  });

  test("an isolated node reaches nobody, and calls to it come to nothing", async () => {
    const world = new World(5);
    const [a] = await world.pair();
    world.network.isolate("b");
    const call = a.transport
      .call("b", "echo", { payload: new Uint8Array(0) })
      .catch((error: unknown) => error);
    await world.pass(200);
    expect(await call).toMatchObject({ code: "ERR_PEER_UNREACHABLE", maybeDelivered: false });
  });

  test("a paused place gets everything when it goes on, in order", async () => {
    const world = new World(6);
    const [a, b] = await world.pair();
    world.network.pause("b");
    for (let commit = 0; commit < 20; commit += 1) {
      a.transport.send("b", [beat(commit)]);
      await world.pass(5);
    }
    b.transport.send("a", [beat(99)]);
    await world.pass(5);
    expect([a.recorder.received.length, b.recorder.received.length]).toEqual([0, 0]);
    world.network.resume("b");
    await world.pass(5);
    expect(b.recorder.messages.map(({ commit }) => commit)).toEqual(
      Array.from({ length: 20 }, (_, commit) => commit),
    );
    expect(a.recorder.messages.map(({ commit }) => commit)).toEqual([99]);
  });

  test("a crashed place is noticed at once and says nothing more; a new process takes its place", async () => {
    const world = new World(7);
    const [a, b] = await world.pair();
    const before = world.scheduler.now();
    b.transport.send("a", [beat(1)]);
    world.network.crash("b");
    await world.scheduler.run({ until: () => a.recorder.down.length > 0, untilMs: 5000 });
    expect(world.scheduler.now() - before).toBeLessThan(5);
    expect(a.recorder.received).toEqual([]);
    const again = await world.node("b");
    introduce(a, again);
    await world.pass(10);
    expect([a.recorder.up.length, again.recorder.up.length]).toEqual([2, 1]);
    expect(b.recorder.down).toEqual([]);
  });

  test("a crash behind a cut that heals in time is noticed all the same", async () => {
    const world = new World(7);
    const [a] = await world.pair();
    world.network.isolate("b");
    await world.pass(10);
    world.network.crash("b");
    world.network.healAll();
    const again = await world.node("b");
    again.transport.setPeers([{ nodeId: "a", address: a.address }]);
    expect(a.recorder.down).toEqual([]);
    await world.pass(600);
    expect(a.recorder.down).toEqual(["b"]);
  });

  // A host simulation, seed 1795286944: the other end waited for ever.
  test.each([false, true])(
    "what a place closes while it is paused is noticed when it crashes (cut: %s)",
    async (isCut) => {
      const world = new World(7);
      const [a, b] = await world.pair();
      if (isCut) world.network.isolate("b");
      world.network.pause("b");
      await b.transport.close();
      world.network.crash("b");
      world.network.healAll();
      const again = await world.node("b");
      again.transport.setPeers([{ nodeId: "a", address: a.address }]);
      await world.pass(600);
      expect(a.recorder.down).toEqual(["b"]);
    },
  );

  test("closed transports leave no timers behind", async () => {
    const world = new World(8);
    const [a, b] = await world.pair();
    await Promise.all([a.transport.close(), b.transport.close()]);
    await world.pass(10_000);
    expect(world.scheduler.waiting).toBe(0);
  });

  test("a transport that closes waits for no stream that has said nothing yet", async () => {
    const world = new World(8);
    const b = await world.node("b");
    const silent = world.network.wire("a").connect(b.address);
    silent.open("Frames", { onMessage: () => {}, onClose: () => {} });
    await world.pass(5);
    expect(world.scheduler.waiting).toBe(1);
    await b.transport.close();
    await world.pass(5);
    expect(world.scheduler.waiting).toBe(0);
  });

  test("a call that waits for a day is still answered", async () => {
    const world = new World(9);
    const [a, b] = await world.pair();
    const dayMs = 24 * 3_600_000;
    b.transport.handle(
      "wait",
      () =>
        new Promise((resolve) => {
          world.scheduler.setTimeout(() => resolve(new Uint8Array([1])), dayMs);
        }),
    );
    const call = a.transport.call("b", "wait", {
      payload: new Uint8Array(0),
      timeoutMs: 2 * dayMs,
    });
    await world.pass(dayMs + 10);
    expect(await call).toEqual(new Uint8Array([1]));
  });
});

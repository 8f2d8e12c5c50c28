// What Transport promises of frames, peers and identity; the same over both networks.
import { describe, expect, test } from "vitest";
import { isLocalType } from "../../src/raft/message-check.ts";
import { MESSAGE_TYPES } from "../../src/raft/types.ts";
import { LONE_FRAME_BYTES_MAX } from "../../src/transport/options.ts";
import { isUrgent } from "../../src/transport/peer-queue.ts";
import { appendOf, CLUSTER, introduce, messageOf, NETS, type Net, type TestNode } from "./nets.ts";

async function pair(net: Net): Promise<[TestNode, TestNode]> {
  const a = await net.node("a");
  const b = await net.node("b");
  introduce(a, b);
  await net.until(() => a.recorder.up.length > 0 && b.recorder.up.length > 0);
  return [a, b];
}

describe.each(NETS)("frames over $name", ({ make }) => {
  test("messages of every type arrive as they were sent, with bytes of their own", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    const sent = MESSAGE_TYPES.filter((type) => !isLocalType(type)).map((type, at) =>
      messageOf(
        {
          type,
          to: 2,
          from: 2 ** 53 - 1,
          logTerm: at,
          index: 2 ** 45,
          entries: [
            { term: 4, index: 2 ** 45 + 1, type: "normal", data: new Uint8Array([1, 2, at]) },
            { term: 5, index: 2 ** 45 + 2, type: "confChange", data: new Uint8Array(0) },
          ],
          commit: 2 ** 40,
          reject: at % 2 === 0,
          rejectHint: 7,
          hostSilent: at % 3 === 0,
          context: new Uint8Array([9, at]),
        },
        at,
      ),
    );
    a.transport.send("b", sent);
    await net.until(() => b.recorder.received.length === sent.length);
    const expected = [...sent.filter(isUrgent), ...sent.filter((item) => !isUrgent(item))];
    expect(b.recorder.received.map(({ item }) => item)).toEqual(expected);
    expect(b.recorder.received.every(({ from }) => from === "a")).toBe(true);
    const { data } = b.recorder.messages.find(({ type }) => type === "append")?.entries[0] ?? {};
    expect(data?.buffer.byteLength).toBe(3);
  });

  test("what is sent in one turn is one frame, votes and heartbeats first", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    a.transport.send("b", [appendOf(1, 100), appendOf(2, 100)]);
    a.transport.send("b", [messageOf({ type: "heartbeat", to: 2 }, 2), appendOf(3, 10, 2)]);
    await net.until(() => b.recorder.received.length === 4);
    expect(b.recorder.frames).toEqual([4]);
    expect(b.recorder.messages.map(({ type, index }) => `${type} ${index}`)).toEqual([
      "heartbeat 0",
      "append 1",
      "append 2",
      "append 3",
    ]);
    expect(a.transport.stats().framesSent).toBe(1);
  });

  test("flush sends at once, and the turn's own flush has nothing left", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    a.transport.send("b", [appendOf(1, 1)]);
    a.transport.flush();
    expect(a.transport.stats()).toMatchObject({ framesSent: 1, queuedBytes: 0 });
    await net.until(() => b.recorder.received.length === 1);
    expect(a.transport.stats().framesSent).toBe(1);
  });

  test("a frame that would grow past the limit is several, in order", async () => {
    await using net = make();
    const a = await net.node("a", { settings: { frameBytesMax: 64 * 1024, chunkBytesMax: 1024 } });
    const b = await net.node("b", { settings: { frameBytesMax: 64 * 1024, chunkBytesMax: 1024 } });
    introduce(a, b);
    await net.until(() => b.recorder.up.length > 0 && a.recorder.up.length > 0);
    const sent = Array.from({ length: 40 }, (_, at) => appendOf(at, 10_000));
    a.transport.send("b", sent);
    await net.until(() => b.recorder.received.length === sent.length);
    expect(b.recorder.messages.map(({ index }) => index)).toEqual(sent.map((_, at) => at));
    expect(Math.max(...b.recorder.frames)).toBeLessThanOrEqual(6);
  });

  // Members may have different limits, for good or while they are changed node by node: what one has put into the log all must get.
  test.each([
    { name: "sender", from: 256 * 1024, to: 64 * 1024 },
    { name: "receiver", from: 64 * 1024, to: 256 * 1024 },
    { name: "pair", from: 64 * 1024, to: 64 * 1024 },
  ])("a message larger than the frames of either arrives by itself ($name)", async (each) => {
    await using net = make();
    const of = (frameBytesMax: number) => ({ settings: { frameBytesMax, chunkBytesMax: 1024 } });
    const a = await net.node("a", of(each.from));
    const b = await net.node("b", of(each.to));
    introduce(a, b);
    await net.until(() => b.recorder.up.length > 0 && a.recorder.up.length > 0);
    a.transport.send("b", [appendOf(1, 10), appendOf(2, 200_000), appendOf(3, 10)]);
    await net.until(() => b.recorder.received.length === 3 || a.recorder.unreachable.length > 0);
    expect(b.recorder.messages.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(a.recorder.unreachable).toEqual([]);
  });

  test("a message that no node takes is dropped and reported, and the next one goes through", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    a.transport.send("b", [appendOf(1, LONE_FRAME_BYTES_MAX, 3)]);
    a.transport.flush();
    a.transport.send("b", [appendOf(2, 10)]);
    await net.until(() => a.recorder.unreachable.length > 0 && b.recorder.received.length > 0);
    expect(a.recorder.unreachable).toEqual([3]);
    expect(b.recorder.messages.map(({ index }) => index)).toEqual([2]);
  });

  test("a full queue drops replication of the groups concerned and no vote", async () => {
    await using net = make();
    const a = await net.node("a", { settings: { queueBytesMax: 100_000 } });
    const b = await net.node("b");
    introduce(a, b);
    await net.until(() => b.recorder.up.length > 0 && a.recorder.up.length > 0);
    for (let at = 0; at < 20; at += 1) a.transport.send("b", [appendOf(at, 10_000, 1 + (at % 2))]);
    a.transport.send("b", [messageOf({ type: "preVote", to: 2 }, 9)]);
    expect(a.transport.stats().queuedBytes).toBeLessThanOrEqual(100_200);
    await net.until(() => b.recorder.received.length === 10 && a.recorder.unreachable.length === 2);
    expect(b.recorder.messages[0]?.type).toBe("preVote");
    expect(new Set(a.recorder.unreachable)).toEqual(new Set([1, 2]));
    expect(a.transport.stats().messagesDropped).toBe(11);
  });

  test("messages to a node without a stream are dropped and reported once for each group", async () => {
    await using net = make();
    const a = await net.node("a");
    a.transport.setPeers([{ nodeId: "b", address: "127.0.0.1:9" }]);
    a.transport.send("b", [appendOf(1, 10, 1), appendOf(2, 10, 1), appendOf(1, 10, 4)]);
    a.transport.send("nobody", [appendOf(1, 10, 6)]);
    await net.until(() => a.recorder.unreachable.length === 3);
    expect(a.recorder.unreachable).toEqual([1, 4, 6]);
    expect(a.transport.stats().messagesDropped).toBe(4);
  });

  test("a node that dies is noticed, once, and again up when it is back at another address", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    await net.kill(b);
    await net.until(() => a.recorder.down.length > 0 && a.recorder.unreachable.length > 0);
    expect(a.recorder.down).toEqual(["b"]);
    expect(a.recorder.unreachable).toEqual([null]);
    const again = await net.node("b");
    introduce(a, again);
    await net.until(() => a.recorder.up.length === 2 && again.recorder.up.length === 1);
    again.transport.send("a", [appendOf(1, 10)]);
    a.transport.send("b", [appendOf(2, 10)]);
    await net.until(() => a.recorder.received.length === 1 && again.recorder.received.length === 1);
    expect(a.recorder.down).toEqual(["b"]);
  });

  test("broken connections come back by themselves", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    await net.breakConnections();
    // The peer that sees its frames come again has been redialled.
    await net.until(() => a.recorder.unreachable.length > 0 && b.recorder.unreachable.length > 0);
    b.transport.handle("tick", () => Promise.resolve(new Uint8Array(0)));
    while (b.recorder.received.length === 0) {
      a.transport.send("b", [messageOf({ type: "heartbeat", to: 2 })]);
      await net.finish(a.transport.call("b", "tick", { payload: new Uint8Array(0) }));
    }
    expect(b.recorder.messages[0]?.type).toBe("heartbeat");
  });

  test("a node of another cluster at a known address is never believed", async () => {
    await using net = make();
    const a = await net.node("a");
    const b = await net.node("b", { clusterId: "cluster-2" });
    introduce(a, b);
    const isRefused = (): boolean =>
      a.transport.stats().identityRefused > 1 && b.transport.stats().identityRefused > 1;
    a.transport.handle("tick", () => Promise.resolve(new Uint8Array(0)));
    while (!isRefused()) {
      await net.finish(
        b.transport
          .call({ address: a.address }, "tick", { payload: new Uint8Array(0) })
          .catch(() => {}),
      );
    }
    a.transport.send("b", [appendOf(1, 10)]);
    await net.until(() => a.recorder.unreachable.length > 0);
    expect([a.recorder.up, b.recorder.up, b.recorder.received]).toEqual([[], [], []]);
  });

  test("a node that does not know its cluster yet is not ready for its peers, and refuses nobody", async () => {
    await using net = make();
    const a = await net.node("a");
    const b = await net.emptyNode("b");
    introduce(a, b);
    b.transport.handle("tick", () => Promise.resolve(new Uint8Array(0)));
    // A while, in which its stream is dialled again and again.
    for (let round = 0; round < 40; round += 1) {
      await net.finish(
        a.transport.call({ address: b.address }, "tick", { payload: new Uint8Array(0) }),
      );
    }
    await net.finish(a.transport.call("b", "tick", { payload: new Uint8Array(0) }).catch(() => {}));
    expect(a.transport.stats().identityRefused).toBe(0);
    expect(b.transport.stats().identityRefused).toBe(0);
    b.transport.identify({ clusterId: CLUSTER, incarnation: 1 });
    b.transport.attach(b.recorder);
    await net.until(() => a.recorder.up.length > 0 && b.recorder.up.length > 0);
    expect([a, b].map(({ transport }) => transport.stats().identityRefused)).toEqual([0, 0]);
  });

  test("another node that is not ready is refused all the same where one was meant by its id", async () => {
    await using net = make();
    const a = await net.node("a");
    const c = await net.emptyNode("c");
    a.transport.setPeers([{ nodeId: "b", address: c.address }]);
    const isRefused = (): boolean =>
      [a, c].every(({ transport }) => transport.stats().identityRefused > 0);
    c.transport.handle("tick", () => Promise.resolve(new Uint8Array(0)));
    const target = { address: c.address };
    while (!isRefused()) {
      await net.finish(a.transport.call(target, "tick", { payload: new Uint8Array(0) }));
    }
    expect(a.recorder.up).toEqual([]);
  });

  test("a wiped node is believed only where nobody knows its incarnation", async () => {
    await using net = make();
    const a = await net.node("a");
    const b = await net.node("b", { incarnation: 2 });
    a.transport.setPeers([{ nodeId: "b", address: b.address, incarnation: 1 }]);
    b.transport.setPeers([{ nodeId: "a", address: a.address }]);
    a.transport.handle("tick", () => Promise.resolve(new Uint8Array(0)));
    while (a.transport.stats().identityRefused < 2) {
      const call = b.transport.call("a", "tick", { payload: new Uint8Array(0) });
      await net.finish(call);
    }
    expect([a.recorder.up, b.recorder.up]).toEqual([[], []]);
    a.transport.setPeers([{ nodeId: "b", address: b.address, incarnation: 2 }]);
    await net.until(() => a.recorder.up.length > 0 && b.recorder.up.length > 0);
  });

  test("a node that is no peer any more is cut off, and one that is new is let in", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    a.transport.setPeers([]);
    await net.until(() => b.recorder.down.length > 0);
    b.transport.send("a", [appendOf(1, 10)]);
    await net.until(() => b.recorder.unreachable.length > 0);
    introduce(a, b);
    await net.until(() => b.recorder.up.length === 2 && a.recorder.up.length === 2);
  });

  test("nothing is heard after the close", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    a.transport.send("b", [appendOf(1, 10)]);
    await net.finish(b.transport.close());
    const heard = b.recorder.received.length;
    await net.until(() => a.recorder.down.length > 0);
    expect(b.recorder.received.length).toBe(heard);
    expect(b.recorder.down).toEqual([]);
    expect(() => b.transport.setPeers([])).toThrow(/closed/);
  });
});

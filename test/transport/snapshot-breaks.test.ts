// Snapshots whose streams break while nothing of them is taken, whose offer is not answered, and whose parts come malformed: nothing
// waits for ever, nothing is tried for ever, and a sender that is in order is never taken for one that is not.
import { describe, expect, test } from "vitest";
import { MemoryNetwork } from "../../src/transport/memory-network.ts";
import { NodeTransport } from "../../src/transport/node-transport.ts";
import {
  encodeAnswer,
  encodeOffer,
  encodeOpening,
  encodePart,
} from "../../src/transport/records.ts";
import { SNAPSHOT_METHOD } from "../../src/transport/snapshot-sender.ts";
import type { Transport } from "../../src/transport/transport.ts";
import type { Wire } from "../../src/transport/wire.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { CLUSTER, introduce, NETS, type Net, Recorder, type TestNode } from "./nets.ts";

const HEADER = new Uint8Array([1, 2, 3]);
const NOTHING = new Uint8Array(0);
const SMALL = { chunkBytesMax: 64 * 1024, snapshotWindowBytes: 128 * 1024, frameBytesMax: 65_536 };

/** Enough calls there and back for whatever is under way to come. */
async function settle(net: Net, from: TestNode, to: TestNode): Promise<void> {
  for (let round = 0; round < 30; round += 1) {
    const call = from.transport.call({ address: to.address }, "nothing", { payload: NOTHING });
    await net.finish(call.catch(() => {}));
  }
}

describe.each(NETS)("snapshots over $name", ({ make }) => {
  test("however often a stream breaks while nothing is taken, what waits is bounded and nothing spins", async () => {
    await using net = make();
    const a = await net.node("a", { settings: SMALL });
    const b = await net.node("b", { settings: SMALL });
    introduce(a, b);
    await net.until(() => a.recorder.up.length > 0 && b.recorder.up.length > 0);
    let go: () => void = () => {};
    const parts: (number | undefined)[] = [];
    b.recorder.takeSnapshot = async ({ chunks }) => {
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      for await (const part of chunks) parts.push(part[0]);
    };
    let asked = 0;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (; asked < 40; asked += 1) {
        yield await Promise.resolve(new Uint8Array(60_000).fill(asked));
      }
    }
    const sending = a.transport.sendSnapshot("b", { header: HEADER, chunks: chunks() });
    for (let round = 0; round < 9; round += 1) {
      await settle(net, b, a);
      await net.breakConnections();
    }
    await settle(net, b, a);
    expect(asked).toBeLessThan(8);
    go();
    await net.finish(sending);
    expect(parts).toEqual(Array.from({ length: 40 }, (_, at) => at));
    expect(b.transport.stats().malformed).toBe(0);
  });
});

/** Two nodes on virtual time; whatever the second one answers to calls is lost. */
class Unanswered implements AsyncDisposable {
  readonly scheduler = new VirtualScheduler();
  readonly recorder = new Recorder(() => {});
  readonly a: Transport;
  readonly b: Transport;

  constructor() {
    const { scheduler } = this;
    const network = new MemoryNetwork({ scheduler, seed: 7 });
    this.a = network.transport({ nodeId: "a", settings: { resumeTimeoutMs: 50 } });
    const inner = network.wire("b");
    const mute = { write: () => {}, end: () => {}, cancel: () => {} };
    const wire: Wire = {
      listen: (options, accept) =>
        inner.listen(options, (method, stream) =>
          accept(method, method === "Call" ? mute : stream),
        ),
      connect: (address) => inner.connect(address),
      reload: () => inner.reload(),
      close: () => inner.close(),
    };
    this.b = new NodeTransport({ nodeId: "b", wire, scheduler, random: new SeededRandom(1) });
  }

  async open(): Promise<void> {
    const other = new Recorder(() => {});
    const nodes: TestNode[] = [];
    for (const [transport, recorder] of [
      [this.a, other],
      [this.b, this.recorder],
    ] as const) {
      nodes.push({ transport, recorder, address: await transport.listen() });
      transport.identify({ clusterId: CLUSTER, incarnation: 1 });
      transport.attach(recorder);
    }
    introduce(...nodes);
    await this.scheduler.run({
      until: () => nodes.every(({ recorder }) => recorder.up.length > 0),
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.scheduler.clear();
    return Promise.resolve();
  }
}

test("a receiver that has come is told when the sender gives up because its offer was not answered", async () => {
  await using net = new Unanswered();
  await net.open();
  const { a, recorder, scheduler } = net;
  let end = "waits";
  recorder.takeSnapshot = async ({ chunks, abortSignal }) => {
    const iterator = chunks[Symbol.asyncIterator]();
    try {
      while ((await iterator.next()).done !== true);
    } finally {
      end = String(abortSignal.reason);
    }
  };
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield HEADER;
    await new Promise<void>((resolve) => {
      scheduler.setTimeout(resolve, 200);
    });
    yield HEADER;
  }
  const sent = a.sendSnapshot("b", { header: HEADER, chunks: slow() }).catch(String);
  await scheduler.run({ untilMs: scheduler.now() + 10_000 });
  expect(await sent).toContain("did not answer");
  expect(end).toContain("the sender gave up");
});

test("a part that is malformed whenever it comes is given up", async () => {
  const scheduler = new VirtualScheduler();
  const network = new MemoryNetwork({ scheduler, seed: 7 });
  const a = network.transport({ nodeId: "a" });
  const recorder = new Recorder(() => {});
  a.identify({ clusterId: CLUSTER, incarnation: 1 });
  a.attach(recorder);
  const name = { clusterId: CLUSTER, nodeId: "b", incarnation: 1 };
  const b = network.wire("b");
  let streams = 0;
  const address = await b.listen({ host: "b", port: 1 }, (method, stream) => ({
    onMessage: () => {
      if (method !== "Snapshot") return;
      streams += 1;
      stream.write(encodeAnswer({ status: "done", name }));
      stream.write(encodePart({ state: "part", number: 0, data: HEADER, checksum: 1 }));
    },
    onClose: () => {},
  }));
  let failure: unknown = null;
  recorder.takeSnapshot = ({ chunks }) =>
    chunks[Symbol.asyncIterator]()
      .next()
      .then(
        () => {},
        (error: unknown) => {
          failure = error;
          throw error;
        },
      );
  const target = await a.listen();
  a.setPeers([{ nodeId: "b", address }]);
  const payload = encodeOffer({ transferId: new Uint8Array(16), header: HEADER });
  const offer = b.connect(target).open("Call", { onMessage: () => {}, onClose: () => {} });
  offer.write(
    encodeOpening({ from: name, to: { ...name, nodeId: "a" }, method: SNAPSHOT_METHOD, payload }),
  );
  await scheduler.run({ untilMs: scheduler.now() + 10_000 });
  expect(String(failure)).toContain("malformed, again and again");
  expect(streams).toBe(3);
  scheduler.clear();
});

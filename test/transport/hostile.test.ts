// No input crashes or wedges a node. Method: garbage by seed on every layer (sockets, HTTP/2, gRPC messages, our
// own records) against a node that listens, and a peer that answers with garbage; between them an honest peer must
// be served. SEED=<n> repeats a run.
import { connect as connectHttp2 } from "node:http2";
import { connect as connectTcp } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, test, vi } from "vitest";
import { encodeFrame, encodeRoute } from "../../src/transport/frame-codec.ts";
import { openGrpcTransport } from "../../src/transport/grpc-transport.ts";
import { GrpcWire } from "../../src/transport/grpc-wire.ts";
import { checkSettings, type TransportTiming } from "../../src/transport/options.ts";
import {
  encodeAnswer,
  encodeOffer,
  encodeOpening,
  encodePart,
} from "../../src/transport/records.ts";
import type { WireMethod, WireStream } from "../../src/transport/wire.ts";
import { silentLogger } from "../../src/util/logger.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { systemScheduler } from "../../src/util/scheduler.ts";
import { CLUSTER, introduce, messageOf, Recorder, type TestNode } from "./nets.ts";

const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 32);
const limits = { frameBytesMax: 64 * 1024, redialMinMs: 1, redialMaxMs: 5 };
const name = { clusterId: CLUSTER, nodeId: "evil", incarnation: 1 };
const victim = { clusterId: CLUSTER, nodeId: "a", incarnation: 1 };
const opening = encodeOpening({
  from: name,
  to: victim,
  method: "echo",
  payload: new Uint8Array(9),
});
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function node(nodeId: string, timing: TransportTiming = {}): Promise<TestNode> {
  const transport = await openGrpcTransport({ nodeId, settings: { ...limits, ...timing } });
  cleanups.push(() => transport.close());
  const recorder = new Recorder(() => {});
  transport.identify({ clusterId: CLUSTER, incarnation: 1 });
  transport.attach(recorder);
  transport.handle("echo", (payload) => Promise.resolve(payload));
  return { transport, recorder, address: await transport.listen() };
}

class Dice {
  readonly #random: SeededRandom;

  constructor(from: number) {
    this.#random = new SeededRandom(from);
  }

  below(limit: number): number {
    return this.#random.below(limit);
  }

  bytes(max: number): Buffer {
    return Buffer.from(Array.from({ length: this.below(max) }, () => this.below(256)));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }
}

/** A gRPC message: flag, length, bytes; the length may lie. */
function grpcMessage(dice: Dice): Buffer {
  const body = dice.pick([
    () => dice.bytes(300),
    () => Buffer.from(opening),
    () => Buffer.from(opening.map((byte) => (dice.below(8) === 0 ? dice.below(256) : byte))),
    () => Buffer.alloc(limits.frameBytesMax * 2),
  ])();
  const head = Buffer.alloc(5);
  head[0] = dice.pick([0, 0, 0, 1, 7]);
  head.writeUInt32BE(dice.pick([body.length, body.length, body.length, 0xffffffff, 0, 3]), 1);
  return Buffer.concat([head, body]);
}

/** One frame of HTTP/2. */
function http2Frame(frame: {
  type: number;
  flags?: number;
  stream?: number;
  body?: Buffer;
}): Buffer {
  const { type, flags = 0, stream = 0, body = Buffer.alloc(0) } = frame;
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, body]);
}

/** Headers without compression. */
function headersOf(headers: Readonly<Record<string, string>>): Buffer {
  const text = (value: string): Buffer[] => [Buffer.from([value.length]), Buffer.from(value)];
  const parts = Object.entries(headers).flatMap(([name, value]) => [
    Buffer.from([0]),
    ...text(name),
    ...text(value),
  ]);
  return Buffer.concat(parts);
}

/** What one visitor says: a beginning of HTTP/2, streams with garbage in them, and garbage of a lower layer. */
function conversation(dice: Dice): Buffer {
  const parts = [Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), http2Frame({ type: 4 })];
  for (let stream = 1; stream < 2 + dice.below(8); stream += 2) {
    const headers = headersOf({
      ":method": dice.pick(["POST", "POST", "POST", "GET", "BREW"]),
      ":scheme": "http",
      ":path": dice.pick([
        "/raftwork.Transport/Frames",
        "/raftwork.Transport/Call",
        "/raftwork.Transport/Snapshot",
        "/raftwork.Transport/None",
        "/",
      ]),
      ":authority": "a",
      "content-type": dice.pick(["application/grpc", "application/grpc", "text/plain"]),
      "grpc-timeout": dice.pick(["1S", "99999999H", "x"]),
      "grpc-encoding": dice.pick(["identity", "identity", "gzip", "none-such"]),
      te: "trailers",
    });
    parts.push(http2Frame({ type: 1, flags: 4, stream, body: headers }));
    for (let part = dice.below(4); part > 0; part -= 1) {
      const body = grpcMessage(dice);
      for (let at = 0; at < Math.min(body.length, 60_000); at += 16_000) {
        const piece = body.subarray(at, at + 16_000);
        parts.push(http2Frame({ type: 0, flags: dice.pick([0, 0, 1]), stream, body: piece }));
      }
    }
    if (dice.below(3) === 0) {
      const type = dice.below(12);
      parts.push(http2Frame({ type, flags: dice.below(256), stream, body: dice.bytes(64) }));
    }
  }
  const all = Buffer.concat(parts);
  for (let flips = dice.below(3); flips > 0; flips -= 1)
    all[dice.below(all.length)] = dice.below(256);
  return dice.pick([() => all, () => all, () => all, () => dice.bytes(2000)])();
}

const PING = Buffer.from("raftwork");
/** A visitor whose last words were swallowed by what it said before hangs up after this, in ms. */
const PATIENCE_MS = 200;

/** One visitor says all it has to say and a ping; resolves when that was answered, or it was thrown out. */
function visit(address: string, dice: Dice): Promise<void> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host: "127.0.0.1", port: Number(address.split(":")[1]) });
    const patience = setTimeout(() => socket.destroy(), PATIENCE_MS);
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(patience);
      resolve();
    });
    socket.on("data", (heard) => {
      if (heard.includes(PING)) socket.destroy();
    });
    socket.write(Buffer.concat([conversation(dice), http2Frame({ type: 6, body: PING })]));
  });
}

describe(`hostile input (SEED=${seed})`, () => {
  test("garbage on sockets, HTTP/2 and gRPC leaves a node that serves its peers", async () => {
    const dice = new Dice(seed);
    const [a, b] = [await node("a"), await node("b")];
    introduce(a, b);
    const honest = async (): Promise<void> => {
      const answer = await b.transport.call("a", "echo", { payload: new Uint8Array([7]) });
      expect(answer).toEqual(new Uint8Array([7]));
    };
    await honest();
    for (let round = 0; round < 20; round += 1) {
      const visitors = Array.from({ length: 8 }, () => visit(a.address, dice));
      await Promise.all([...visitors, honest()]);
    }
    expect(a.transport.stats().malformed).toBeGreaterThan(0);
    expect(a.recorder.received).toEqual([]);
    await honest();
  });

  test("a stream that says nothing, or less than it promised, is thrown out in time", async () => {
    const a = await node("a", { dialTimeoutMs: 20 });
    const thrown: string[] = [];
    await new Promise<void>((resolve) => {
      const session = connectHttp2(`http://${a.address}`);
      session.on("close", resolve);
      const headers = { ":method": "POST", "content-type": "application/grpc", te: "trailers" };
      for (const method of ["Frames", "Call", "Snapshot"]) {
        const stream = session.request({ ...headers, ":path": `/raftwork.Transport/${method}` });
        stream.on("error", () => {});
        stream.write(Buffer.from([0, 0, 0, 0xff, 0, 1, 2]));
        stream.resume();
        // A status and no word of an answer. What is left of the stream is its HTTP/2 state, the client's to close.
        stream.on("response", (answered) => {
          thrown.push(`${method} ${String(answered["grpc-status"])}`);
          if (thrown.length === 3) session.destroy();
        });
      }
    });
    expect(new Set(thrown)).toEqual(new Set(["Frames 10", "Call 10", "Snapshot 10"]));
  });

  test("a peer that answers with garbage is redialled with pauses and believed in nothing", async () => {
    const dice = new Dice(seed + 1);
    const a = await node("a");
    const evil = await GrpcWire.open({
      settings: checkSettings(limits),
      scheduler: systemScheduler,
      logger: silentLogger,
      tls: null,
    });
    cleanups.push(() => evil.close());
    let streams = 0;
    let isEnough = (): void => {};
    const enough = new Promise<void>((resolve) => {
      isEnough = resolve;
    });
    const route = encodeRoute({ from: name, to: victim });
    const foreign = encodeRoute({ from: { ...name, clusterId: "other" }, to: victim });
    const beat = messageOf({ type: "heartbeat", to: 1 });
    const answers = (method: WireMethod): Uint8Array[] => {
      const done = encodeAnswer({ status: "done", name });
      const frame = Buffer.from(encodeFrame(route, [beat]));
      frame[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 0xff;
      return dice.pick([
        () => [dice.bytes(200)],
        () => [done, dice.bytes(200)],
        () => [done, Buffer.concat([route, dice.bytes(200)])],
        () => [done, frame],
        () => [done, encodeFrame(foreign, [beat])],
        () => [encodeAnswer({ status: "done", name: { ...name, clusterId: "other" } })],
        () => [encodeAnswer({ status: dice.pick(["failed", "notReady", "tooLarge"]), name })],
        () => (method === "Snapshot" ? [done, encodePart({ state: "part", number: 5 })] : [done]),
      ])();
    };
    const accept = (method: WireMethod, stream: WireStream) => ({
      onMessage: () => {
        streams += 1;
        for (const answer of answers(method)) stream.write(answer);
        stream.end();
        if (streams > 60) isEnough();
      },
      onClose: () => {},
    });
    const address = await evil.listen({ host: "127.0.0.1", port: 0 }, accept);
    a.recorder.takeSnapshot = async ({ chunks }) => {
      for await (const part of chunks) throw new Error(`taken: ${part.length}`);
    };
    a.transport.setPeers([{ nodeId: "evil", address }]);
    const line = evil.connect(a.address);
    for (let at = 0; at < 3; at += 1) {
      const payload = encodeOffer({
        transferId: new Uint8Array(16).fill(at),
        header: dice.bytes(9),
      });
      const offer = line.open("Call", { onMessage: () => {}, onClose: () => {} });
      offer.write(encodeOpening({ from: name, to: victim, method: "raftwork.snapshot", payload }));
    }
    await enough;
    expect(a.recorder.received).toEqual([]);
    const { malformed, identityRefused } = a.transport.stats();
    expect(malformed + identityRefused).toBeGreaterThan(5);
    const self = { address: a.address };
    const answer = await a.transport.call(self, "echo", { payload: new Uint8Array([1]) });
    expect(answer).toEqual(new Uint8Array([1]));
  });

  test("memory stays where it was after thousands of streams", async () => {
    const a = await node("a");
    const { transport } = await node("b");
    const call = (): Promise<unknown> =>
      transport.call({ address: a.address, expect: { nodeId: "x" } }, "echo", {
        payload: new Uint8Array(10_000),
      });
    const many = async (rounds: number): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) {
        const calls = Array.from({ length: 100 }, () => call().catch(() => {}));
        await Promise.all(calls);
      }
    };
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    await many(5);
    collect();
    const before = process.memoryUsage();
    await many(20);
    // 2,000 refused calls with 20 MB of payload in all: nothing of it may stay. The last streams close some turns after their calls have
    // failed, and V8 frees and counts the memory of buffers beside the main thread.
    await vi.waitFor(
      () => {
        collect();
        const after = process.memoryUsage();
        expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(5 * 1024 * 1024);
        expect(after.heapUsed - before.heapUsed).toBeLessThan(40 * 1024 * 1024);
      },
      { timeout: 10_000, interval: 20 },
    );
  });
});

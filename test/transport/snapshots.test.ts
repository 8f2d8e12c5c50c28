// What Transport promises of snapshots; the same over both networks.
import { describe, expect, test } from "vitest";
import { FrameTooLargeError, SnapshotTransferError } from "../../src/errors.ts";
import type { IncomingSnapshot } from "../../src/transport/transport.ts";
import { introduce, messageOf, NETS, type Net, type NodeOptions, type TestNode } from "./nets.ts";

const HEADER = new Uint8Array([1, 2, 3]);
const SMALL: NodeOptions = {
  settings: { chunkBytesMax: 64 * 1024, snapshotWindowBytes: 128 * 1024 },
};

async function pair(net: Net, options: NodeOptions = {}): Promise<[TestNode, TestNode]> {
  const a = await net.node("a", options);
  const b = await net.node("b", options);
  introduce(a, b);
  await net.until(() => a.recorder.up.length > 0 && b.recorder.up.length > 0);
  return [a, b];
}

/** Parts that can be told apart; `asked` counts how many were taken. */
function source(
  count: number,
  bytes: number,
): { asked: () => number; chunks: () => AsyncGenerator<Uint8Array> } {
  let asked = 0;
  return {
    asked: () => asked,
    chunks: async function* () {
      for (let number = 0; number < count; number += 1) {
        asked += 1;
        yield await Promise.resolve(new Uint8Array(bytes).fill(number & 0xff));
      }
    },
  };
}

async function readAll(snapshot: IncomingSnapshot): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const part of snapshot.chunks) parts.push(part);
  return parts;
}

function failed(sending: Promise<void>): Promise<unknown> {
  return sending.then(
    () => "taken",
    (error: unknown) => error,
  );
}

describe.each(NETS)("snapshots over $name", ({ make }) => {
  test("header and parts arrive in order, and the sender hears that they were taken", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    let header: Uint8Array | null = null;
    let parts: Uint8Array[] = [];
    b.recorder.takeSnapshot = async (snapshot) => {
      header = snapshot.header;
      expect(snapshot.from).toMatchObject({ nodeId: "a", incarnation: 1 });
      parts = await readAll(snapshot);
      expect(snapshot.abortSignal.aborted).toBe(false);
    };
    const { chunks } = source(50, 100_000);
    await net.finish(a.transport.sendSnapshot("b", { header: HEADER, chunks: chunks() }));
    expect(header).toEqual(HEADER);
    expect(parts.map((part) => part.length)).toEqual(parts.map(() => 100_000));
    expect(parts.map((part) => part[99_999])).toEqual(Array.from({ length: 50 }, (_, at) => at));
  });

  test("a snapshot without parts is one too", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    let count = -1;
    b.recorder.takeSnapshot = async (snapshot) => {
      count = (await readAll(snapshot)).length;
    };
    const { chunks } = source(0, 0);
    await net.finish(a.transport.sendSnapshot("b", { header: HEADER, chunks: chunks() }));
    expect(count).toBe(0);
  });

  test("no more is read than the receiver has room for, and heartbeats go on", async () => {
    await using net = make();
    const [a, b] = await pair(net, SMALL);
    let go: () => void = () => {};
    let isWaiting = false;
    b.recorder.takeSnapshot = async (snapshot) => {
      isWaiting = true;
      net.changed();
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      expect((await readAll(snapshot)).length).toBe(100);
    };
    const { chunks, asked } = source(100, 60_000);
    const sending = a.transport.sendSnapshot("b", { header: HEADER, chunks: chunks() });
    await net.until(() => isWaiting);
    for (let beat = 1; beat <= 20; beat += 1) {
      a.transport.send("b", [messageOf({ type: "heartbeat", to: 2, commit: beat })]);
      await net.until(() => b.recorder.received.length === beat);
    }
    // A window of 128 KiB holds two parts, and one that stands out of it.
    expect(asked()).toBeLessThanOrEqual(4);
    go();
    await net.finish(sending);
    expect(asked()).toBe(100);
  });

  test("a broken stream goes on where it was, with nothing lost or twice", async () => {
    await using net = make();
    const [a, b] = await pair(net, SMALL);
    const parts: (number | undefined)[] = [];
    let go: () => void = () => {};
    b.recorder.takeSnapshot = async (snapshot) => {
      for await (const part of snapshot.chunks) {
        parts.push(part[0]);
        if (parts.length !== 10 && parts.length !== 40) continue;
        await new Promise<void>((resolve) => {
          go = resolve;
          net.changed();
        });
      }
    };
    const { chunks } = source(60, 30_000);
    const sending = a.transport.sendSnapshot("b", { header: HEADER, chunks: chunks() });
    for (const count of [10, 40]) {
      await net.until(() => parts.length === count);
      await net.breakConnections();
      go();
    }
    await net.finish(sending);
    expect(parts).toEqual(Array.from({ length: 60 }, (_, at) => at));
  });

  test("a receiver that refuses, stops reading, or is not ready is told apart from success", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    const { chunks } = source(10, 1000);
    const send = (): Promise<unknown> =>
      net.finish(failed(a.transport.sendSnapshot("b", { header: HEADER, chunks: chunks() })));
    const refused = await send();
    expect(refused).toBeInstanceOf(SnapshotTransferError);
    expect(String(refused)).toContain("no snapshots here");
    b.recorder.takeSnapshot = async ({ chunks: parts }) => {
      for await (const part of parts) if (part.length > 0) break;
      throw new Error("disk full");
    };
    expect(String(await send())).toContain("disk full");
    const c = await net.emptyNode("c");
    a.transport.setPeers([{ nodeId: "c", address: c.address }]);
    const notReady = a.transport.sendSnapshot("c", { header: HEADER, chunks: chunks() });
    expect(await net.finish(failed(notReady))).toBeInstanceOf(SnapshotTransferError);
  });

  test("a sender that gives up or whose source fails aborts the receiver", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    const controller = new AbortController();
    const ends: unknown[] = [];
    b.recorder.takeSnapshot = async (snapshot) => {
      try {
        for await (const part of snapshot.chunks) {
          if (part[0] === 3) controller.abort(new Error("enough"));
        }
      } catch (error) {
        ends.push(error, snapshot.abortSignal.aborted);
        net.changed();
        throw error;
      }
    };
    const { chunks } = source(1000, 50_000);
    const options = { header: HEADER, chunks: chunks(), abortSignal: controller.signal };
    expect(await net.finish(failed(a.transport.sendSnapshot("b", options)))).toEqual(
      new Error("enough"),
    );
    await net.until(() => ends.length === 2);
    expect(ends[0]).toBeInstanceOf(SnapshotTransferError);
    expect(ends[1]).toBe(true);
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(new Uint8Array(10));
      throw new Error("bad disk");
    };
    const failing = a.transport.sendSnapshot("b", { header: HEADER, chunks: broken() });
    expect(await net.finish(failed(failing))).toEqual(new Error("bad disk"));
    await net.until(() => ends.length === 4);
    expect(ends[2]).toBeInstanceOf(SnapshotTransferError);
  });

  test("a receiver that dies ends the transfer after the resume timeout", async () => {
    await using net = make();
    const settings = { ...SMALL.settings, resumeTimeoutMs: 100 };
    const [a, b] = await pair(net, { settings });
    let isWaiting = false;
    b.recorder.takeSnapshot = async ({ chunks, abortSignal }) => {
      await chunks[Symbol.asyncIterator]().next();
      isWaiting = true;
      net.changed();
      await new Promise((_resolve, reject) => {
        abortSignal.addEventListener("abort", () => reject(abortSignal.reason));
      });
    };
    const { chunks } = source(100, 60_000);
    const sending = failed(a.transport.sendSnapshot("b", { header: HEADER, chunks: chunks() }));
    await net.until(() => isWaiting);
    await net.kill(b);
    const failure = await net.finish(sending);
    expect(failure).toBeInstanceOf(SnapshotTransferError);
    expect(String(failure)).toContain("nobody came for it within 100 ms");
  });

  test("parts and headers past their limits are refused here", async () => {
    await using net = make();
    const [a, b] = await pair(net, SMALL);
    b.recorder.takeSnapshot = async (snapshot) => {
      await readAll(snapshot);
    };
    const { chunks } = source(1, 64 * 1024 + 1);
    const part = a.transport.sendSnapshot("b", { header: HEADER, chunks: chunks() });
    const failure = await net.finish(failed(part));
    expect(failure).toBeInstanceOf(FrameTooLargeError);
    expect(String(failure)).toContain("chunkBytesMax");
    const header = new Uint8Array(4 * 1024 * 1024);
    const whole = a.transport.sendSnapshot("b", { header, chunks: chunks() });
    expect(await net.finish(failed(whole))).toBeInstanceOf(FrameTooLargeError);
  });
});

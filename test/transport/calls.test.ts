// What Transport promises of calls; the same over both networks.
import { describe, expect, test } from "vitest";
import {
  CallTimeoutError,
  FrameTooLargeError,
  InvalidArgumentError,
  PeerMismatchError,
  PeerUnreachableError,
  RemoteCallError,
  RuntimeClosedError,
} from "../../src/errors.ts";
import { CallerMismatchError, nameDifference } from "../../src/transport/identity.ts";
import type { CallTarget, IncomingCall } from "../../src/transport/transport.ts";
import { type LogLine, recordingLogger } from "../support/recording-logger.ts";
import { CLUSTER, introduce, NETS, type Net, type TestNode } from "./nets.ts";

const NOTHING = new Uint8Array(0);

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function pair(net: Net): Promise<[TestNode, TestNode]> {
  const a = await net.node("a");
  const b = await net.node("b");
  introduce(a, b);
  return [a, b];
}

/** A handler that answers when its caller is gone, and says so. */
function waitForever(net: Net): {
  handler: (payload: Uint8Array, call: IncomingCall) => Promise<Uint8Array>;
  /** How often. */
  started: () => number;
  aborted: () => number;
} {
  let count = 0;
  let ends = 0;
  return {
    started: () => count,
    aborted: () => ends,
    handler: (_payload, { abortSignal }) => {
      count += 1;
      net.changed();
      return new Promise((_resolve, reject) => {
        abortSignal.addEventListener("abort", () => {
          ends += 1;
          net.changed();
          reject(abortSignal.reason);
        });
      });
    },
  };
}

async function failureOf(net: Net, call: Promise<unknown>): Promise<unknown> {
  return net.finish(
    call.then(
      (value) => ({ unexpected: value }),
      (error: unknown) => error,
    ),
  );
}

describe.each(NETS)("calls over $name", ({ make }) => {
  test("the answer comes back, and the handler knows who calls", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    b.transport.handle("greet", (payload, { from }) =>
      Promise.resolve(bytesOf(`${textOf(payload)} ${from.nodeId} of ${from.clusterId}`)),
    );
    const answer = await net.finish(a.transport.call("b", "greet", { payload: bytesOf("hello") }));
    expect(textOf(answer)).toBe(`hello a of ${CLUSTER}`);
    expect(answer.buffer.byteLength).toBe(answer.length);
  });

  test("empty nodes call each other by address, before there is a cluster", async () => {
    await using net = make();
    const a = await net.emptyNode("a");
    const b = await net.emptyNode("b");
    b.transport.handle("who", (_payload, { from }) =>
      Promise.resolve(bytesOf(JSON.stringify(from))),
    );
    const target = { address: b.address, expect: { nodeId: "b" } };
    const answer = await net.finish(a.transport.call(target, "who", { payload: NOTHING }));
    expect(JSON.parse(textOf(answer))).toEqual({ clusterId: "", nodeId: "a", incarnation: 0 });
  });

  test("five hundred calls at once are answered, each with its own", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    b.transport.handle("echo", (payload) => Promise.resolve(payload));
    const answers = await net.finish(
      Promise.all(
        Array.from({ length: 500 }, (_, at) =>
          a.transport.call("b", "echo", { payload: bytesOf(`${at}`) }),
        ),
      ),
    );
    expect(answers.map(textOf)).toEqual(answers.map((_, at) => `${at}`));
  });

  test("thousands of calls that end or are given up break none that goes on", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    const { handler, started, aborted } = waitForever(net);
    b.transport.handle("wait", handler);
    b.transport.handle("echo", (payload) => Promise.resolve(payload));
    const long = new AbortController();
    const options = { payload: NOTHING, timeoutMs: Infinity };
    const going = a.transport.call("b", "wait", { ...options, abortSignal: long.signal });
    const end = going.catch((error: unknown) => error);
    for (let round = 0; round < 15; round += 1) {
      const before = started();
      const controllers = Array.from({ length: 100 }, () => new AbortController());
      const waits = controllers.map(({ signal: abortSignal }) =>
        a.transport.call("b", "wait", { ...options, abortSignal }).catch((error: unknown) => error),
      );
      const echoes = Array.from({ length: 100 }, () => a.transport.call("b", "echo", options));
      await net.finish(Promise.all(echoes));
      await net.until(() => started() >= before + 100);
      for (const controller of controllers) controller.abort(new Error("given up"));
      expect(await net.finish(Promise.all(waits))).toEqual(waits.map(() => new Error("given up")));
    }
    await net.until(() => aborted() === 1500);
    long.abort(new Error("at last"));
    expect(await net.finish(end)).toEqual(new Error("at last"));
  });

  test("a method that nobody handles and a handler that throws are told apart", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    b.transport.handle("bad", () => Promise.reject(new Error("out of luck")));
    const bad = await failureOf(net, a.transport.call("b", "bad", { payload: NOTHING }));
    expect(bad).toBeInstanceOf(RemoteCallError);
    expect(bad).toMatchObject({ reason: "failed", retryable: false, peer: "b" });
    expect(String(bad)).toContain("out of luck");
    const none = await failureOf(net, a.transport.call("b", "none", { payload: NOTHING }));
    expect(none).toMatchObject({ code: "ERR_REMOTE_CALL", reason: "unknownMethod" });
  });

  test("a handler that fails with half a character in its words is told as what it is", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    b.transport.handle("bad", () => Promise.reject(new Error("cut \ud83d")));
    const bad = await failureOf(net, a.transport.call("b", "bad", { payload: NOTHING }));
    expect(bad).toMatchObject({ code: "ERR_REMOTE_CALL", reason: "failed" });
    expect(String(bad)).toContain("cut \ufffd");
    expect(a.transport.stats().malformed).toBe(0);
  });

  test("a handler that refuses its caller is told apart, counted, and told of once", async () => {
    await using net = make();
    const lines: LogLine[] = [];
    const a = await net.node("a");
    const b = await net.node("b", { logger: recordingLogger(lines) });
    introduce(a, b);
    b.transport.handle("own", (_payload, { from }) => {
      const difference = nameDifference({ nodeId: "c" }, from);
      if (difference !== null) throw new CallerMismatchError(difference);
      return Promise.resolve(NOTHING);
    });
    for (let round = 0; round < 3; round += 1) {
      const failure = await failureOf(net, a.transport.call("b", "own", { payload: NOTHING }));
      expect(failure).toBeInstanceOf(PeerMismatchError);
      expect(failure).toMatchObject({ peer: "b", field: "from.nodeId", retryable: false });
      expect(String(failure)).toContain('to be "c", found "a"');
    }
    expect(b.transport.stats().identityRefused).toBe(3);
    expect(lines.filter(({ level }) => level !== "debug")).toMatchObject([
      { level: "warn", fields: { peer: "a", field: "from.nodeId", expected: '"c"', found: '"a"' } },
    ]);
  });

  test("a call that takes too long rejects, and its handler is told to stop", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    const { handler, aborted, started } = waitForever(net);
    b.transport.handle("wait", handler);
    const call = failureOf(net, a.transport.call("b", "wait", { payload: NOTHING, timeoutMs: 60 }));
    expect(await call).toBeInstanceOf(CallTimeoutError);
    await net.until(() => aborted() > 0);
    expect(started()).toBe(1);
  });

  test("a call that is given up rejects with the reason, and its handler is told to stop", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    const { handler, aborted, started } = waitForever(net);
    b.transport.handle("wait", handler);
    const controller = new AbortController();
    const { signal: abortSignal } = controller;
    const options = { payload: NOTHING, timeoutMs: Infinity, abortSignal };
    const call = a.transport.call("b", "wait", options);
    const failure = call.catch((error: unknown) => error);
    await net.until(() => started() > 0);
    controller.abort(new Error("changed my mind"));
    expect(await net.finish(failure)).toEqual(new Error("changed my mind"));
    await net.until(() => aborted() > 0);
    await expect(a.transport.call("b", "wait", options)).rejects.toThrow("changed my mind");
  });

  test("the node there must be the one that was meant", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    let isRun = false;
    b.transport.handle("run", (payload) => {
      isRun = true;
      return Promise.resolve(payload);
    });
    const wrongs = [{ clusterId: "cluster-2" }, { nodeId: "c" }, { incarnation: 9 }];
    for (const expected of wrongs) {
      const target = { address: b.address, expect: expected };
      const failure = await failureOf(net, a.transport.call(target, "run", { payload: NOTHING }));
      expect(failure).toBeInstanceOf(PeerMismatchError);
      expect(failure).toMatchObject({ field: Object.keys(expected)[0] });
    }
    a.transport.setPeers([{ nodeId: "c", address: b.address }]);
    const byId = await failureOf(net, a.transport.call("c", "run", { payload: NOTHING }));
    expect(byId).toMatchObject({ code: "ERR_PEER_MISMATCH", field: "nodeId" });
    expect(isRun).toBe(false);
  });

  test("a node that does not know its cluster yet says so to whoever means one, and answers who does not", async () => {
    await using net = make();
    const a = await net.node("a");
    const b = await net.emptyNode("b");
    introduce(a, b);
    let ran = 0;
    b.transport.handle("x", () => {
      ran += 1;
      return Promise.resolve(bytesOf("done"));
    });
    const { address } = b;
    const early: readonly CallTarget[] = [
      "b",
      { address, expect: { clusterId: CLUSTER } },
      { address, expect: { nodeId: "b", incarnation: 3 } },
    ];
    for (const target of early) {
      const failure = await failureOf(net, a.transport.call(target, "x", { payload: NOTHING }));
      expect(failure).toMatchObject({
        code: "ERR_REMOTE_CALL",
        reason: "overloaded",
        retryable: true,
      });
      expect(String(failure)).toContain("the node is not ready");
    }
    expect(ran).toBe(0);
    const other = { address, expect: { clusterId: CLUSTER, nodeId: "c" } };
    const failure = await failureOf(net, a.transport.call(other, "x", { payload: NOTHING }));
    expect(failure).toBeInstanceOf(PeerMismatchError);
    for (const target of [{ address }, { address, expect: { nodeId: "b" } }]) {
      const answer = await net.finish(a.transport.call(target, "x", { payload: NOTHING }));
      expect(textOf(answer)).toBe("done");
    }
    b.transport.identify({ clusterId: CLUSTER, incarnation: 3 });
    for (const target of early) {
      await net.finish(a.transport.call(target, "x", { payload: NOTHING }));
    }
    expect(ran).toBe(5);
  });

  test("what does not fit a frame is refused on either side", async () => {
    await using net = make();
    const settings = { frameBytesMax: 8192, chunkBytesMax: 1024 };
    const a = await net.node("a", { settings });
    const b = await net.node("b", { settings });
    introduce(a, b);
    b.transport.handle("grow", () => Promise.resolve(new Uint8Array(8193)));
    b.transport.handle("echo", (payload) => Promise.resolve(payload));
    const large = new Uint8Array(8193);
    const there = await failureOf(net, a.transport.call("b", "echo", { payload: large }));
    expect(there).toBeInstanceOf(FrameTooLargeError);
    expect(there).toMatchObject({ field: "the payload of echo", limitBytes: 8192 });
    const back = await failureOf(net, a.transport.call("b", "grow", { payload: NOTHING }));
    expect(back).toMatchObject({ code: "ERR_FRAME_TOO_LARGE", field: "the answer of grow" });
    const most = new Uint8Array(8192);
    const answer = await net.finish(a.transport.call("b", "echo", { payload: most }));
    expect(answer.length).toBe(8192);
  });

  test("where nobody listens the call cannot have arrived", async () => {
    await using net = make();
    const a = await net.node("a");
    const target = { address: "127.0.0.1:9" };
    const failure = await failureOf(net, a.transport.call(target, "x", { payload: NOTHING }));
    expect(failure).toBeInstanceOf(PeerUnreachableError);
    expect(failure).toMatchObject({ maybeDelivered: false, retryable: true });
    const unknown = await failureOf(net, a.transport.call("b", "x", { payload: NOTHING }));
    expect(unknown).toMatchObject({ code: "ERR_PEER_UNREACHABLE", maybeDelivered: false });
  });

  test("a connection that breaks in a call leaves open whether it arrived, and the next call dials", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    const { handler, aborted, started } = waitForever(net);
    b.transport.handle("wait", handler);
    b.transport.handle("echo", (payload) => Promise.resolve(payload));
    const call = a.transport.call("b", "wait", { payload: NOTHING, timeoutMs: Infinity });
    const failure = call.catch((error: unknown) => error);
    await net.until(() => started() > 0);
    await net.breakConnections();
    expect(await net.finish(failure)).toMatchObject({
      code: "ERR_PEER_UNREACHABLE",
      maybeDelivered: true,
    });
    await net.until(() => aborted() > 0);
    const answer = await net.finish(a.transport.call("b", "echo", { payload: bytesOf("again") }));
    expect(textOf(answer)).toBe("again");
  });

  test.each([
    { side: "the caller's", caller: 2, answerer: 10 },
    { side: "the answerer's", caller: 10, answerer: 2 },
  ])("no more calls are in flight than $side limit says", async ({ caller, answerer }) => {
    await using net = make();
    const a = await net.node("a", { settings: { callsMax: caller } });
    const b = await net.node("b", { settings: { callsMax: answerer } });
    introduce(a, b);
    const { handler, started } = waitForever(net);
    b.transport.handle("wait", handler);
    const controller = new AbortController();
    const options = { payload: NOTHING, abortSignal: controller.signal };
    const calls = [1, 2].map(() => a.transport.call("b", "wait", options));
    const ends = Promise.allSettled(calls);
    await net.until(() => started() === 2);
    const third = await failureOf(net, a.transport.call("b", "wait", options));
    expect(third).toMatchObject({ code: "ERR_REMOTE_CALL", reason: "overloaded", retryable: true });
    expect(String(third)).toContain("callsMax");
    controller.abort(new Error("done"));
    expect((await net.finish(ends)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  test("closing rejects the calls in flight and aborts the handlers", async () => {
    await using net = make();
    const [a, b] = await pair(net);
    const { handler, aborted, started } = waitForever(net);
    for (const { transport } of [a, b]) transport.handle("wait", handler);
    const call = a.transport.call("b", "wait", { payload: NOTHING }).catch((e: unknown) => e);
    await net.until(() => started() > 0);
    const back = b.transport.call("a", "wait", { payload: NOTHING }).catch((e: unknown) => e);
    await net.finish(b.transport.close());
    expect(aborted()).toBe(1);
    expect(await net.finish(back)).toBeInstanceOf(RuntimeClosedError);
    expect(await net.finish(call)).toBeInstanceOf(Error);
    await net.finish(a.transport.close());
    await expect(a.transport.call("b", "x", { payload: NOTHING })).rejects.toBeInstanceOf(
      RuntimeClosedError,
    );
  });

  test("bad options name the field and the value", async () => {
    await using net = make();
    const a = await net.node("a");
    const call = (address: string, timeoutMs?: number): Promise<unknown> =>
      a.transport.call({ address }, "x", { payload: NOTHING, timeoutMs });
    await expect(call("nowhere")).rejects.toThrow(/target\.address.*"nowhere"/);
    await expect(call("127.0.0.1:0")).rejects.toBeInstanceOf(InvalidArgumentError);
    await expect(call("127.0.0.1:70000")).rejects.toBeInstanceOf(InvalidArgumentError);
    await expect(call("127.0.0.1:1", 0)).rejects.toThrow(/timeoutMs.*got 0/);
    await expect(call("127.0.0.1:1", NaN)).rejects.toThrow(/timeoutMs.*got NaN/);
    const peer = { nodeId: "b", address: "127.0.0.1:1" };
    expect(() => a.transport.setPeers([peer, peer])).toThrow(/peers\[1\]\.nodeId.*once/);
    expect(() => a.transport.setPeers([{ ...peer, nodeId: "" }])).toThrow(/peers\[0\]\.nodeId/);
    expect(() => a.transport.setPeers([{ ...peer, address: "x" }])).toThrow(/peers\[0\]\.address/);
    expect(() => a.transport.identify({ clusterId: "other", incarnation: 1 })).toThrow(/clusterId/);
    expect(() => a.transport.identify({ clusterId: CLUSTER, incarnation: 0 })).toThrow(
      /incarnation.*got 0/,
    );
  });

  test("an address that is taken is refused", async () => {
    await using net = make();
    const a = await net.emptyNode("a");
    const real = Number(a.address.split(":")[1]);
    await expect(net.emptyNode("b", { port: real })).rejects.toMatchObject({
      code: "ERR_LISTEN_FAILED",
    });
  });
});

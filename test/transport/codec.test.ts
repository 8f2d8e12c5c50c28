// Bytes between nodes. Method: random messages there and back, and mutated bytes, which must end in one typed
// error or in messages that are well formed; the seed is printed by fast-check.
import { crc32 } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError, MalformedBytesError } from "../../src/errors.ts";
import { raftwork } from "../../src/gen/raftwork.js";
import { isLocalType } from "../../src/raft/message-check.ts";
import { MESSAGE_TYPES, makeMessage } from "../../src/raft/types.ts";
import { formatAddress, parseAddress } from "../../src/transport/address.ts";
import {
  decodeFrame,
  decodeMessage,
  decodeRoute,
  encodeFrame,
  encodeMessage,
  encodeRoute,
  FRAME_OVERHEAD_BYTES,
  hasRoute,
  messageBytesMax,
} from "../../src/transport/frame-codec.ts";
import { checkSettings } from "../../src/transport/options.ts";
import {
  decodeAnswer,
  decodeOffer,
  decodeOpening,
  decodePart,
  decodeProgress,
  decodeWant,
  encodeAnswer,
  encodeOpening,
  encodePart,
} from "../../src/transport/records.ts";
import type { GroupMessage } from "../../src/transport/transport.ts";

const count = fc.maxSafeNat();
const bytes = fc.uint8Array({ maxLength: 200 });
const ids = fc.array(count, { maxLength: 4 });
const types = MESSAGE_TYPES.filter((type) => !isLocalType(type));

const entry = fc.record({
  term: count,
  index: count,
  type: fc.constantFrom("normal" as const, "confChangeSingle" as const, "confChange" as const),
  data: bytes,
});
const snapshot = fc.record({
  index: count,
  term: count,
  confState: fc.record({
    voters: ids,
    votersOutgoing: ids,
    learners: ids,
    learnersNext: ids,
    autoLeave: fc.boolean(),
  }),
  data: bytes,
});
const groupMessage: fc.Arbitrary<GroupMessage> = fc
  .record({
    group: fc.nat({ max: 0xffffffff }),
    type: fc.constantFrom(...types),
    numbers: fc.tuple(count, count, count, count, count, count, count),
    entries: fc.array(entry, { maxLength: 5 }),
    snapshot: fc.option(snapshot),
    reject: fc.boolean(),
    hostSilent: fc.boolean(),
    context: bytes,
  })
  .map(({ group, type, numbers, ...rest }) => {
    const [to, from, term, logTerm, index, commit, rejectHint] = numbers;
    const fields = { type, to, from, term, logTerm, index, commit, rejectHint };
    return { group, message: makeMessage({ ...fields, ...rest }) };
  });

const from = { clusterId: "cluster ü", nodeId: "a", incarnation: 2 ** 53 - 1 };
const to = { clusterId: "cluster ü", nodeId: "b", incarnation: 1 };
const route = encodeRoute({ from, to });

describe("frames", () => {
  test("come back as they were, within the size that was foreseen", () => {
    fc.assert(
      fc.property(fc.array(groupMessage, { maxLength: 6 }), (messages) => {
        const frame = encodeFrame(route, messages);
        expect(hasRoute(frame, route)).toBe(true);
        expect(decodeFrame(frame, route.length)).toEqual(messages);
        const foreseen = messages.reduce((sum, { message }) => sum + messageBytesMax(message), 0);
        expect(frame.length).toBeLessThanOrEqual(foreseen + FRAME_OVERHEAD_BYTES);
      }),
    );
  });

  test("are what the schema says, so that other programs can read them", () => {
    fc.assert(
      fc.property(fc.array(groupMessage, { minLength: 1, maxLength: 3 }), (messages) => {
        const frame = raftwork.Frame.decode(encodeFrame(route, messages));
        expect(frame.route).toMatchObject({ from: { nodeId: "a" }, to: { nodeId: "b" } });
        expect(frame.messages).toHaveLength(messages.length);
        expect(frame.checksum).toBeTypeOf("number");
      }),
      { numRuns: 50 },
    );
  });

  test("say whose they are", () => {
    const frame = encodeFrame(route, []);
    expect(decodeRoute(frame)).toEqual({ from, to });
    expect(hasRoute(frame, encodeRoute({ from: to, to: from }))).toBe(false);
    expect(hasRoute(frame.subarray(0, 3), route)).toBe(false);
    expect(() => decodeRoute(new Uint8Array([1, 2, 3]))).toThrow(MalformedBytesError);
  });

  test("names as long as they may be fit what is reserved for them", () => {
    const name = { clusterId: "c".repeat(256), nodeId: "n".repeat(256), incarnation: 2 ** 53 - 1 };
    expect(encodeRoute({ from: name, to: name }).length).toBeLessThan(FRAME_OVERHEAD_BYTES - 8);
  });

  test("any flipped bit behind the route is found", () => {
    const message = { type: "append" as const, to: 2, context: new Uint8Array(40) };
    const frame = encodeFrame(route, [{ group: 1, message: makeMessage(message) }]);
    for (let at = route.length; at < frame.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = frame.slice();
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        expect(() => decodeFrame(flipped, route.length)).toThrow(MalformedBytesError);
      }
    }
  });

  test("whatever stands behind a right checksum is refused or well formed", () => {
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(fc.array(groupMessage, { minLength: 1, maxLength: 3 }), mutations())
        .map(([messages, mutate]) => mutate(encodeFrame(route, messages).slice(route.length + 5))),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        const frame = new Uint8Array(route.length + 5 + body.length);
        frame.set(route);
        frame[route.length] = 0x15;
        new DataView(frame.buffer).setUint32(route.length + 1, crc32(body), true);
        frame.set(body, route.length + 5);
        for (const { group, message } of acceptOrRefuse(() => decodeFrame(frame, route.length)) ??
          []) {
          expect(Number.isSafeInteger(group) && Number.isSafeInteger(message.term)).toBe(true);
          expect(isLocalType(message.type)).toBe(false);
          for (const { index, data } of message.entries) {
            expect(Number.isSafeInteger(index)).toBe(true);
            expect(data.buffer.byteLength).toBe(data.length);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("messages of a node to itself are neither sent nor taken", () => {
    const local = makeMessage({ type: "storageAppend", to: 1 });
    expect(() => encodeFrame(route, [{ group: 1, message: local }])).toThrow(
      /not for another node/,
    );
    const type = MESSAGE_TYPES.indexOf("storageAppend");
    const encoded = raftwork.RaftMessage.encode({ group: 1, type }).finish();
    expect(() => decodeMessage(encoded)).toThrow(MalformedBytesError);
    const past = raftwork.RaftMessage.encode({ group: 1, type: MESSAGE_TYPES.length }).finish();
    expect(() => decodeMessage(past)).toThrow(MalformedBytesError);
  });

  test("a node that says nothing of its host is taken for alive, and alive costs no byte", () => {
    const alive = makeMessage({ type: "heartbeatResponse", to: 1, from: 2, term: 3 });
    const type = MESSAGE_TYPES.indexOf("heartbeatResponse");
    const older = raftwork.RaftMessage.encode({ group: 1, type, to: 1, from: 2, term: 3 }).finish();
    expect(decodeMessage(older)).toEqual({ group: 1, message: alive });
    expect(encodeMessage({ group: 1, message: alive })).toEqual(older);
    const silent = { ...alive, hostSilent: true };
    const encoded = encodeMessage({ group: 1, message: silent });
    expect(encoded).toHaveLength(older.length + 2);
    expect(decodeMessage(encoded).message).toEqual(silent);
  });

  test("one message by itself comes back too", () => {
    fc.assert(
      fc.property(groupMessage, (one) => {
        expect(decodeMessage(encodeMessage(one))).toEqual(one);
      }),
    );
  });
});

describe("records", () => {
  const decoders = [
    decodeOpening,
    decodeAnswer,
    decodeOffer,
    decodeWant,
    decodeProgress,
    decodePart,
  ];
  const samples = [
    encodeOpening({ from, to, method: "m", payload: new Uint8Array(30) }),
    encodeOpening({ from, to, method: "", payload: new Uint8Array(0), life: "ab".repeat(16) }),
    encodeAnswer({ status: "identityRefused", name: from, field: "f", expected: "e", found: "x" }),
    encodePart({ state: "part", number: 7, checksum: 9, data: new Uint8Array(20) }),
  ];

  test("whatever comes is refused with one error or taken", () => {
    const inputs = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.constantFrom(...samples), mutations()).map(([sample, mutate]) => mutate(sample)),
    );
    fc.assert(
      fc.property(inputs, fc.constantFrom(...decoders), (input, decode) => {
        acceptOrRefuse<unknown>(() => decode(input));
      }),
      { numRuns: 3000 },
    );
  });

  test("long words of refusals are cut, also those of a sender that does not", () => {
    const found = "x".repeat(100_000);
    expect(decodeAnswer(encodeAnswer({ status: "failed", name: from, found })).found).toHaveLength(
      512,
    );
    const raw = raftwork.Answer.encode({ status: 3, found }).finish();
    expect(decodeAnswer(raw).found).toHaveLength(512);
  });

  test("lives are 16 bytes, or not known", () => {
    const life = "0123456789abcdef".repeat(2);
    const opening = { from, to, method: "m", payload: new Uint8Array(3) };
    expect(decodeOpening(encodeOpening({ ...opening, life }))).toEqual({ ...opening, life });
    expect(decodeOpening(encodeOpening(opening)).life).toBe("");
    expect(decodeAnswer(encodeAnswer({ status: "done", name: from, life })).life).toBe(life);
    expect(decodeAnswer(encodeAnswer({ status: "done", name: from })).life).toBe("");
    for (const length of [1, 15, 17, 32]) {
      const record = { life: new Uint8Array(length) };
      const words = `life to be none or 16 bytes, got ${length} bytes`;
      expect(() => decodeOpening(raftwork.Opening.encode(record).finish())).toThrow(words);
      expect(() => decodeAnswer(raftwork.Answer.encode(record).finish())).toThrow(words);
    }
  });

  test("a status of a newer version is a failure, not an error of decoding", () => {
    expect(decodeAnswer(raftwork.Answer.encode({ status: 99 }).finish()).status).toBe("failed");
  });
});

describe("options", () => {
  test.each([
    ["127.0.0.1:80", { host: "127.0.0.1", port: 80 }],
    ["node-1.example_x:7400", { host: "node-1.example_x", port: 7400 }],
    ["[::1]:1", { host: "::1", port: 1 }],
    ["[fe80::1]:65535", { host: "fe80::1", port: 65_535 }],
  ])("%s is an address", (address, parts) => {
    expect(parseAddress(address, "address")).toEqual(parts);
    expect(formatAddress(parts)).toBe(address);
  });

  test.each([
    "",
    "a",
    "a:",
    "a:0",
    "a:65536",
    "::1:80",
    "[fe80::1%eth0]:1",
    "[a:b]:1",
    "a b:1",
    "http://a:1",
    "a:1/x",
    "a:-1",
    "a:1e3",
  ])("%s is none", (address) => {
    expect(() => parseAddress(address, "address")).toThrow(InvalidArgumentError);
  });

  test.each([
    { frameBytesMax: 4095 },
    { queueBytesMax: 0 },
    { callsMax: 0.5 },
    { chunkBytesMax: 1 },
    { snapshotWindowBytes: -1 },
    { snapshotsMax: 0 },
    { dialTimeoutMs: 0 },
    { redialMinMs: NaN },
    { redialMaxMs: 4_000_000 },
    { keepaliveMs: Infinity },
    { resumeTimeoutMs: 0 },
    { chunkBytesMax: 2048 * 1024, frameBytesMax: 1024 * 1024 },
    { redialMinMs: 500, redialMaxMs: 400 },
  ])("%o is refused with field and value", (options) => {
    const [field = "", value] = Object.entries(options)[0] ?? [];
    expect(() => checkSettings(options)).toThrow(new RegExp(`${field}.*${value}`));
  });

  test("a small frame makes parts of snapshots small", () => {
    const { chunkBytesMax } = checkSettings({ frameBytesMax: 8192 });
    expect(chunkBytesMax).toBe(4096);
  });
});

/** Cuts, flips, repeats and inserts bytes. */
function mutations(): fc.Arbitrary<(input: Uint8Array) => Uint8Array> {
  const step = fc.record({
    kind: fc.constantFrom("flip", "cut", "repeat", "insert"),
    at: fc.nat(),
    value: fc.nat({ max: 255 }),
  });
  return fc.array(step, { minLength: 1, maxLength: 8 }).map((steps) => (input) => {
    let now = [...input];
    for (const { kind, at, value } of steps) {
      const place = now.length === 0 ? 0 : at % now.length;
      if (kind === "flip") now[place] = (now[place] ?? 0) ^ value;
      else if (kind === "cut") now = now.slice(0, place);
      else if (kind === "repeat") now = [...now, ...now.slice(place, place + value)];
      else now.splice(place, 0, value, 255, 255);
    }
    return Uint8Array.from(now);
  });
}

/** What came out, or null when it was refused as it must be. */
function acceptOrRefuse<T>(decode: () => T): T | null {
  try {
    return decode();
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedBytesError);
    return null;
  }
}

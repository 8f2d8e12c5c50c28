/** Everything that reads bytes which may come from a disk or from another node, each with bytes that are right. */
import { crc32 } from "node:zlib";
import * as fc from "fast-check";
import * as messages from "../../src/cluster/messages.ts";
import * as prepare from "../../src/cluster/prepare-messages.ts";
import { MalformedBytesError } from "../../src/errors.ts";
import { batchMachineTime, decodeBatch, encodeBatch } from "../../src/model/batch.ts";
import { decodeCommand, encodeCommand } from "../../src/model/command.ts";
import { errorOf } from "../../src/model/failure.ts";
import { decodeMembers, encodeMembers } from "../../src/model/members.ts";
import { decodePayload, encodePayload } from "../../src/model/payload-codec.ts";
import { decodePublished, encodePublished } from "../../src/model/published.ts";
import * as records from "../../src/model/run-record.ts";
import { ENTRY_TYPES } from "../../src/raft/types.ts";
import { seal } from "../../src/storage/checksum.ts";
import {
  type FoundAppend,
  hasLaterFrame,
  type JournalAppend,
  type JournalPart,
  readFrame,
} from "../../src/storage/journal-record.ts";
import * as stored from "../../src/storage/records.ts";
import {
  decodeChunk,
  decodeSnapshotHeader,
  encodeChunk,
  encodeSnapshotHeader,
} from "../../src/storage/snapshot-chunk.ts";
import { anyNumber, anyText, bytes16, command, failure } from "../model/support/commands.ts";
import { frameOf } from "../storage/journals.ts";

/** A decoder and what it reads when all is well. */
export interface Target {
  readonly name: string;
  readonly valid: fc.Arbitrary<Uint8Array>;
  readonly decode: (bytes: Uint8Array) => unknown;
}

const PLACE = { group: 1, index: 7 };
const CHUNK = { ...PLACE, number: 0 };
const CHUNK_NAME = `chunk 0 of the snapshot of group 1 at 7`;
const name = fc.constantFrom("a", "node-1", "注文", "x".repeat(200));
const bytes = fc.uint8Array({ maxLength: 60 });
const numbers = fc.array(anyNumber, { maxLength: 4 });
const workflows = fc.array(
  fc.record({
    name,
    versions: fc.array(fc.integer({ min: 1, max: 2 ** 31 - 1 }), { maxLength: 3 }),
  }),
  { maxLength: 3 },
);
const member = fc.record({
  nodeId: name,
  replicaId: anyNumber,
  incarnation: anyNumber,
  address: anyText,
  commandLevel: fc.nat({ max: 9 }),
});
const members = fc.array(member, { maxLength: 3 });
const identity = fc.record({
  clusterId: name,
  nodeId: name,
  incarnation: anyNumber,
  formatVersion: fc.nat({ max: 9 }),
});
const confState = fc.record({
  voters: numbers,
  votersOutgoing: numbers,
  learners: numbers,
  learnersNext: numbers,
  autoLeave: fc.boolean(),
});
const known = fc.record({ nodeId: name, address: anyText, saidAt: anyNumber });
const status = fc.constantFrom("running", "completed", "failed", "timedOut");

function target<T>(
  label: string,
  valid: fc.Arbitrary<T>,
  {
    encode,
    decode,
  }: { readonly encode: (value: T) => Uint8Array; readonly decode: (bytes: Uint8Array) => unknown },
): Target {
  return { name: label, valid: valid.map(encode), decode };
}

const encodedCommand = command.map(encodeCommand);

/** What is in entries of the log, and in what the state machine keeps. */
export const MODEL_TARGETS: readonly Target[] = [
  target("batch", fc.tuple(anyNumber, fc.array(encodedCommand, { maxLength: 4 })), {
    encode: ([machineTime, commands]) => encodeBatch(machineTime, commands),
    decode: (given) => [decodeBatch(given), batchMachineTime(given)],
  }),
  {
    name: "command",
    valid: encodedCommand,
    decode: (given) => decodeCommand(given, PLACE),
  },
  {
    name: "error of a command",
    valid: command
      .filter((one) => one.type === "RunFail" || one.type === "StepAttemptFailed")
      .map(encodeCommand),
    decode: (given) => {
      const found = decodeCommand(given, PLACE);
      return "failure" in found ? errorOf(found.failure) : null;
    },
  },
  target("history record", fc.tuple(anyNumber, encodedCommand, anyNumber), {
    encode: ([machineTime, one, historyBytes]) =>
      records.encodeHistoryRecord({ machineTime, command: one, historyBytes }),
    decode: (given) => records.decodeRunEvent(0, given, PLACE),
  }),
  target("packed history", fc.array(fc.tuple(anyNumber, encodedCommand), { minLength: 1 }), {
    encode: (events) =>
      records.packHistory(
        events.map(([machineTime, one]) =>
          records.encodeHistoryRecord({ machineTime, command: one, historyBytes: 1 }),
        ),
      ),
    decode: (given) => records.decodeRunEvents(1000, given, PLACE),
  }),
  target(
    "run record",
    fc.record<records.RunRecord>({
      runId: bytes16,
      workflowName: name,
      workflowVersion: fc.nat(),
      status,
      startedAt: anyNumber,
      closedAt: anyNumber,
      endSeq: anyNumber,
      historyBytes: anyNumber,
      cancelRequested: fc.boolean(),
      parkedThrough: fc.option(anyNumber),
      retentionMs: fc.option(anyNumber),
      firstSeq: anyNumber,
      isPacked: fc.boolean(),
    }),
    { encode: records.encodeRunRecord, decode: records.decodeRunRecord },
  ),
  target(
    "operation record",
    fc.record<records.OperationRecord>({
      deadline: fc.option(anyNumber),
      attempt: fc.nat(),
      failure: fc.option(failure),
      startedAttempt: fc.nat(),
      interruptions: fc.nat(),
      lastHeartbeat: fc.option(bytes),
    }),
    { encode: records.encodeOperationRecord, decode: records.decodeOperationRecord },
  ),
  target(
    "request record",
    fc.record<records.RequestRecord>({
      machineTime: anyNumber,
      kind: fc.constantFrom("start", "signal", "cancel", "terminate"),
      outcome: fc.constantFrom("started", "closed", "repeated"),
      runNumber: anyNumber,
      status: fc.option(status),
    }),
    { encode: records.encodeRequestRecord, decode: records.decodeRequestRecord },
  ),
  target("workflow head", fc.record({ runNumber: anyNumber, runsKept: anyNumber }), {
    encode: records.encodeHead,
    decode: records.decodeHead,
  }),
  target("machine record", fc.record({ machineTime: anyNumber, endedRuns: anyNumber }), {
    encode: records.encodeMachineRecord,
    decode: records.decodeMachineRecord,
  }),
  target("members", fc.record({ members, lastReplicaId: anyNumber, removed: members }), {
    encode: encodeMembers,
    decode: decodeMembers,
  }),
  target("published", fc.record({ incarnation: anyNumber, workflows, handedOverAt: anyNumber }), {
    encode: encodePublished,
    decode: decodePublished,
  }),
];

const FILE = 3;
const hardState = fc.record({ term: anyNumber, vote: anyNumber, commit: anyNumber });
const place = fc.record({ index: anyNumber, term: anyNumber });
const journalPart: fc.Arbitrary<JournalPart> = fc
  .record({
    group: anyNumber,
    hardState,
    toldIndex: anyNumber,
    origin: fc.option(place),
    // So low that the last one has a number, too.
    first: fc.nat({ max: 2 ** 31 - 1 }),
    entries: fc.array(
      fc.record({ term: anyNumber, type: fc.constantFrom(...ENTRY_TYPES), data: bytes }),
      { maxLength: 4 },
    ),
  })
  .map(({ first, entries, ...rest }) => ({
    ...rest,
    entries: entries.map((entry, at) => ({ ...entry, index: first + at })),
  }));
/** What a node may append to its journal. */
export const journalAppend: fc.Arbitrary<JournalAppend> = fc.record({
  number: anyNumber,
  saved: anyNumber,
  base: fc.option(
    fc.record({
      identity,
      groups: fc.array(
        fc.record({ group: anyNumber, hardState, toldIndex: anyNumber, last: place }),
        { maxLength: 3 },
      ),
    }),
  ),
  parts: fc.array(journalPart, { maxLength: 3 }),
});

function withoutData(append: JournalAppend): JournalAppend {
  const parts = append.parts.map((part) => ({
    ...part,
    entries: part.entries.map((entry) => ({ ...entry, data: new Uint8Array() })),
  }));
  return { ...append, parts };
}

/** The record in a frame. */
function headOf(frame: Buffer): Uint8Array {
  return frame.subarray(16, 16 + frame.readUInt32LE(4));
}

/** A frame without data whose checksums are right, whatever its record says. */
function frameAround(head: Uint8Array): Uint8Array {
  const frame = frameOf({ number: 0, saved: 0, base: null, parts: [] }, FILE);
  const made = Buffer.concat([frame.subarray(0, 16), head]);
  made.writeUInt32LE(head.length, 4);
  made.writeUInt32LE(crc32(head, crc32(made.subarray(4, 12), crc32(`file ${FILE}`))), 12);
  return made;
}

/** The frame that the bytes begin with. That there is none is no error of the journal's: here it is one of the bytes. */
function foundFrame(given: Uint8Array): FoundAppend {
  const found = readFrame(given, { file: FILE, at: 0 });
  if (found !== null) return found;
  throw new MalformedBytesError({ field: "frame", expected: "a whole one", found: "none" });
}

/** What is on the disk beside the state. */
export const STORAGE_TARGETS: readonly Target[] = [
  target("frame of the journal", journalAppend, {
    encode: (append) => frameOf(append, FILE),
    decode: (given) => {
      hasLaterFrame(given, { file: FILE, at: 0, number: 0 });
      return foundFrame(given);
    },
  }),
  target("record of the journal behind a right checksum", journalAppend, {
    encode: (append) => headOf(frameOf(withoutData(append), FILE)),
    decode: (head) => foundFrame(frameAround(head)),
  }),
  target(
    "group record",
    fc.record({
      group: fc.constant(PLACE.group),
      replicaId: anyNumber,
      appliedIndex: anyNumber,
      appliedTerm: anyNumber,
      generation: anyNumber,
      confState,
      saveNumber: anyNumber,
      flushNumber: anyNumber,
      isInstalled: fc.boolean(),
    }),
    {
      encode: stored.encodeGroupRecord,
      decode: (given) => stored.decodeGroupRecord(given, PLACE.group),
    },
  ),
  target("node record", fc.record({ identity, groups: numbers }), {
    encode: stored.encodeNodeRecord,
    decode: stored.decodeNodeRecord,
  }),
  target("witness", fc.record({ identity, flushNumber: anyNumber }), {
    encode: stored.encodeWitness,
    decode: stored.decodeWitness,
  }),
  target("snapshot header", fc.record({ snapshotId: anyNumber, machineTime: anyNumber }), {
    encode: encodeSnapshotHeader,
    decode: decodeSnapshotHeader,
  }),
  target(
    "snapshot chunk behind a right checksum",
    fc.array(fc.tuple(anyText, bytes), { maxLength: 4 }),
    {
      encode: (rows) => {
        const [keys, values] = [rows.map(([key]) => key), rows.map(([, value]) => value)];
        const chunk = { keys, values, isLast: true, rowsThrough: rows.length };
        return encodeChunk(CHUNK, chunk).subarray(0, -4);
      },
      decode: (given) => decodeChunk(seal(CHUNK_NAME, given), CHUNK),
    },
  ),
];

/** What nodes ask each other, and answer. */
export const MESSAGE_TARGETS: readonly Target[] = [
  target("hello", fc.record({ self: known, incarnation: anyNumber }), {
    encode: messages.encodeHello,
    decode: messages.decodeHello,
  }),
  target(
    "answer to a hello",
    fc.record({
      clusterId: name,
      incarnation: anyNumber,
      self: known,
      known: fc.array(known, { maxLength: 3 }),
      removed: fc.boolean(),
    }),
    { encode: messages.encodeHelloAnswer, decode: messages.decodeHelloAnswer },
  ),
  target(
    "join",
    fc.record({
      nodeId: name,
      incarnation: anyNumber,
      address: anyText,
      commandLevel: fc.nat({ max: 9 }),
    }),
    { encode: messages.encodeJoin, decode: messages.decodeJoin },
  ),
  target(
    "answer to a join",
    fc.oneof(
      fc.record({
        outcome: fc.constant("joined" as const),
        clusterId: name,
        replicaId: anyNumber,
        known: fc.array(known, { maxLength: 3 }),
      }),
      fc.record({
        outcome: fc.constant("refused" as const),
        reason: anyText,
        incarnation: anyNumber,
      }),
    ),
    { encode: messages.encodeJoinAnswer, decode: messages.decodeJoinAnswer },
  ),
  target("leave", name, { encode: messages.encodeLeave, decode: messages.decodeLeave }),
  target("answer to a leave", fc.constantFrom<messages.LeaveAnswer>("left", "last"), {
    encode: messages.encodeLeaveAnswer,
    decode: messages.decodeLeaveAnswer,
  }),
  target(
    "publish",
    fc.record({
      nodeId: name,
      incarnation: anyNumber,
      commandLevel: fc.nat({ max: 9 }),
      workflows,
    }),
    { encode: messages.encodePublish, decode: messages.decodePublish },
  ),
  target("answer to a publish", fc.constantFrom<messages.PublishAnswer>("published", "again"), {
    encode: messages.encodePublishAnswer,
    decode: messages.decodePublishAnswer,
  }),
  target("call", fc.record({ group: fc.nat(), command: encodedCommand }), {
    encode: messages.encodeGroupCall,
    decode: messages.decodeGroupCall,
  }),
  target("answer to a call", fc.record({ index: anyNumber }), {
    encode: ({ index }) => messages.encodeForwarded({ type: "applied", index }),
    decode: messages.decodeForwarded,
  }),
  target("prepare", fc.record({ name, version: fc.nat(), input: bytes }), {
    encode: prepare.encodePrepare,
    decode: prepare.decodePrepare,
  }),
  target(
    "answer to a prepare",
    fc.oneof(
      fc.record({
        type: fc.constant("prepared" as const),
        input: bytes,
        runTimeoutMs: anyNumber,
        retentionMs: fc.option(anyNumber),
      }),
      fc.record({
        type: fc.constant("invalid" as const),
        issues: fc.array(fc.record({ message: anyText, path: anyText }), { maxLength: 3 }),
      }),
    ),
    { encode: prepare.encodePrepareAnswer, decode: prepare.decodePrepareAnswer },
  ),
];

const LIMITS = { field: "value", limitBytes: 1024 * 1024 };
const RICH: readonly unknown[] = [
  undefined,
  [new Date(0), /a+/gu, 1n, new Uint8Array(3), new Float64Array(2)],
  new Map<unknown, unknown>([["a", new Set([1, { b: undefined }])]]),
  { deep: { er: [Number.NaN, -0, Infinity] }, url: new URL("http://a/b?c") },
  Object.assign(new RangeError("no", { cause: new Error("luck") }), { field: { at: new Date(1) } }),
  new AggregateError([new TypeError("a"), 7], "both"),
];
/** Divided at spaces; the empty word is one too. */
const WORDS =
  " Date map set bigint regexp undefined number Error URL class symbol custom bytes error typed-array Uint8Array __proto__ prototype " +
  "constructor __proto__.polluted constructor.prototype.polluted a a.b 0 Uint8Array;AAAA Float64Array;AAAA /(/ values v length a\\.b \\";
const words = fc.constantFrom(...WORDS.split(" "));
/** Anything that JSON can say, of words that superjson or a prototype may fall for. */
const json: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    words,
    fc.constantFrom<unknown>(null, 0, 1, -1, 2 ** 53, true, "x"),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(words, tie("value")), { maxLength: 4 }).map(ownProperties),
  ),
})).value;

/** Keys as JSON.parse gives them: `__proto__` is one as any other. */
function ownProperties(entries: readonly (readonly [string, unknown])[]): object {
  const made = {};
  for (const [key, value] of entries) {
    Object.defineProperty(made, key, { value, enumerable: true, configurable: true });
  }
  return made;
}

/** Values of users, as they stand in commands. */
export const PAYLOAD_TARGETS: readonly Target[] = [
  {
    name: "payload",
    valid: fc.oneof(
      fc.jsonValue().map((value) => encodePayload(value, LIMITS)),
      fc.constantFrom(...RICH.map((value) => encodePayload(value, LIMITS))),
    ),
    decode: (given) => decodePayload(given, "value"),
  },
  {
    name: "payload of hostile JSON",
    valid: fc.oneof(
      json.map((value) => payloadOf(0, value)),
      json.map((value) => payloadOf(1, value)),
      fc
        .record({ json, values: json, v: fc.constantFrom(0, 1, 2, "x") })
        .map(({ v, values, ...rest }) => payloadOf(1, { ...rest, meta: { values, v } })),
    ),
    decode: (given) => decodePayload(given, "value"),
  },
];

function payloadOf(format: number, value: unknown): Uint8Array {
  return Uint8Array.from([format, ...Buffer.from(JSON.stringify(value))]);
}

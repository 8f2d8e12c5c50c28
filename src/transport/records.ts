/**
 * The bytes of what opens and answers streams, and of snapshots on the way. With frame-codec.ts the only place in
 * transport/ that knows protobuf.
 *
 * Invariant: what comes out of a decoder has been checked and owns its bytes; all else is a MalformedBytesError.
 */
import { raftwork } from "../gen/raftwork.js";
import { nameProblem } from "../model/names.ts";
import { bytes, decodeWith, malformed, text, uint32, uint64 } from "../model/wire.ts";
import { lifeFromWire, lifeToWire, UNKNOWN_LIFE } from "./life.ts";
import type { NodeName } from "./transport.ts";

/** How an Answer begins. The position in {@link ANSWER_STATUSES} is the wire number. */
export type AnswerStatus =
  | "done"
  | "identityRefused"
  | "unknownMethod"
  | "failed"
  | "overloaded"
  | "malformed"
  | "tooLarge"
  | "notReady";

/** All statuses in the order of their wire numbers. Append only. */
export const ANSWER_STATUSES: readonly AnswerStatus[] = Object.freeze([
  "done",
  "identityRefused",
  "unknownMethod",
  "failed",
  "overloaded",
  "malformed",
  "tooLarge",
  "notReady",
]);

/** The first message of every stream. */
export interface Opening {
  readonly from: NodeName;
  /** What the receiver must be; "" and 0 are not compared. */
  readonly to: NodeName;
  readonly method: string;
  readonly payload: Uint8Array;
  /** Of the sender (life.ts); "" when it is not known. */
  readonly life: string;
}

/** The first message back. */
export interface Answer {
  readonly status: AnswerStatus;
  readonly name: NodeName;
  readonly payload: Uint8Array;
  /** What was refused, and why; "" when done. */
  readonly field: string;
  readonly expected: string;
  readonly found: string;
  /** Of who answers (life.ts); "" when it is not known. */
  readonly life: string;
}

/** Asks a node to come for a snapshot. */
export interface SnapshotOffer {
  readonly transferId: Uint8Array;
  readonly header: Uint8Array;
}

/** What the receiver asks for when it opens a stream. */
export interface SnapshotWant {
  readonly transferId: Uint8Array;
  /** The first part that is wanted. */
  readonly have: number;
  /** Bytes that may be on the way and not taken. */
  readonly windowBytes: number;
}

/** What the receiver says while it takes a snapshot. */
export interface SnapshotProgress {
  readonly have: number;
  readonly state: "going" | "taken" | "givenUp";
  readonly reason: string;
}

/** What the sender of a snapshot says. */
export interface SnapshotPart {
  readonly state: "part" | "end" | "givenUp" | "heard";
  /** Of the part, from 0; at the end how many there are. */
  readonly number: number;
  /** CRC-32 of `data`. */
  readonly checksum: number;
  readonly data: Uint8Array;
  /** At the end: SHA-256 over all parts. */
  readonly digest: Uint8Array;
  readonly reason: string;
}

const NO_BYTES: Uint8Array = new Uint8Array(0);
const PROGRESS_STATES: readonly SnapshotProgress["state"][] = ["going", "taken", "givenUp"];
const PART_STATES: readonly SnapshotPart["state"][] = ["part", "end", "givenUp", "heard"];
/** Texts in refusals are for people; longer ones are cut. */
const TEXT_MAX = 512;
const HALF = /\p{Surrogate}/gu;

/** No node at all, or none that is known. */
export const NO_NAME: NodeName = Object.freeze({ clusterId: "", nodeId: "", incarnation: 0 });

/** Bytes that Opening and Answer have beside their payload, at most. */
export const OPENING_OVERHEAD_BYTES = 8192;

/** Encodes the first message of a stream; a life that is not given is not known. */
export function encodeOpening(
  opening: Omit<Opening, "life"> & Partial<Pick<Opening, "life">>,
): Uint8Array {
  const life = lifeToWire(opening.life ?? UNKNOWN_LIFE);
  return raftwork.Opening.encode({ ...opening, life }).finish();
}

/** Decodes the first message of a stream. @throws {MalformedBytesError} when it is none. */
export function decodeOpening(message: Uint8Array): Opening {
  const found = decodeWith("opening", () => raftwork.Opening.decode(message));
  return {
    from: nodeName(found.from, "opening.from"),
    to: nodeName(found.to, "opening.to"),
    method: text(found.method, "opening.method"),
    payload: own(bytes(found.payload, "opening.payload")),
    life: lifeFromWire(bytes(found.life, "opening.life"), "opening.life"),
  };
}

/** Encodes an answer; what is not given is empty. */
export function encodeAnswer(
  answer: Partial<Answer> & Pick<Answer, "status" | "name">,
): Uint8Array {
  return raftwork.Answer.encode({
    status: ANSWER_STATUSES.indexOf(answer.status),
    name: answer.name,
    payload: answer.payload ?? NO_BYTES,
    field: cut(answer.field),
    expected: cut(answer.expected),
    found: cut(answer.found),
    life: lifeToWire(answer.life ?? UNKNOWN_LIFE),
  }).finish();
}

/** Decodes an answer. @throws {MalformedBytesError} when it is none. */
export function decodeAnswer(message: Uint8Array): Answer {
  const found = decodeWith("answer", () => raftwork.Answer.decode(message));
  const status = ANSWER_STATUSES[uint32(found.status, "answer.status")];
  return {
    // A status of a newer version: something went wrong, and its texts say what.
    status: status ?? "failed",
    name: nodeName(found.name, "answer.name"),
    payload: own(bytes(found.payload, "answer.payload")),
    field: cut(text(found.field, "answer.field")),
    expected: cut(text(found.expected, "answer.expected")),
    found: cut(text(found.found, "answer.found")),
    life: lifeFromWire(bytes(found.life, "answer.life"), "answer.life"),
  };
}

/** Encodes an offer. */
export function encodeOffer(offer: SnapshotOffer): Uint8Array {
  return raftwork.SnapshotOffer.encode(offer).finish();
}

/** Decodes an offer. @throws {MalformedBytesError} when it is none. */
export function decodeOffer(message: Uint8Array): SnapshotOffer {
  const found = decodeWith("offer", () => raftwork.SnapshotOffer.decode(message));
  return {
    transferId: transferId(found.transferId, "offer.transferId"),
    header: own(bytes(found.header, "offer.header")),
  };
}

/** Encodes what the receiver asks for. */
export function encodeWant(want: SnapshotWant): Uint8Array {
  return raftwork.SnapshotWant.encode(want).finish();
}

/** Decodes what the receiver asks for. @throws {MalformedBytesError} when it is none. */
export function decodeWant(message: Uint8Array): SnapshotWant {
  const found = decodeWith("want", () => raftwork.SnapshotWant.decode(message));
  return {
    transferId: transferId(found.transferId, "want.transferId"),
    have: uint64(found.have, "want.have"),
    windowBytes: uint64(found.windowBytes, "want.windowBytes"),
  };
}

/** Encodes how far the receiver is. */
export function encodeProgress(progress: SnapshotProgress): Uint8Array {
  const state = PROGRESS_STATES.indexOf(progress.state);
  return raftwork.SnapshotProgress.encode({
    have: progress.have,
    state,
    reason: cut(progress.reason),
  }).finish();
}

/** Decodes how far the receiver is. @throws {MalformedBytesError} when it does not say. */
export function decodeProgress(message: Uint8Array): SnapshotProgress {
  const found = decodeWith("progress", () => raftwork.SnapshotProgress.decode(message));
  return {
    have: uint64(found.have, "progress.have"),
    state: oneOf(PROGRESS_STATES, found.state, "progress.state"),
    reason: cut(text(found.reason, "progress.reason")),
  };
}

/** Encodes a part; what is not given is empty. */
export function encodePart(part: Partial<SnapshotPart> & Pick<SnapshotPart, "state">): Uint8Array {
  return raftwork.SnapshotPart.encode({
    state: PART_STATES.indexOf(part.state),
    number: part.number ?? 0,
    checksum: part.checksum ?? 0,
    data: part.data ?? NO_BYTES,
    digest: part.digest ?? NO_BYTES,
    reason: cut(part.reason),
  }).finish();
}

/** Decodes a part. @throws {MalformedBytesError} when it is none. */
export function decodePart(message: Uint8Array): SnapshotPart {
  const found = decodeWith("part", () => raftwork.SnapshotPart.decode(message));
  return {
    state: oneOf(PART_STATES, found.state, "part.state"),
    number: uint64(found.number, "part.number"),
    checksum: uint32(found.checksum, "part.checksum"),
    data: own(bytes(found.data, "part.data")),
    digest: own(bytes(found.digest, "part.digest")),
    reason: cut(text(found.reason, "part.reason")),
  };
}

/** A decoded node name; empty where nothing is said. @throws {MalformedBytesError} when it is none. */
export function nodeName(value: unknown, field: string): NodeName {
  if (value === undefined || value === null) return NO_NAME;
  const record = value as raftwork.INodeNameRecord;
  return {
    clusterId: nameOrNone(record.clusterId, `${field}.clusterId`),
    nodeId: nameOrNone(record.nodeId, `${field}.nodeId`),
    incarnation: uint64(record.incarnation, `${field}.incarnation`),
  };
}

/** A copy with a buffer of its own; not of a Buffer's kind, whose slices are views. */
export function own(view: Uint8Array): Uint8Array {
  return view.length === 0 ? NO_BYTES : new Uint8Array(view);
}

function nameOrNone(value: unknown, field: string): string {
  const found = text(value, field);
  const problem = found === "" ? null : nameProblem(found);
  return problem === null ? found : malformed(field, "an id", problem);
}

function transferId(value: unknown, field: string): Uint8Array {
  const found = bytes(value, field);
  return found.length === 16 ? own(found) : malformed(field, "16 bytes", `${found.length} bytes`);
}

function oneOf<T>(choices: readonly T[], value: unknown, field: string): T {
  const number = uint32(value, field);
  return choices[number] ?? malformed(field, `0 to ${choices.length - 1}`, `${number}`);
}

function cut(words: string | undefined): string {
  // Half a character would be encoded and then be refused by every decoder.
  return words === undefined ? "" : words.slice(0, TEXT_MAX).replace(HALF, "\ufffd");
}

/**
 * The bytes of the journal: each append is one frame, and each file begins with a frame that says where its groups stood.
 *
 * ```
 * frame    magic, length of the head, length of the body, CRC-32 over the file's number, the lengths and the head: 4 bytes each;
 *          head: a JournalRecord; body: the data of its entries, one behind the other; zeros up to a multiple of 8
 * ```
 *
 * The data of an entry have a checksum of their own, in the head: they are read alone later.
 *
 * Invariant: a frame that was torn, or that another file held before, is told from a whole one.
 */
import { crc32 } from "node:zlib";
import { MalformedBytesError } from "../errors.ts";
import { raftwork } from "../gen/raftwork.js";
import { decodeWith, uint32, uint64 } from "../model/wire.ts";
import { ENTRY_TYPES, type Entry, type HardState } from "../raft/types.ts";
import { invariant } from "../util/assert.ts";
import { decodeIdentity, type NodeIdentity } from "./records.ts";

/** Where a log begins or ends: an entry, or the place before the first one. */
export interface LogPlace {
  readonly index: number;
  readonly term: number;
}

/** What one group writes with a flush. */
export interface JournalPart {
  readonly group: number;
  readonly hardState: HardState;
  /** Everything through this index had been applied, and those who listen been told. */
  readonly toldIndex: number;
  /** The log begins anew behind this entry; null when it goes on. */
  readonly origin: LogPlace | null;
  /** Replace the log from the first of them on. */
  readonly entries: readonly Entry[];
}

/** Where a group stands. */
export interface GroupStanding {
  readonly group: number;
  readonly hardState: HardState;
  readonly toldIndex: number;
  /** Its last entry. */
  readonly last: LogPlace;
}

/** What stands before the first flush of a file. */
export interface JournalBase {
  readonly identity: NodeIdentity;
  readonly groups: readonly GroupStanding[];
}

/** One append. */
export interface JournalAppend {
  readonly number: number;
  /** The newest batch of the database that was durable before. */
  readonly saved: number;
  readonly base: JournalBase | null;
  readonly parts: readonly JournalPart[];
}

/** Where the data of an entry are, and what they have to be. */
export interface EntryPlace {
  readonly file: number;
  readonly at: number;
  readonly length: number;
  readonly type: Entry["type"];
  readonly checksum: number;
}

/** An entry as it was found. */
export interface FoundEntry {
  readonly index: number;
  readonly term: number;
  readonly place: EntryPlace;
}

/** What one group wrote, as it was found. */
export interface FoundPart extends Omit<JournalPart, "entries"> {
  readonly entries: readonly FoundEntry[];
}

/** One append, as it was found. */
export interface FoundAppend extends Omit<JournalAppend, "parts"> {
  readonly parts: readonly FoundPart[];
  /** Where the next one begins. */
  readonly end: number;
}

/** The journal is not as a crash can have left it. Translated where the directory is known. */
export class JournalDamage extends Error {}

/** "RWJL", as it stands in the file. */
const MAGIC = 0x4c4a5752;
const FRAME_BYTES = 16;
/** Frames begin at multiples of this. */
export const ALIGNMENT = 8;

const TYPE_NUMBERS: ReadonlyMap<string, number> = new Map(
  ENTRY_TYPES.map((type, number) => [type, number]),
);

/** A frame in the making: as long as `bytes` says; nothing is copied before {@link PreparedFrame.write}. */
export interface PreparedFrame {
  readonly bytes: number;
  /** Writes it to the beginning of `into`, of which nothing is kept. */
  write(into: Buffer): void;
  /** Where the data of each entry will be, part by part. */
  places(at: number): readonly (readonly EntryPlace[])[];
}

/** Makes a frame for a file. */
export function prepareFrame(append: JournalAppend, file: number): PreparedFrame {
  const { number, saved, base, parts } = append;
  const checksums: number[] = [];
  const groups = parts.map((part) => partRecord(part, checksums));
  const head = raftwork.JournalRecord.encode({
    number,
    saved,
    base: base && { identity: base.identity, groups: base.groups.map(standingRecord) },
    groups,
  }).finish();
  let bodyBytes = 0;
  for (const { entries } of parts) for (const { data } of entries) bodyBytes += data.length;
  const end = FRAME_BYTES + head.length + bodyBytes;
  return {
    bytes: aligned(end),
    write(into) {
      into.writeUInt32LE(MAGIC, 0);
      into.writeUInt32LE(head.length, 4);
      into.writeUInt32LE(bodyBytes, 8);
      into.set(head, FRAME_BYTES);
      into.writeUInt32LE(checksumOf(into, { at: 0, headBytes: head.length, file }), 12);
      let at = FRAME_BYTES + head.length;
      for (const { entries } of parts) {
        for (const { data } of entries) {
          into.set(data, at);
          at += data.length;
        }
      }
      into.fill(0, at, aligned(end));
    },
    places(frameAt) {
      let at = frameAt + FRAME_BYTES + head.length;
      let next = 0;
      return parts.map(({ entries }) =>
        entries.map(({ data, type }): EntryPlace => {
          const place = { file, at, length: data.length, type, checksum: checksums[next] ?? 0 };
          at += data.length;
          next += 1;
          return place;
        }),
      );
    },
  };
}

/**
 * The frame at a place of a file; null when there is no whole one.
 *
 * @throws {MalformedBytesError} when a whole one holds what no version has written.
 */
export function readFrame(
  bytes: Uint8Array,
  { file, at }: { readonly file: number; readonly at: number },
): FoundAppend | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const lengths = frameLengths(view, at);
  if (lengths === null) return null;
  const { headBytes, bodyBytes } = lengths;
  if (checksumOf(view, { at, headBytes, file }) !== view.readUInt32LE(at + 12)) return null;
  const headAt = at + FRAME_BYTES;
  const record = decodeWith("journal", () =>
    raftwork.JournalRecord.decode(view.subarray(headAt, headAt + headBytes)),
  );
  const cursor = { file, at: headAt + headBytes };
  const parts = record.groups.map((part) => foundPart(part, cursor));
  const bodyAt = headAt + headBytes;
  if (cursor.at !== bodyAt + bodyBytes) {
    throw new MalformedBytesError({
      field: "journal.entries",
      expected: `${bodyBytes} bytes of data`,
      found: `${cursor.at - bodyAt}`,
    });
  }
  for (const { group, entries } of parts) {
    for (const entry of entries) {
      const { place } = entry;
      const data = view.subarray(place.at, place.at + place.length);
      if (!isWhole(data, { group, ...entry })) return null;
    }
  }
  return {
    number: uint64(record.number, "journal.number"),
    saved: uint64(record.saved, "journal.saved"),
    base: foundBase(record.base),
    parts,
    end: aligned(cursor.at),
  };
}

/** Whether a whole frame with a number above `number` lies anywhere from a place of a file on. */
export function hasLaterFrame(
  bytes: Uint8Array,
  { file, at, number }: { readonly file: number; readonly at: number; readonly number: number },
): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let place = aligned(at); place + FRAME_BYTES <= view.length; place += ALIGNMENT) {
    if (view.readUInt32LE(place) !== MAGIC) continue;
    try {
      const found = readFrame(bytes, { file, at: place });
      if (found !== null && found.number > number) return true;
    } catch (error) {
      // Bytes of a torn frame may look like anything.
      if (!(error instanceof MalformedBytesError)) throw error;
    }
  }
  return false;
}

/** Whether the data of an entry are those that were written. */
export function isWhole(data: Uint8Array, entry: FoundEntry & { readonly group: number }): boolean {
  const { group, index, term, place } = entry;
  return entryChecksum(group, { index, term, type: place.type, data }) === place.checksum;
}

function frameLengths(
  view: Buffer,
  at: number,
): { readonly headBytes: number; readonly bodyBytes: number } | null {
  if (at + FRAME_BYTES > view.length || view.readUInt32LE(at) !== MAGIC) return null;
  const headBytes = view.readUInt32LE(at + 4);
  const bodyBytes = view.readUInt32LE(at + 8);
  if (at + FRAME_BYTES + headBytes + bodyBytes > view.length) return null;
  return { headBytes, bodyBytes };
}

function checksumOf(
  view: Buffer,
  { at, headBytes, file }: { at: number; headBytes: number; file: number },
): number {
  const lengths = crc32(view.subarray(at + 4, at + 12), crc32(`file ${file}`));
  return crc32(view.subarray(at + FRAME_BYTES, at + FRAME_BYTES + headBytes), lengths);
}

function entryChecksum(group: number, { index, term, type, data }: Entry): number {
  const place = crc32(`${group}/${index}/${term}/${type}`);
  // An empty array may have no memory, and then zlib would begin anew.
  return data.length === 0 ? place : crc32(data, place);
}

function partRecord(part: JournalPart, checksums: number[]): raftwork.IJournalGroupRecord {
  const { group, hardState, toldIndex, origin, entries } = part;
  return {
    group,
    ...hardState,
    toldIndex,
    ...originFields(origin),
    firstIndex: entries[0]?.index ?? 0,
    entries: entries.map((entry) => {
      const type = TYPE_NUMBERS.get(entry.type);
      invariant(type !== undefined, `entry ${entry.index} has the unknown type ${entry.type}`);
      const checksum = entryChecksum(group, entry);
      checksums.push(checksum);
      return { term: entry.term, type, length: entry.data.length, checksum };
    }),
  };
}

function standingRecord(standing: GroupStanding): raftwork.IJournalGroupRecord {
  const { group, hardState, toldIndex, last } = standing;
  return { group, ...hardState, toldIndex, ...originFields(last) };
}

function originFields(origin: LogPlace | null): raftwork.IJournalGroupRecord {
  if (origin === null) return {};
  return { hasOrigin: true, originIndex: origin.index, originTerm: origin.term };
}

function foundBase(record: raftwork.IJournalBase | null | undefined): JournalBase | null {
  if (record === null || record === undefined) return null;
  const groups = (record.groups ?? []).map((part): GroupStanding => {
    const { group, hardState, toldIndex, origin } = foundPart(part, { file: 0, at: 0 });
    if (origin === null) {
      throw new MalformedBytesError({
        field: "journal.base",
        expected: `where group ${group} stands`,
        found: "none",
      });
    }
    return { group, hardState, toldIndex, last: origin };
  });
  return { identity: decodeIdentity(record.identity), groups };
}

/** Reads a part whose data begin at the cursor, and moves that behind them. */
function foundPart(
  record: raftwork.IJournalGroupRecord,
  cursor: { readonly file: number; at: number },
): FoundPart {
  const first = uint64(record.firstIndex, "journal.firstIndex");
  const { originIndex, originTerm } = record;
  return {
    group: uint64(record.group, "journal.group"),
    hardState: {
      term: uint64(record.term, "journal.term"),
      vote: uint64(record.vote, "journal.vote"),
      commit: uint64(record.commit, "journal.commit"),
    },
    toldIndex: uint64(record.toldIndex, "journal.toldIndex"),
    origin:
      record.hasOrigin === true
        ? {
            index: uint64(originIndex, "journal.originIndex"),
            term: uint64(originTerm, "journal.originTerm"),
          }
        : null,
    entries: (record.entries ?? []).map((entry, offset): FoundEntry => {
      const number = uint32(entry.type, "journal.entry.type");
      const type = ENTRY_TYPES[number];
      if (type === undefined) {
        throw new MalformedBytesError({
          field: "journal.entry.type",
          expected: "a known type",
          found: `${number}`,
        });
      }
      const length = uint32(entry.length, "journal.entry.length");
      const { file, at } = cursor;
      const checksum = uint32(entry.checksum, "journal.entry.checksum");
      cursor.at += length;
      const term = uint64(entry.term, "journal.entry.term");
      return { index: first + offset, term, place: { file, at, length, type, checksum } };
    }),
  };
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

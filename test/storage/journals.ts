// Journals made by hand, and places in those that a node has written.
import { expect } from "vitest";
import { StorageCorruptedError } from "../../src/errors.ts";
import {
  type JournalAppend,
  type JournalPart,
  prepareFrame,
  readFrame,
} from "../../src/storage/journal-record.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore, type NodeStoreOptions } from "../../src/storage/node-store.ts";
import { ALONE, bytesOf, entry, IDENTITY, type Part, part, textOf, write } from "./support.ts";

/** Where a frame is in its file, and its flush. */
export interface Frame {
  readonly at: number;
  readonly end: number;
  readonly number: number;
}

/** The frames of a file, from its beginning to the first place where there is no whole one. */
export function framesOf(bytes: Uint8Array, file: number): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; ; ) {
    const found = readFrame(bytes, { file, at });
    if (found === null) return frames;
    frames.push({ at, end: found.end, number: found.number });
    at = found.end;
  }
}

/** How many bytes of the frame at a place say something: what follows up to the next one is padding. */
export function writtenBytes(bytes: Uint8Array, at: number): number {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset + at, 16);
  return 16 + head.readUInt32LE(4) + head.readUInt32LE(8);
}

/** The bytes of one frame. */
export function frameOf(append: JournalAppend, file: number): Buffer {
  const frame = prepareFrame(append, file);
  const bytes = Buffer.alloc(frame.bytes);
  frame.write(bytes);
  return bytes;
}

/** A file with these frames and room behind them. */
export function fileOf(file: number, appends: readonly JournalAppend[], roomBytes = 256): Buffer {
  const frames = appends.map((append) => frameOf(append, file));
  return Buffer.concat([...frames, Buffer.alloc(roomBytes)]);
}

/** An append in which nothing is said that a test does not say. */
export function append(fields: Partial<JournalAppend>): JournalAppend {
  return { number: 1, saved: 1, base: null, parts: [], ...fields };
}

/** What group 1 writes: nothing that a test does not say. */
export function written(fields: Partial<JournalPart>): JournalPart {
  const hardState = { term: 1, vote: 0, commit: 1 };
  return { group: 1, hardState, toldIndex: 1, origin: null, entries: [], ...fields };
}

/** The first two flushes of a node with group 1, and those that a test puts behind them. */
export function appendsOf(...more: readonly JournalAppend[]): JournalAppend[] {
  return [
    append({ number: 1, base: { identity: IDENTITY, groups: [] } }),
    append({ number: 2, saved: 2, parts: [written({ origin: { index: 1, term: 1 } })] }),
    ...more,
  ];
}

/** The bytes of a file of a disk, to be looked at or changed. */
export function journalFile(disk: MemoryDisk, file: number): Uint8Array {
  const bytes = disk.journal.get(file);
  if (bytes === undefined) throw new Error(`no file ${file} in ${[...disk.journal.keys()].join()}`);
  return bytes;
}

/** Entries `first` to `last` of group 1 in term 1, committed and applied as far as it is said. */
export function grown(
  first: number,
  last: number,
  options: { commit?: number; applied?: number; dataBytes?: number } = {},
): Part {
  const { commit = first - 1, applied, dataBytes = 10 } = options;
  const entries = Array.from({ length: last - first + 1 }, (_, at) =>
    entry(first + at, 1, `entry ${first + at} `.padEnd(dataBytes, ".")),
  );
  const changes = { keys: ["newest"], values: [bytesOf(`${applied}`)] };
  return part({
    entries,
    hardState: { term: 1, vote: 7, commit },
    state:
      applied === undefined
        ? null
        : { appliedIndex: applied, generation: 1, confState: ALONE, changes },
  });
}

/** The data of an entry of group 1. */
export function dataAt(node: NodeStore, index: number): string | undefined {
  const found = node.group(1).entries({ low: index, high: index + 1, maxBytes: Infinity });
  return typeof found === "string" ? found : textOf(found[0]?.data);
}

/** Of the nodes here: small files, a WITNESS that knows of nothing. */
export const OPTIONS: NodeStoreOptions = { journalFileBytes: 1024, witnessIntervalMs: 1_000_000 };

/** A node with a group that has died after flushes of two entries each; of the last `unsaved` ones its state knows nothing. */
export async function killed(
  flushes: number,
  unsaved: number,
  options: NodeStoreOptions = OPTIONS,
): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const node = await NodeStore.open(await disk.open(), options);
  await node.initialise(IDENTITY);
  await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
  for (let flush = 0; flush < flushes; flush += 1) {
    const first = 2 + 2 * flush;
    const applied = flush < flushes - unsaved ? first - 1 : undefined;
    await write(node, [grown(first, first + 1, applied === undefined ? {} : { applied })]);
  }
  disk.crash();
  return disk;
}

/** Opens it again. */
export async function reopened(
  disk: MemoryDisk,
  options: NodeStoreOptions = OPTIONS,
): Promise<NodeStore> {
  return NodeStore.open(await disk.open(), options);
}

/** Fails unless opening is refused as damage, and gives the disk back. */
export async function expectRefused(disk: MemoryDisk, message: RegExp): Promise<void> {
  const error = await reopened(disk).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(StorageCorruptedError);
  expect((error as Error).message).toMatch(message);
  expect(disk.isOpen).toBe(false);
}

/** The newest file with frames, and its last frame. */
export function lastOf(
  disk: MemoryDisk,
): Frame & { readonly file: number; readonly bytes: Uint8Array } {
  const files = [...disk.journal.keys()].sort((one, other) => other - one);
  for (const file of files) {
    const bytes = journalFile(disk, file);
    const frame = framesOf(bytes, file).at(-1);
    if (frame !== undefined) return { file, bytes, ...frame };
  }
  throw new Error("no frames");
}

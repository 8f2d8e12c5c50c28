/**
 * WitnessOnDisk keeps the file WITNESS: two slots that are written in turn, each in one write that changes nothing but bytes. (A new
 * file, renamed, takes a file system ten times as long, and flushes that are under way wait for it.)
 *
 * ```
 * slot     at 0 and at 4,096: number of the write (8 bytes), length of the content and CRC-32 over all the rest (4 bytes each); the content; zeros
 * ```
 *
 * Invariants: a slot is written while the other one is durable and whole, so whatever a crash leaves of a write, the one before is there; a
 * process makes the file anew before it writes it, and renames it, so that slots of two processes are never compared.
 */
import { type FileHandle, open, rename, writeFile } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { StorageFailedError } from "../errors.ts";
import { invariant } from "../util/assert.ts";
import type { DataPaths } from "./data-dir.ts";
import { bytesOf, SYNCED_FLAGS, syncDirectory, WRITES_ARE_SYNCED } from "./durable-files.ts";
import type { WitnessFile } from "./key-value-store.ts";

/** A sector of today's disks, and a page: a torn write of one slot leaves the other alone. */
const SLOT_BYTES = 4096;
const FILE_BYTES: number = 2 * SLOT_BYTES;
const NUMBER_AT = 0;
const LENGTH_AT = 8;
const CHECKSUM_AT = 12;
const CONTENT_AT = 16;

/** The file of one data directory. One write at a time. */
export class WitnessOnDisk implements WitnessFile {
  readonly #directory: DataPaths;
  #file: FileHandle | null = null;
  #written = 0;

  /** Touches nothing yet. */
  constructor(directory: DataPaths) {
    this.#directory = directory;
  }

  async read(): Promise<Uint8Array | undefined> {
    try {
      const bytes = await bytesOf(this.#directory.witnessPath);
      return bytes && newestContent(bytes);
    } catch (cause) {
      throw new StorageFailedError({ operation: "reading the file WITNESS", cause });
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    const number = this.#written + 1;
    const slot = slotOf(number, bytes);
    if (this.#file === null) this.#file = await this.#make(slot);
    else {
      await writeWhole(this.#file, slot, number % 2 === 0 ? SLOT_BYTES : 0);
      if (!WRITES_ARE_SYNCED) await this.#file.datasync();
    }
    this.#written = number;
  }

  /** Gives the file back; nothing is being written. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }

  /** Replaces the file of an earlier process. */
  async #make(first: Uint8Array): Promise<FileHandle> {
    const { path, witnessPath } = this.#directory;
    const bytes = new Uint8Array(FILE_BYTES);
    bytes.set(first);
    await writeFile(`${witnessPath}.new`, bytes, { flush: true });
    await rename(`${witnessPath}.new`, witnessPath);
    await syncDirectory(path);
    return open(witnessPath, SYNCED_FLAGS);
  }
}

/** The system may take a part: a slot that is not whole must not be followed by a write of the other one. */
async function writeWhole(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    if (bytesWritten === 0) throw new Error("the file takes no more bytes");
    done += bytesWritten;
  }
}

/**
 * What was written last into a file of two slots. The bytes themselves where there is no whole slot: a damaged one, and the form of early
 * versions, which was the content alone. Whoever reads tells them apart: content has a checksum of its own.
 */
export function newestContent(file: Uint8Array): Uint8Array {
  if (file.length !== FILE_BYTES) return file;
  let newest: { readonly number: bigint; readonly content: Uint8Array } | null = null;
  for (const at of [0, SLOT_BYTES]) {
    const slot = readSlot(file.subarray(at, at + SLOT_BYTES));
    if (slot !== null && slot.number > (newest?.number ?? 0n)) newest = slot;
  }
  return newest?.content ?? file;
}

function slotOf(number: number, content: Uint8Array): Uint8Array {
  invariant(
    content.length <= SLOT_BYTES - CONTENT_AT,
    () => `a witness of ${content.length} bytes does not fit its slot`,
  );
  const slot = Buffer.alloc(SLOT_BYTES);
  slot.writeBigUInt64LE(BigInt(number), NUMBER_AT);
  slot.writeUInt32LE(content.length, LENGTH_AT);
  slot.set(content, CONTENT_AT);
  slot.writeUInt32LE(checksumOf(slot), CHECKSUM_AT);
  return slot;
}

function readSlot(
  bytes: Uint8Array,
): { readonly number: bigint; readonly content: Uint8Array } | null {
  const slot = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (slot.readUInt32LE(CHECKSUM_AT) !== checksumOf(slot)) return null;
  const length = slot.readUInt32LE(LENGTH_AT);
  const content = bytes.slice(CONTENT_AT, CONTENT_AT + length);
  return { number: slot.readBigUInt64LE(NUMBER_AT), content };
}

function checksumOf(slot: Buffer): number {
  return crc32(slot.subarray(CONTENT_AT), crc32(slot.subarray(NUMBER_AT, CHECKSUM_AT)));
}

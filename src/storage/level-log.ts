/**
 * The format of LevelDB's write-ahead files and manifests, read the way its own reader does not: what cannot be
 * read is damage, and not skipped.
 *
 * A file is a row of blocks of 32 KiB. A block holds physical records: checksum (4 bytes), length (2), type (1),
 * payload. A logical record is one of type FULL, or FIRST, MIDDLE…, LAST over several blocks. Less than a header at
 * the end of a block is filled with zeros.
 *
 * The only thing a crash leaves is a last record that is not all there: cut off, or, where a file system had
 * grown the file before it wrote the bytes, with holes of zeros. LevelDB never appends to a file of an earlier
 * opening, so nothing can follow it.
 */
import { crc32c, maskCrc } from "./crc32c.ts";

/** LevelDB's files say something that no crash can have written. Translated into StorageCorruptedError outside. */
export class LevelDamage extends Error {}

/**
 * Whether it says that a file, or a part of it, is gone: EIO is how a disk says that of a sector. Everything else (no right, no file
 * handle, no memory) says nothing of the file, and is no damage.
 */
export function isLost(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === "EIO" || code === "ENOENT";
}

const BLOCK_BYTES = 32 * 1024;
const HEADER_BYTES = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;
/** Unit in which file systems leave holes; and the least part of one that counts when a record shares it. */
const SECTOR_BYTES = 512;
const HOLE_BYTES_MIN = 8;

/** What a scan found out about the end of a file. */
export interface LogScan {
  /** Logical records that are complete. */
  readonly records: number;
  /** Where a record begins that a crash cut off; null when the file ends cleanly. */
  readonly tornAt: number | null;
}

/** Gets a complete record: its fragments, views into the file, and where it begins. */
export type RecordVisitor = (fragments: readonly Uint8Array[], offset: number) => void;

/**
 * Visits all complete records of a file.
 *
 * @throws {LevelDamage} when anything but an incomplete last record cannot be read.
 */
export function scanLevelLog(file: Uint8Array, visit: RecordVisitor): LogScan {
  let records = 0;
  let open: Uint8Array[] | null = null;
  let openedAt = 0;
  let at = 0;
  while (at < file.length) {
    const blockEnd = endOfBlock(at);
    if (blockEnd - at < HEADER_BYTES) {
      at = blockEnd;
      continue;
    }
    const end = endOfRecord(file, at);
    if (end === null) {
      expectTorn(file, at);
      return { records, tornAt: open === null ? at : openedAt };
    }
    const type = file[at + 6];
    const payload = file.subarray(at + HEADER_BYTES, end);
    if (type === FULL || type === FIRST) {
      if (open !== null) throw new LevelDamage(`the record at ${openedAt} has no end`);
      openedAt = at;
      open = [payload];
    } else if (open === null) {
      throw new LevelDamage(`the record before ${at} has no beginning`);
    } else {
      open.push(payload);
    }
    if (type === FULL || type === LAST) {
      visit(open, openedAt);
      records += 1;
      open = null;
    }
    at = end;
  }
  return { records, tornAt: open === null ? null : openedAt };
}

/** The end of the physical record at `at`, or null when there is none that can be read. */
function endOfRecord(file: Uint8Array, at: number): number | null {
  const end = at + HEADER_BYTES + lengthAt(file, at);
  if (end > endOfBlock(at) || end > file.length) return null;
  const type = file[at + 6] ?? 0;
  if (type < FULL || type > LAST) return null;
  return checksumAt(file, at) === maskCrc(crc32c(file, at + 6, end)) ? end : null;
}

/** Passes when what is unreadable at `at` is the rest of a last write; else says why it cannot be. */
function expectTorn(file: Uint8Array, at: number): void {
  const follower = recordAfter(file, at);
  if (follower !== null) {
    throw new LevelDamage(`the record at ${at} cannot be read, and another follows at ${follower}`);
  }
  if (at + HEADER_BYTES > file.length) return;
  const end = at + HEADER_BYTES + lengthAt(file, at);
  if (end > file.length && end <= endOfBlock(at)) {
    // Cut off, unless it is all there and only its length, which the checksum does not cover, is wrong.
    if (checksumAt(file, at) !== maskCrc(crc32c(file, at + 6, file.length))) return;
    throw new LevelDamage(`the record at ${at} has a wrong length`);
  }
  if (!hasHole(file, at)) throw new LevelDamage(`the last record, at ${at}, cannot be read`);
}

/** Where the first readable beginning of a record after `at` is, or null. */
function recordAfter(file: Uint8Array, at: number): number | null {
  // In the rest of the block a record may begin at any byte; a block of its own begins with one.
  const blockEnd = Math.min(endOfBlock(at), file.length);
  for (let next = at + 1; next + HEADER_BYTES <= blockEnd; next += 1) {
    const type = file[next + 6];
    if ((type === FULL || type === FIRST) && endOfRecord(file, next) !== null) return next;
  }
  for (let block = endOfBlock(at); block < file.length; block += BLOCK_BYTES) {
    let next: number | null = block;
    while (next !== null && next + HEADER_BYTES <= Math.min(block + BLOCK_BYTES, file.length)) {
      const type = file[next + 6];
      const end = endOfRecord(file, next);
      if (end !== null && (type === FULL || type === FIRST)) return next;
      next = end;
    }
  }
  return null;
}

/** Whether a sector, or the part of one that lies behind `at`, was never written: it is all zeros. */
function hasHole(file: Uint8Array, at: number): boolean {
  let start = at;
  while (start < file.length) {
    const end = Math.min(start - (start % SECTOR_BYTES) + SECTOR_BYTES, file.length);
    if (end - start >= HOLE_BYTES_MIN && file.subarray(start, end).every((byte) => byte === 0)) {
      return true;
    }
    start = end;
  }
  return false;
}

function endOfBlock(at: number): number {
  return at - (at % BLOCK_BYTES) + BLOCK_BYTES;
}

function lengthAt(file: Uint8Array, at: number): number {
  return (file[at + 4] ?? 0) | ((file[at + 5] ?? 0) << 8);
}

function checksumAt(file: Uint8Array, at: number): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  return view.getUint32(at, true);
}

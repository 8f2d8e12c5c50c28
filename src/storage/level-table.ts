/**
 * Checks a table file of LevelDB. classic-level verifies no checksum when it reads: a flipped bit in a key, in an
 * index or in a filter makes rows vanish without a word. So every block is checked once, when the database opens.
 *
 * A table is data blocks, a filter block, an index of the filters, an index of the data blocks, and a footer.
 * Behind each block stand its type (1 byte) and a checksum (4). Invariant that is checked: the blocks that the
 * indexes name fill the file without a gap, so no byte is outside of a checksum.
 */
import { type FileHandle, open } from "node:fs/promises";
import { ByteReader } from "./byte-reader.ts";
import { crc32c, maskCrc } from "./crc32c.ts";
import { LevelDamage } from "./level-log.ts";

const FOOTER_BYTES = 48;
const TRAILER_BYTES = 5;
const MAGIC_LOW = 0x8b80fb57;
const MAGIC_HIGH = 0xdb477524;
/** Bytes read at a time. */
const CHUNK_BYTES = 1024 * 1024;

/** Where a block is; `size` is without its trailer. */
interface BlockHandle {
  readonly offset: number;
  readonly size: number;
}

/**
 * Reads a whole table and checks it.
 *
 * @throws {LevelDamage} when any of its bytes is not as it was written.
 */
export async function checkLevelTable(path: string, expectedBytes: number): Promise<void> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    if (size !== expectedBytes) throw new LevelDamage(`it has ${size} bytes, not ${expectedBytes}`);
    if (size < FOOTER_BYTES) throw new LevelDamage(`it has only ${size} bytes`);
    const footer = readFooter(await readAt(file, size - FOOTER_BYTES, FOOTER_BYTES));
    const filters = handlesOf(await readBlock(file, footer.filterIndex, size));
    const blocks = handlesOf(await readBlock(file, footer.index, size));
    const all = [...blocks, ...filters, footer.filterIndex, footer.index];
    await checkBlocks(file, all, size - FOOTER_BYTES);
  } finally {
    await file.close();
  }
}

/** Checks that the blocks follow each other from the first byte to `end`, and the checksum of each. */
async function checkBlocks(
  file: FileHandle,
  handles: readonly BlockHandle[],
  end: number,
): Promise<void> {
  let at = 0;
  let chunk: BlockHandle[] = [];
  let chunkStart = 0;
  const inOrder = [...handles].sort((one, other) => one.offset - other.offset);
  for (const handle of inOrder) {
    if (handle.offset !== at) throw new LevelDamage(`no block of its indexes begins at ${at}`);
    at += handle.size + TRAILER_BYTES;
    if (at > end) throw new LevelDamage(`the block at ${handle.offset} is too long`);
    chunk.push(handle);
    if (at - chunkStart >= CHUNK_BYTES) {
      await checkChunk(file, chunk, { start: chunkStart, end: at });
      chunk = [];
      chunkStart = at;
    }
  }
  if (at !== end) throw new LevelDamage(`its blocks end at ${at}, not at ${end}`);
  await checkChunk(file, chunk, { start: chunkStart, end: at });
}

async function checkChunk(
  file: FileHandle,
  handles: readonly BlockHandle[],
  range: { readonly start: number; readonly end: number },
): Promise<void> {
  const bytes = await readAt(file, range.start, range.end - range.start);
  for (const handle of handles) checkBlock(bytes, handle.offset - range.start, handle);
}

function checkBlock(bytes: Uint8Array, at: number, handle: BlockHandle): void {
  const end = at + handle.size + 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(end, true) !== maskCrc(crc32c(bytes, at, end))) {
    throw new LevelDamage(`the checksum of the block at ${handle.offset} does not match`);
  }
}

async function readBlock(
  file: FileHandle,
  handle: BlockHandle,
  fileBytes: number,
): Promise<Uint8Array> {
  const bytes = handle.size + TRAILER_BYTES;
  if (handle.offset + bytes > fileBytes) {
    throw new LevelDamage(`the block at ${handle.offset} ends behind the file`);
  }
  const block = await readAt(file, handle.offset, bytes);
  checkBlock(block, 0, handle);
  if (block[handle.size] !== 0) throw new LevelDamage("an index is compressed");
  return block.subarray(0, handle.size);
}

function readFooter(footer: Buffer): { filterIndex: BlockHandle; index: BlockHandle } {
  const isOurs =
    footer.readUInt32LE(FOOTER_BYTES - 8) === MAGIC_LOW &&
    footer.readUInt32LE(FOOTER_BYTES - 4) === MAGIC_HIGH;
  if (!isOurs) throw new LevelDamage("its footer is not that of a table");
  const reader = new ByteReader(footer);
  return { filterIndex: readHandle(reader), index: readHandle(reader) };
}

function readHandle(reader: ByteReader): BlockHandle {
  const offset = reader.varint();
  return { offset, size: reader.varint() };
}

/** The handles that are the values of an index block. Its keys are compressed by what they share. */
function handlesOf(block: Uint8Array): BlockHandle[] {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  if (block.length < 4) throw new LevelDamage("an index is too short");
  const restarts = view.getUint32(block.length - 4, true);
  const entriesEnd = block.length - 4 - 4 * restarts;
  if (entriesEnd < 0) throw new LevelDamage("an index is too short");
  const reader = new ByteReader(block.subarray(0, entriesEnd));
  const handles: BlockHandle[] = [];
  while (!reader.isAtEnd) {
    reader.varint();
    const keyBytes = reader.varint();
    const valueBytes = reader.varint();
    reader.take(keyBytes);
    handles.push(readHandle(new ByteReader(reader.take(valueBytes))));
  }
  return handles;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new LevelDamage(`it ends at ${position + done}`);
    done += bytesRead;
  }
  return bytes;
}

/**
 * What is checked about a LevelDB directory before LevelDB may open it. LevelDB drops what it cannot read and opens
 * all the same, and makes a new database where files are missing; after it has opened, the traces are gone.
 *
 * Invariant: nothing is changed here.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ByteReader } from "./byte-reader.ts";
import { isLost, LevelDamage, scanLevelLog } from "./level-log.ts";
import { type LevelManifest, readLevelManifest } from "./level-manifest.ts";
import { checkLevelTable } from "./level-table.ts";

/** Sequence number and count of rows. */
const BATCH_HEADER_BYTES = 12;
/** Tag of a row that is written; 0 is one that is removed. */
const PUT = 1;

/** What there is: no database yet, or one that LevelDB may open. */
export type LevelState = "missing" | "intact";

/**
 * Checks the database in `directory`.
 *
 * @throws {LevelDamage} when it is not as a crash can have left it.
 */
export async function checkLevelDirectory(directory: string): Promise<LevelState> {
  const names = await namesIn(directory);
  if (!names.includes("CURRENT")) {
    const orphan = names.find((name) => /^\d+\.(?:log|ldb|sst)$/.test(name));
    if (orphan === undefined) return "missing";
    throw new LevelDamage(`the file CURRENT is missing beside ${orphan}`);
  }
  const manifest = await readLevelManifest(directory);
  await checkTables(directory, names, manifest);
  await checkWriteAheadFiles(directory, names, manifest);
  return "intact";
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function checkTables(
  directory: string,
  names: readonly string[],
  manifest: LevelManifest,
): Promise<void> {
  const found = new Map<number, string>();
  for (const name of names) {
    const match = /^(\d+)\.(?:ldb|sst)$/.exec(name);
    if (match !== null) found.set(Number(match[1]), name);
  }
  for (const [number, bytes] of manifest.tables) {
    const name = found.get(number);
    if (name === undefined) throw new LevelDamage(`table ${number} is missing`);
    await naming(name, () => checkLevelTable(join(directory, name), bytes));
  }
}

/**
 * Checks all write-ahead files that LevelDB will read. Each of their records is one batch and begins with the
 * sequence number of its first row and the count of its rows, so that one that is missing shows.
 */
async function checkWriteAheadFiles(
  directory: string,
  names: readonly string[],
  manifest: LevelManifest,
): Promise<void> {
  const { logNumber, previousLogNumber } = manifest;
  const files = names
    .map((name) => ({ name, number: Number(/^(\d+)\.log$/.exec(name)?.[1] ?? -1) }))
    .filter(({ number }) => number >= 0)
    .filter(({ number }) => number >= logNumber || number === previousLogNumber)
    .sort((one, other) => one.number - other.number);
  if (logNumber > 0 && !files.some(({ number }) => number === logNumber)) {
    throw new LevelDamage(
      `the write-ahead file ${logNumber}, which ${manifest.name} names, is missing`,
    );
  }
  let torn: string | null = null;
  let expected: number | null = null;
  for (const { name } of files) {
    await naming(name, async () => {
      const { records, tornAt } = scanLevelLog(
        await readFile(join(directory, name)),
        (fragments, offset) => {
          const { sequence, count } = readBatch(fragments, offset);
          // The tables may hold batches of the file already, so its first one may be older than their end.
          const isExpected =
            expected === null ? sequence <= manifest.lastSequence + 1 : sequence === expected;
          if (!isExpected) {
            const wanted = expected ?? manifest.lastSequence + 1;
            throw new LevelDamage(
              `the batch at ${offset} has sequence number ${sequence}, expected ${wanted}`,
            );
          }
          expected = sequence + count;
        },
      );
      if (records > 0 && torn !== null) {
        throw new LevelDamage(`it has ${records} records behind the incomplete one in ${torn}`);
      }
      if (tornAt !== null) torn = name;
    });
  }
}

/** Reads a whole batch: its header, and that it has as many rows as that says. */
function readBatch(
  fragments: readonly Uint8Array[],
  offset: number,
): { sequence: number; count: number } {
  const [first] = fragments;
  const bytes = fragments.length === 1 && first !== undefined ? first : Buffer.concat(fragments);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < BATCH_HEADER_BYTES) {
    throw new LevelDamage(`the batch at ${offset} is too short`);
  }
  const sequence = view.getUint32(4, true) * 0x100000000 + view.getUint32(0, true);
  const count = view.getUint32(8, true);
  const reader = new ByteReader(bytes, BATCH_HEADER_BYTES);
  let rows = 0;
  for (; !reader.isAtEnd; rows += 1) {
    const tag = reader.varint();
    if (tag > PUT) throw new LevelDamage(`a row of the batch at ${offset} has the tag ${tag}`);
    reader.lengthPrefixed();
    if (tag === PUT) reader.lengthPrefixed();
  }
  if (rows !== count) {
    throw new LevelDamage(`the batch at ${offset} has ${rows} rows, expected ${count}`);
  }
  return { sequence, count };
}

/** Puts the file's name before what was found in it; a file that is lost is damage too. */
async function naming(name: string, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (cause) {
    if (!(cause instanceof LevelDamage || isLost(cause))) throw cause;
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new LevelDamage(`the file ${name}: ${found}`, { cause });
  }
}

/**
 * Reads the manifest of a LevelDB: which tables are alive, which write-ahead files count, and the sequence number
 * that the tables reach.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ByteReader } from "./byte-reader.ts";
import { isLost, LevelDamage, scanLevelLog } from "./level-log.ts";

/** What a manifest says. */
export interface LevelManifest {
  /** Its file name, `MANIFEST-000012`. */
  readonly name: string;
  /** Write-ahead files of this number and above count. 0: none has been made yet. */
  readonly logNumber: number;
  /** A file of this number counts too; 0 for none. */
  readonly previousLogNumber: number;
  /** No batch in the tables has a higher one. */
  readonly lastSequence: number;
  /** Number of each live table with its size in bytes. */
  readonly tables: ReadonlyMap<number, number>;
}

/** The tags of a version edit. */
const COMPARATOR = 1;
const LOG_NUMBER = 2;
const NEXT_FILE_NUMBER = 3;
const LAST_SEQUENCE = 4;
const COMPACT_POINTER = 5;
const DELETED_FILE = 6;
const NEW_FILE = 7;
const PREVIOUS_LOG_NUMBER = 9;

interface Draft {
  logNumber: number;
  previousLogNumber: number;
  lastSequence: number;
  readonly tables: Map<number, number>;
}

/**
 * Reads the manifest that CURRENT names.
 *
 * @throws {LevelDamage} when the manifest is lost, or either is not as LevelDB writes it.
 */
export async function readLevelManifest(directory: string): Promise<LevelManifest> {
  const current = await readFile(join(directory, "CURRENT"), "latin1");
  if (!/^MANIFEST-\d{6,}\n$/.test(current)) {
    throw new LevelDamage(`the file CURRENT does not name a manifest (${current.length} bytes)`);
  }
  const name = current.trimEnd();
  const file = await readFile(join(directory, name)).catch((cause: unknown) => {
    if (!isLost(cause)) throw cause;
    throw new LevelDamage(`the file ${name}, which CURRENT names, cannot be read`, { cause });
  });
  const draft: Draft = { logNumber: 0, previousLogNumber: 0, lastSequence: 0, tables: new Map() };
  try {
    const { records } = scanLevelLog(file, (fragments) => {
      readEdit(new ByteReader(Buffer.concat(fragments)), draft);
    });
    if (records === 0) throw new LevelDamage("it has no records");
  } catch (cause) {
    if (!(cause instanceof LevelDamage)) throw cause;
    throw new LevelDamage(`the file ${name}: ${cause.message}`, { cause });
  }
  return { name, ...draft };
}

function readEdit(reader: ByteReader, draft: Draft): void {
  while (!reader.isAtEnd) {
    const tag = reader.varint();
    switch (tag) {
      case COMPARATOR:
        reader.lengthPrefixed();
        break;
      case LOG_NUMBER:
        draft.logNumber = reader.varint();
        break;
      case NEXT_FILE_NUMBER:
        reader.varint();
        break;
      case LAST_SEQUENCE:
        draft.lastSequence = reader.varint();
        break;
      case COMPACT_POINTER:
        reader.varint();
        reader.lengthPrefixed();
        break;
      case DELETED_FILE:
        reader.varint();
        draft.tables.delete(reader.varint());
        break;
      case NEW_FILE: {
        reader.varint();
        const number = reader.varint();
        draft.tables.set(number, reader.varint());
        reader.lengthPrefixed();
        reader.lengthPrefixed();
        break;
      }
      case PREVIOUS_LOG_NUMBER:
        draft.previousLogNumber = reader.varint();
        break;
      default:
        throw new LevelDamage(`an edit has the unknown tag ${tag}`);
    }
  }
}

/** What this package asks of files that Node does not have as one call: names that last, writes that are durable when they end. */
import { constants } from "node:fs";
import { open, readFile } from "node:fs/promises";

/**
 * A write to a file that was opened with {@link SYNCED_FLAGS} is durable when it ends; where this is false it needs a sync of its own.
 * Elsewhere O_DSYNC is missing, or (macOS) does not reach the medium as Node's fdatasync does.
 */
export const WRITES_ARE_SYNCED: boolean = process.platform === "linux" && "O_DSYNC" in constants;

/** To read a file that is there, and to write it in place. */
export const SYNCED_FLAGS: number = constants.O_RDWR | (WRITES_ARE_SYNCED ? constants.O_DSYNC : 0);

/** Makes the names in a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  // Windows has no such thing, and needs none.
  if (process.platform === "win32") return;
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** What a file holds; undefined when there is none. */
export async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * LevelBackend is a node's data directory on disk: the database in `db`, the file WITNESS beside it.
 */
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { KeyValueStore, StorageBackend, WitnessFile } from "./key-value-store.ts";
import { LevelStore } from "./level-store.ts";

/** How a data directory is opened. */
export interface LevelBackendOptions {
  /** Made when it is not there. */
  readonly dataDir: string;
}

/** A data directory that this process has open. */
export class LevelBackend implements StorageBackend {
  readonly location: string;
  readonly keyValue: KeyValueStore;
  readonly witness: WitnessFile;

  private constructor(location: string, store: KeyValueStore) {
    this.location = location;
    this.keyValue = store;
    this.witness = new WitnessOnDisk(location);
  }

  /** Opens the directory. */
  static async open(options: LevelBackendOptions): Promise<LevelBackend> {
    await mkdir(options.dataDir, { recursive: true });
    const store = await LevelStore.open({
      directory: join(options.dataDir, "db"),
      createIfMissing: true,
    });
    return new LevelBackend(options.dataDir, store);
  }

  close(): Promise<void> {
    return this.keyValue.close();
  }
}

/** The file WITNESS, replaced by renaming. */
class WitnessOnDisk implements WitnessFile {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async read(): Promise<Uint8Array | undefined> {
    try {
      return await readFile(join(this.#directory, "WITNESS"));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    const fresh = join(this.#directory, "WITNESS.new");
    await rm(fresh, { force: true });
    const file = await open(fresh, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, join(this.#directory, "WITNESS"));
    const directory = await open(this.#directory, "r");
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }
}

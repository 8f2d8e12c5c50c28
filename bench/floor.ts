/**
 * The floor of W1 and W2: a bare engine that runs the same functions, and does of durable execution only what cannot be left out. Each value
 * goes to LevelDB before its function goes on, and to the disk of one of two other processes; whatever waits goes with one synced batch and
 * one frame. No elections, no log, no replay, no history, and nothing is executed elsewhere.
 *
 * Machines like those that this runs on have good and bad minutes. So it takes its rounds in turn with the node, and the ratio of the two
 * says more than either.
 */
import { Level } from "level";
import type { FloorPeers } from "./floor-peers.ts";
import { WRITE_BUFFER_BYTES } from "./floor-wire.ts";

interface Waiting {
  readonly key: string;
  readonly value: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What a bare run's function is given. */
export interface BareContext {
  step<T>(name: string, run: () => T): Promise<T>;
}

/** A bare engine on a directory of its own. */
export class BareEngine {
  readonly #db: Level;
  readonly #peers: FloorPeers | null;
  #waiting: Waiting[] = [];
  #isFlushing = false;
  #runs = 0;

  private constructor(db: Level, peers: FloorPeers | null) {
    this.#db = db;
    this.#peers = peers;
  }

  /** Without peers it is alone. They are closed with it. */
  static async open(directory: string, peers: FloorPeers | null = null): Promise<BareEngine> {
    const db = new Level(directory, { compression: false, writeBufferSize: WRITE_BUFFER_BYTES });
    await db.open();
    return new BareEngine(db, peers);
  }

  /** Runs a function once, from its start to its durable result. */
  async run<T>(name: string, workflow: (context: BareContext) => Promise<T>): Promise<T> {
    this.#runs += 1;
    const id = this.#runs.toString(16).padStart(14, "0");
    let steps = 0;
    await this.#commit(`${id}/start`, name);
    const result = await workflow({
      step: async (_name, run) => {
        steps += 1;
        const text = JSON.stringify(run());
        await this.#commit(`${id}/${steps}`, text);
        return JSON.parse(text) as never;
      },
    });
    await this.#commit(`${id}/end`, JSON.stringify(result));
    return result;
  }

  async close(): Promise<void> {
    await this.#peers?.close();
    await this.#db.close();
  }

  #commit(key: string, value: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, value, resolve, reject });
      if (this.#isFlushing) return;
      this.#isFlushing = true;
      setImmediate(() => void this.#flush());
    });
  }

  /** Writes what waits, again and again, until nothing does. */
  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const taken = this.#waiting;
      this.#waiting = [];
      try {
        await Promise.all([this.#replicate(taken), this.#write(taken)]);
        for (const { resolve } of taken) resolve();
      } catch (error) {
        for (const { reject } of taken) reject(error);
      }
      // Those that were answered propose again first.
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
    this.#isFlushing = false;
  }

  #write(rows: readonly Waiting[]): Promise<void> {
    let batch = this.#db.batch();
    for (const { key, value } of rows) batch = batch.put(key, value);
    return batch.write({ sync: true });
  }

  async #replicate(rows: readonly Waiting[]): Promise<void> {
    await this.#peers?.replicate(rows.map(({ key, value }) => `${key}=${value}`).join("\n"));
  }
}

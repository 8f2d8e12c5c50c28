/**
 * SnapshotReceiver takes the state of one group from another node: chunk by chunk into a range that nobody reads, and
 * only when all of it is on the disk the core gets to see the message that announced it.
 *
 * ```
 *   none --take--> receiving --last chunk durable--> handed --accepted by the core--> switching --written--> none
 *                     |  failed: kept for a while, to go on     | refused, replaced, quiet for too long: given up
 * ```
 *
 * Invariants: at most one snapshot is received; of a snapshot that is given up nothing is ever seen, and its rows are
 * removed; one chunk at a time is in memory.
 */
import { MalformedBytesError, SnapshotFailedError } from "../errors.ts";
import type { Message, PeerId, Snapshot } from "../raft/types.ts";
import type { SnapshotSwitch, StagedRows } from "../storage/group-flush.ts";
import type { GroupStore } from "../storage/group-store.ts";
import {
  decodeChunk,
  decodeSnapshotHeader,
  type SnapshotChunk,
  type SnapshotHeader,
} from "../storage/snapshot-chunk.ts";
import { invariant } from "../util/assert.ts";
import type { Logger } from "../util/logger.ts";

/** Gives the chunks of a snapshot from a number on. */
export type ChunkSource = (from: number) => AsyncIterable<Uint8Array>;

/** What a receiver stands on. */
export interface SnapshotReceiverOptions {
  readonly store: GroupStore;
  readonly logger: Logger;
  /** Without a sign of life for so long, a snapshot is given up. */
  readonly stallTicks: number;
  /** Rows wait for a flush, or there are some to remove. */
  readonly onWork: () => void;
}

interface Incoming {
  message: Message;
  readonly snapshot: Snapshot;
  readonly header: SnapshotHeader;
  readonly from: PeerId;
  readonly generation: number;
  /** Number of the chunk that comes next. */
  next: number;
  rows: number;
  phase: "receiving" | "handed" | "switching";
  /** Somebody gives its chunks. */
  isRunning: boolean;
  /** Ends the wait for a chunk or for the disk. */
  fail: ((error: Error) => void) | null;
  quietTicks: number;
}

/** A chunk on its way to the disk. */
interface Staging {
  readonly rows: StagedRows;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Incoming snapshots of one group. */
export class SnapshotReceiver {
  readonly #options: SnapshotReceiverOptions;
  #incoming: Incoming | null = null;
  #waiting: Staging | null = null;
  #flying: Staging | null = null;
  #isClosed = false;

  constructor(options: SnapshotReceiverOptions) {
    this.#options = options;
  }

  /** Whether rows wait for a flush. */
  get hasRows(): boolean {
    return this.#waiting !== null;
  }

  /** The core has accepted a snapshot: whatever state is saved until it is written is void. */
  get isSwitching(): boolean {
    return this.#incoming?.phase === "switching";
  }

  /**
   * Takes the chunks of a snapshot. Resolves when all of them are on the disk; the message is then the core's.
   *
   * @throws {MalformedBytesError} when bytes are not what they should be; it may go on behind the chunks that came.
   * @throws {SnapshotFailedError} when another one is preferred, or the chunks end too early.
   */
  async take(message: Message, chunks: ChunkSource): Promise<void> {
    const incoming = this.#begin(message);
    incoming.isRunning = true;
    let iterator: AsyncIterator<Uint8Array> | null = null;
    try {
      iterator = chunks(incoming.next)[Symbol.asyncIterator]();
      for (let isLast = false; !isLast; ) {
        const { value, done } = await this.#unlessOver(incoming, iterator.next());
        if (done === true) throw this.#failed("it ended before its last chunk");
        isLast = await this.#takeChunk(incoming, value);
        this.#expectWanted(incoming);
      }
    } catch (error) {
      // Whoever gives the chunks may hang: nobody waits for the end of it.
      iterator?.return?.()?.catch(() => {});
      throw error;
    } finally {
      incoming.isRunning = false;
      incoming.fail = null;
    }
    incoming.phase = "handed";
  }

  // ------------------------------------------------------------------ the disk's side

  /** Rows for a flush that begins now. */
  takeRows(): StagedRows | undefined {
    if (this.#waiting === null || this.#flying !== null) return undefined;
    this.#flying = this.#waiting;
    this.#waiting = null;
    return this.#flying.rows;
  }

  /** The rows of that flush are durable. */
  rowsWritten(): void {
    this.#flying?.resolve();
    this.#flying = null;
  }

  // ------------------------------------------------------------------ the core's side

  /** The core has taken the snapshot that was handed to it: what the next flush has to do. */
  accepted(snapshot: Snapshot): SnapshotSwitch {
    const incoming = this.#incoming;
    invariant(
      incoming !== null &&
        incoming.phase === "handed" &&
        incoming.snapshot.index === snapshot.index,
      () => `the core installs a snapshot at ${snapshot.index} whose state is not here`,
    );
    incoming.phase = "switching";
    const { index, term, confState } = snapshot;
    return { generation: incoming.generation, index, term, confState };
  }

  /** The core was given these messages. If the snapshot's is among them it wants nothing of it: there is something newer. */
  maybeRefused(messages: readonly Message[]): void {
    if (this.#incoming?.phase !== "handed" || !messages.includes(this.#incoming.message)) return;
    this.#giveUp("the group went on without it");
  }

  /** The switch is durable. Returns what the sender had said. */
  switched(): SnapshotHeader {
    const incoming = this.#incoming;
    invariant(incoming?.phase === "switching", "a switch that nobody had asked for");
    this.#incoming = null;
    return incoming.header;
  }

  // ------------------------------------------------------------------ time and end

  /** Time has passed. */
  tick(ticks: number): void {
    const incoming = this.#incoming;
    if (incoming === null || incoming.phase !== "receiving") return;
    incoming.quietTicks += ticks;
    if (incoming.quietTicks >= this.#options.stallTicks) this.#giveUp("no chunk came for too long");
  }

  /** Takes nothing any more. */
  close(): void {
    this.#isClosed = true;
    const error = this.#failed("the node closes");
    this.#incoming?.fail?.(error);
    this.#waiting?.reject(error);
    this.#flying?.reject(error);
  }

  // ------------------------------------------------------------------ inside

  /** Goes on with the same snapshot, or begins one that is preferred to what is on its way. */
  #begin(message: Message): Incoming {
    const { store } = this.#options;
    const { snapshot, from } = message;
    if (this.#isClosed) throw this.#failed("the node closes");
    if (snapshot === null) {
      const field = "message.snapshot";
      throw new MalformedBytesError({ field, expected: "a snapshot", found: "none" });
    }
    const header = decodeSnapshotHeader(snapshot.data);
    const known = this.#incoming;
    if (known !== null) {
      if (known.phase !== "receiving") throw this.#failed("another one is being installed");
      const isSame =
        known.from === from &&
        known.snapshot.index === snapshot.index &&
        known.header.snapshotId === header.snapshotId;
      if (isSame && !known.isRunning) {
        known.message = message;
        known.quietTicks = 0;
        return known;
      }
      const isNewer =
        message.term > known.message.term ||
        (message.term === known.message.term && snapshot.index > known.snapshot.index);
      if (known.isRunning && !isNewer) throw this.#failed("one is on its way already");
      this.#giveUp("another one is preferred");
    }
    const incoming: Incoming = {
      message,
      snapshot,
      header,
      from,
      generation: store.ranges.begin(),
      next: 0,
      rows: 0,
      phase: "receiving",
      isRunning: false,
      fail: null,
      quietTicks: 0,
    };
    this.#incoming = incoming;
    this.#options.logger.info({ from, index: snapshot.index }, "receiving a snapshot");
    return incoming;
  }

  /** Puts a chunk on the disk; true when it was the last one. */
  async #takeChunk(incoming: Incoming, encoded: Uint8Array): Promise<boolean> {
    this.#expectWanted(incoming);
    const { group } = this.#options.store;
    const { index } = incoming.snapshot;
    const chunk = decodeChunk(encoded, { group, index, number: incoming.next });
    const rowsThrough = incoming.rows + chunk.keys.length;
    if (chunk.rowsThrough !== rowsThrough) {
      throw new MalformedBytesError({
        field: "chunk.rowsThrough",
        expected: `${rowsThrough}`,
        found: `${chunk.rowsThrough}`,
      });
    }
    incoming.quietTicks = 0;
    await this.#unlessOver(incoming, this.#stage(incoming, chunk));
    incoming.next += 1;
    incoming.rows = rowsThrough;
    return chunk.isLast;
  }

  /**
   * Waits for a promise, but no longer than for this snapshot. Not by `Promise.race` against a promise that lives as long:
   * that one would keep every chunk.
   */
  #unlessOver<T>(incoming: Incoming, promise: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      incoming.fail = reject;
      promise.then(resolve, reject);
    });
  }

  /** Asked in the turn that goes on: between the end of a wait and that turn there may be others. */
  #expectWanted(incoming: Incoming): void {
    if (this.#incoming !== incoming || this.#isClosed) throw this.#failed("it was given up");
  }

  #stage({ generation }: Incoming, { keys, values }: SnapshotChunk): Promise<void> {
    if (keys.length === 0) return Promise.resolve();
    invariant(this.#waiting === null, "a chunk came while another one waits for the disk");
    return new Promise((resolve, reject) => {
      this.#waiting = { rows: { generation, keys, values }, resolve, reject };
      this.#options.onWork();
    });
  }

  #giveUp(reason: string): void {
    const incoming = this.#incoming;
    if (incoming === null) return;
    const { from, snapshot } = incoming;
    this.#options.logger.warn({ from, index: snapshot.index, reason }, "gave up a snapshot");
    this.#incoming = null;
    // What is being written goes with the rest when it is.
    this.#waiting = null;
    this.#options.store.ranges.abandon();
    incoming.fail?.(this.#failed(reason));
    this.#options.onWork();
  }

  #failed(reason: string): SnapshotFailedError {
    return new SnapshotFailedError({ group: this.#options.store.group, reason });
  }
}

/**
 * SnapshotSender hands the state of one group to peers that need what the log does not have any more.
 *
 * Invariants: one snapshot at a time for each peer, a bounded number for the node; the core is told what became of each
 * one, once, also when nobody takes the chunks any more; while a peer takes a snapshot, and until it has caught up with
 * what followed, the log behind that snapshot is kept (within the storage's bound), or the peer would need another one.
 */
import { SnapshotFailedError } from "../errors.ts";
import type { RawNode } from "../raft/raw-node.ts";
import type { Message, PeerId } from "../raft/types.ts";
import type { GroupSnapshot } from "../storage/group-snapshot.ts";
import { encodeSnapshotHeader } from "../storage/snapshot-chunk.ts";
import { invariant } from "../util/assert.ts";
import { stallTicksOf } from "./options.ts";
import type { OutgoingSnapshot, ReplicaOptions } from "./replica-host.ts";

/** What became of a snapshot. */
export interface SnapshotReport {
  readonly to: PeerId;
  readonly ok: boolean;
}

interface Transfer {
  readonly to: PeerId;
  readonly snapshot: GroupSnapshot;
  readonly abort: AbortController;
  /** Ticks since the last sign of life. */
  quietTicks: number;
}

/** The log that is kept for a peer. */
interface Hold {
  /** What it has, or will have with its snapshot: the log behind that is kept. */
  index: number;
  /** It has caught up when it has this; null while the snapshot is on its way. */
  until: number | null;
  ticksLeft: number;
}

/** Snapshot ids are below this. */
const SNAPSHOT_IDS = 2 ** 48;

/** Outgoing snapshots of one group. */
export class SnapshotSender<R> {
  readonly #options: ReplicaOptions<R>;
  readonly #onReport: () => void;
  readonly #transfers = new Map<PeerId, Transfer>();
  readonly #holds = new Map<PeerId, Hold>();
  #reports: SnapshotReport[] = [];

  /** `onReport` is called when {@link takeReports} has something to give. */
  constructor(options: ReplicaOptions<R>, onReport: () => void) {
    this.#options = options;
    this.#onReport = onReport;
  }

  /** Snapshots on their way. */
  get size(): number {
    return this.#transfers.size;
  }

  /** Whether another one may begin. */
  get hasRoom(): boolean {
    const { host, limits } = this.#options;
    return host.sendSnapshot !== null && host.sendingSnapshots < limits.snapshotsMax;
  }

  /** Takes a snapshot message of the core and sends the state behind it. */
  send(message: Message, machineTime: number): void {
    const { store, limits, random, host, logger } = this.#options;
    const { to, snapshot: asked } = message;
    invariant(asked !== null, "a snapshot message without a snapshot");
    if (this.#transfers.has(to) || !this.hasRoom) {
      this.#report({ to, ok: false });
      return;
    }
    const snapshot = store.openSnapshot({ chunkBytes: limits.snapshotChunkBytes });
    const { index, term, confState } = snapshot;
    invariant(index >= asked.index, () => `a snapshot at ${index}, ${asked.index} was announced`);
    const transfer = { to, snapshot, abort: new AbortController(), quietTicks: 0 };
    this.#transfers.set(to, transfer);
    this.#holds.set(to, { index, until: null, ticksLeft: this.#stallTicks });
    this.#holdLog();
    const header = { snapshotId: random.below(SNAPSHOT_IDS), machineTime };
    const data = encodeSnapshotHeader(header);
    const outgoing: OutgoingSnapshot = {
      group: store.group,
      message: { ...message, snapshot: { index, term, confState, data } },
      signal: transfer.abort.signal,
      chunks: (from) => this.#chunks(transfer, from),
    };
    logger.info({ to, index }, "sending a snapshot");
    host.tasks.run("snapshot", () => this.#carry(transfer, outgoing));
  }

  /** What became of snapshots since the last call. */
  takeReports(): readonly SnapshotReport[] {
    const reports = this.#reports;
    this.#reports = [];
    return reports;
  }

  /** Time has passed. Gives up what nobody takes, and lets go of the log for peers that have caught up. */
  tick(ticks: number, node: RawNode): void {
    for (const transfer of this.#transfers.values()) {
      transfer.quietTicks += ticks;
      if (transfer.quietTicks < this.#stallTicks) continue;
      transfer.abort.abort(this.#failed("nobody has taken a chunk for too long"));
    }
    if (this.#holds.size === 0) return;
    const { progress } = node.status();
    const matches = new Map(progress.map(({ id, match }) => [id, match]));
    for (const [id, hold] of this.#holds) {
      const match = matches.get(id) ?? Infinity;
      hold.index = Math.max(hold.index, match);
      if (hold.until === null) continue;
      hold.ticksLeft -= ticks;
      if (match >= hold.until || hold.ticksLeft <= 0) this.#holds.delete(id);
    }
    this.#holdLog();
  }

  /** Gives up everything: this node leads no more, or closes. */
  abort(reason: string): void {
    for (const { abort } of this.#transfers.values()) abort.abort(this.#failed(reason));
    this.#holds.clear();
    this.#options.store.holdLog(null);
  }

  get #stallTicks(): number {
    return stallTicksOf(this.#options.timing);
  }

  async #carry(transfer: Transfer, outgoing: OutgoingSnapshot): Promise<void> {
    const { host, logger, store } = this.#options;
    const { to, snapshot } = transfer;
    const { signal } = transfer.abort;
    let ok = false;
    try {
      signal.throwIfAborted();
      const sending = host.sendSnapshot?.(outgoing) ?? Promise.reject(this.#failed("no way"));
      await settledUnless(signal, sending);
      ok = true;
      logger.info({ to, index: snapshot.index }, "sent a snapshot");
    } catch (error) {
      logger.warn({ to, index: snapshot.index, err: error }, "a snapshot was not sent");
    } finally {
      await snapshot.close();
    }
    this.#transfers.delete(to);
    const hold = this.#holds.get(to);
    if (!ok) this.#holds.delete(to);
    else if (hold !== undefined) hold.until = store.lastIndex();
    this.#report({ to, ok });
  }

  async *#chunks(transfer: Transfer, from: number): AsyncGenerator<Uint8Array> {
    for await (const chunk of transfer.snapshot.chunks(from)) {
      transfer.quietTicks = 0;
      yield chunk;
      transfer.quietTicks = 0;
    }
  }

  #holdLog(): void {
    const held = Array.from(this.#holds.values(), ({ index }) => index);
    this.#options.store.holdLog(held.length === 0 ? null : Math.min(...held));
  }

  #report(report: SnapshotReport): void {
    this.#reports.push(report);
    this.#onReport();
  }

  #failed(reason: string): SnapshotFailedError {
    return new SnapshotFailedError({ group: this.#options.store.group, reason });
  }
}

/** Waits for a promise, or rejects with the signal's reason, whatever comes first. */
function settledUnless(signal: AbortSignal, promise: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", onAbort);
    promise
      .finally(() => {
        signal.removeEventListener("abort", onAbort);
      })
      .then(resolve, reject);
  });
}

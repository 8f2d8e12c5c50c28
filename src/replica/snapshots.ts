/**
 * Snapshots is everything that a replica does about snapshots: sending its state, receiving another's, and removing the
 * rows that either leaves behind.
 */
import { MalformedBytesError, SnapshotFailedError } from "../errors.ts";
import type { RawNode } from "../raft/raw-node.ts";
import type { Message, Snapshot } from "../raft/types.ts";
import type { GroupSave, SnapshotSwitch } from "../storage/group-flush.ts";
import type { SnapshotHeader } from "../storage/snapshot-chunk.ts";
import { stallTicksOf } from "./options.ts";
import type { ReplicaOptions } from "./replica-host.ts";
import { type ChunkSource, SnapshotReceiver } from "./snapshot-receiver.ts";
import { SnapshotSender } from "./snapshot-sender.ts";

/** The snapshots of one replica. */
export class Snapshots<R> {
  readonly #options: ReplicaOptions<R>;
  readonly #replica: R;
  readonly #sender: SnapshotSender<R>;
  readonly #receiver: SnapshotReceiver;

  constructor(options: ReplicaOptions<R>, replica: R) {
    const { store, logger, timing, host } = options;
    this.#options = options;
    this.#replica = replica;
    this.#sender = new SnapshotSender(options, () => {
      host.schedule(replica);
    });
    this.#receiver = new SnapshotReceiver({
      store,
      logger,
      stallTicks: stallTicksOf(timing),
      onWork: () => {
        this.sweep();
        host.schedule(replica);
      },
    });
  }

  /** Snapshots on their way to other nodes. */
  get sending(): number {
    return this.#sender.size;
  }

  /** Whether rows of a snapshot wait for a save, which should begin now. */
  get hasStagedRows(): boolean {
    return this.#receiver.hasRows;
  }

  /** Whether rows wait for a save, to be written or to be removed. */
  get hasRows(): boolean {
    return this.#receiver.hasRows || this.#options.store.ranges.hasRemovals;
  }

  /** Whether the core has accepted a snapshot that is not yet written. */
  get isSwitching(): boolean {
    return this.#receiver.isSwitching;
  }

  /**
   * Whether the state on disk may be sent: it has to have the newest change of the configuration, or its receiver might
   * not find itself in it.
   */
  maySend(newestConfIndex: number): boolean {
    const { store, host } = this.#options;
    if (!this.#sender.hasRoom) return false;
    if (store.appliedIndex >= newestConfIndex) return true;
    host.forceSave();
    return false;
  }

  /** Sends the state behind a snapshot message of the core. */
  send(message: Message, machineTime: number): void {
    this.#sender.send(message, machineTime);
  }

  /** This node leads no more: nobody would believe it. */
  leadsNoMore(): void {
    this.#sender.abort("this node leads no more");
  }

  /**
   * Takes the chunks of a snapshot, unless the core has all of it anyway and only has to say so.
   *
   * @throws {MalformedBytesError} @throws {SnapshotFailedError}
   */
  async receive(
    message: Message,
    from: { chunks: ChunkSource; node: RawNode | null },
  ): Promise<void> {
    const { group, replicaId } = this.#options.store;
    const { term = 0, commit = 0 } = from.node?.basicStatus() ?? {};
    const { type, to } = message;
    if (type !== "snapshot" || to !== replicaId) {
      const expected = `a snapshot to ${replicaId}`;
      throw new MalformedBytesError({ field: "message", expected, found: `${type} to ${to}` });
    }
    if (message.term < term) {
      const reason = `it is of term ${message.term}, this is term ${term}`;
      throw new SnapshotFailedError({ group, reason });
    }
    if ((message.snapshot?.index ?? Infinity) > commit)
      await this.#receiver.take(message, from.chunks);
  }

  /** Tells the core what became of snapshots that were sent. */
  report(node: RawNode): void {
    for (const { to, ok } of this.#sender.takeReports()) node.reportSnapshot(to, ok);
  }

  /** The core has accepted a snapshot. */
  accepted(snapshot: Snapshot): SnapshotSwitch {
    return this.#receiver.accepted(snapshot);
  }

  /** The core was given these messages, and its Ready was handled: it has accepted a snapshot or never will. */
  stepped(messages: readonly Message[]): void {
    this.#receiver.maybeRefused(messages);
  }

  /** Adds rows to a save that begins now. */
  addTo(save: GroupSave): GroupSave {
    return { ...save, staged: this.#receiver.takeRows() };
  }

  /** A save is durable. */
  saved(): void {
    this.#receiver.rowsWritten();
    this.sweep();
  }

  /** A switch is durable. Returns what the sender of the snapshot had said. */
  switched(): SnapshotHeader {
    const header = this.#receiver.switched();
    this.sweep();
    return header;
  }

  /** Finds rows that nobody needs, if there may be any; they are removed by the next saves. */
  sweep(): void {
    const { host, store } = this.#options;
    const { ranges } = store;
    if (!ranges.needsReading) return;
    host.tasks.run("remove old state", async () => {
      await ranges.read();
      host.schedule(this.#replica);
    });
  }

  /** Time has passed. */
  tick(ticks: number, node: RawNode): void {
    this.#sender.tick(ticks, node);
    this.#receiver.tick(ticks);
  }

  /** The node closes. */
  close(): void {
    this.#sender.abort("the node closes");
    this.#receiver.close();
  }
}

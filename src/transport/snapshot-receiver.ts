/** SnapshotReceiver takes offers of snapshots and gives what comes to the listener. */
import { RuntimeClosedError } from "../errors.ts";
import { TaskGroup } from "../util/task-group.ts";
import type { TransportCommon } from "./common.ts";
import { decodeOffer, type SnapshotOffer } from "./records.ts";
import { SnapshotIntake } from "./snapshot-intake.ts";
import type { NodeName, TransportListener } from "./transport.ts";

/** Snapshots to this node. */
export class SnapshotReceiver {
  readonly #common: TransportCommon;
  readonly #addressOf: (nodeId: string) => string | null;
  readonly #intakes = new Map<SnapshotIntake, string>();
  readonly #tasks: TaskGroup;

  constructor(common: TransportCommon, addressOf: (nodeId: string) => string | null) {
    this.#common = common;
    this.#addressOf = addressOf;
    this.#tasks = new TaskGroup((error) => {
      common.logger.error({ err: error }, "taking a snapshot failed");
    });
  }

  /** Takes an offer from a node that was checked to be a peer. @throws when there is no room. */
  offered(from: NodeName, payload: Uint8Array): void {
    const { listener, settings } = this.#common;
    const offer = decodeOffer(payload);
    if (listener === null) throw new Error("the node is not ready for snapshots");
    if (this.#intakes.size >= settings.snapshotsMax) {
      throw new Error(`${settings.snapshotsMax} snapshots are coming in already (snapshotsMax)`);
    }
    this.#tasks.run("snapshot", () => this.#take({ from, offer, listener }));
  }

  /** The node is no peer any more. */
  forget(nodeId: string): void {
    for (const [intake, from] of this.#intakes) {
      if (from === nodeId) intake.close(new Error("the sender is no peer any more"));
    }
  }

  /** The node is in this life now: what another one of it was sending does not come any more. */
  outlived(nodeId: string, life: string): void {
    for (const [intake, from] of this.#intakes) if (from === nodeId) intake.outlived(life);
  }

  async close(): Promise<void> {
    for (const intake of this.#intakes.keys()) intake.close(new RuntimeClosedError());
    await this.#tasks.close();
  }

  async #take(incoming: {
    from: NodeName;
    offer: SnapshotOffer;
    listener: TransportListener;
  }): Promise<void> {
    const { from, offer, listener } = incoming;
    const intake = new SnapshotIntake({
      common: this.#common,
      from,
      transferId: offer.transferId,
      addressOf: () => this.#addressOf(from.nodeId),
    });
    this.#intakes.set(intake, from.nodeId);
    try {
      const chunks = { [Symbol.asyncIterator]: () => intake };
      const { abortSignal } = intake;
      await listener.onSnapshot({ from, header: offer.header, chunks, abortSignal });
      intake.finish("taken", "");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#common.logger.warn({ peer: from.nodeId, err: error }, "snapshot not taken");
      intake.fail(reason);
      intake.finish("givenUp", reason);
    }
    try {
      await intake.ended;
    } finally {
      this.#intakes.delete(intake);
    }
  }
}

/**
 * SnapshotSender sends snapshots: it offers one by a call, and the receiver comes for it on a stream of its own.
 *
 * Invariants: a part is kept until the receiver has it, so that a new stream goes on where the old one broke; no
 * more parts are taken from the source than the receiver's window has room for.
 */
import { createHash, type Hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { FrameTooLargeError, RuntimeClosedError, SnapshotTransferError } from "../errors.ts";
import { SeededIds } from "../util/ids.ts";
import type { TimerHandle } from "../util/scheduler.ts";
import type { Opener } from "./acceptor.ts";
import type { TransportCommon } from "./common.ts";
import { isOtherLife, UNKNOWN_LIFE } from "./life.ts";
import {
  decodeProgress,
  encodeAnswer,
  encodeOffer,
  encodePart,
  OPENING_OVERHEAD_BYTES,
  type SnapshotWant,
} from "./records.ts";
import type { OutgoingSnapshot } from "./transport.ts";
import type { WireHandler, WireStream } from "./wire.ts";

/** Offers a snapshot to a node: a call of {@link SNAPSHOT_METHOD}. */
export type Offer = (nodeId: string, payload: Uint8Array) => Promise<unknown>;

/** The method by which a snapshot is offered. */
export const SNAPSHOT_METHOD = "raftwork.snapshot";

/** A part that the receiver has not taken yet. */
interface Kept {
  readonly encoded: Uint8Array;
  readonly bytes: number;
}

interface Transfer {
  readonly id: string;
  readonly nodeId: string;
  /** Of the receiver, since it came. */
  life: string;
  readonly hash: Hash;
  /** Parts from number `keptFrom` on. */
  readonly kept: Kept[];
  keptFrom: number;
  keptBytes: number;
  windowBytes: number;
  /** The encoded end; null while the source has more. */
  end: Uint8Array | null;
  stream: WireStream | null;
  /** The next part to write on `stream`; one past the last part: the end. */
  cursor: number;
  /** Runs while there is no stream. */
  timer: TimerHandle | null;
  /** Wakes the producer: there is room, or it is over. */
  wake: () => void;
  isOver: boolean;
  settle(error: Error | null): void;
}

/** Snapshots from this node. */
export class SnapshotSender {
  readonly #common: TransportCommon;
  readonly #offer: Offer;
  readonly #transfers = new Map<string, Transfer>();

  constructor(common: TransportCommon, offer: Offer) {
    this.#common = common;
    this.#offer = offer;
  }

  /** See Transport.sendSnapshot. */
  async send(nodeId: string, snapshot: OutgoingSnapshot): Promise<void> {
    const { abortSignal, header, chunks } = snapshot;
    abortSignal?.throwIfAborted();
    const limitBytes = this.#common.settings.frameBytesMax - OPENING_OVERHEAD_BYTES;
    if (header.length > limitBytes) {
      throw new FrameTooLargeError({
        field: "the snapshot's header",
        limitName: "frameBytesMax",
        limitBytes,
        actualBytes: header.length,
      });
    }
    const transferId = new SeededIds(this.#common.random).id16();
    const { transfer, done } = this.#begin(nodeId, Buffer.from(transferId).toString("hex"));
    const onAbort = (): void => this.#fail(transfer, toError(abortSignal?.reason));
    abortSignal?.addEventListener("abort", onAbort, { once: true });
    const source = chunks[Symbol.asyncIterator]();
    // Its failure is the transfer's; its success says only that everything was read.
    const produced = this.#produce(transfer, source).catch((error: unknown) => {
      this.#fail(transfer, toError(error));
    });
    const offered = this.#offer(nodeId, encodeOffer({ transferId, header })).catch((cause) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      // The receiver may have come all the same, if only the answer was lost: it is told.
      this.#fail(transfer, new SnapshotTransferError({ peer: nodeId, reason }, { cause }));
    });
    try {
      await done;
    } finally {
      abortSignal?.removeEventListener("abort", onAbort);
      this.#transfers.delete(transfer.id);
      // Not awaited: a source that is slow must not hold up whoever waits for the outcome.
      Promise.all([produced, offered])
        .then(() => source.return?.())
        .catch((error: unknown) => {
          this.#common.logger.warn({ peer: nodeId, err: error }, "source of a snapshot failed");
        });
    }
  }

  /** A receiver comes for a snapshot, for the first time or again. Gives who hears what it says. */
  accept({ from, life }: Opener, want: SnapshotWant, stream: WireStream): WireHandler {
    const transfer = this.#transfers.get(Buffer.from(want.transferId).toString("hex"));
    const { name, life: ownLife } = this.#common.identity;
    if (
      transfer === undefined ||
      transfer.nodeId !== from.nodeId ||
      want.have < transfer.keptFrom
    ) {
      stream.write(encodeAnswer({ status: "failed", name, found: "there is no such snapshot" }));
      stream.end();
      return { onMessage: () => {}, onClose: () => {} };
    }
    transfer.stream?.cancel();
    transfer.stream = stream;
    transfer.life = life;
    transfer.windowBytes = Math.min(want.windowBytes, this.#common.settings.snapshotWindowBytes);
    this.#disarm(transfer);
    stream.write(encodeAnswer({ status: "done", name, life: ownLife }));
    this.#takenThrough(transfer, want.have);
    transfer.cursor = want.have;
    this.#write(transfer);
    return {
      onMessage: (message) => this.#progress(transfer, stream, message),
      onClose: () => {
        if (transfer.stream !== stream) return;
        transfer.stream = null;
        this.#arm(transfer);
      },
    };
  }

  /** The node is no peer any more. */
  forget(nodeId: string): void {
    this.#failEach("no peer any more", (transfer) => transfer.nodeId === nodeId);
  }

  /** The node is in this life now: what another one of it was taking is given up. */
  outlived(nodeId: string, life: string): void {
    const isOf = (transfer: Transfer): boolean =>
      transfer.nodeId === nodeId && isOtherLife(transfer.life, life);
    this.#failEach("the receiver started anew", isOf);
  }

  close(): void {
    for (const transfer of this.#transfers.values()) this.#fail(transfer, new RuntimeClosedError());
  }

  #failEach(reason: string, isMeant: (transfer: Transfer) => boolean): void {
    for (const transfer of this.#transfers.values()) {
      const peer = transfer.nodeId;
      if (isMeant(transfer)) this.#fail(transfer, new SnapshotTransferError({ peer, reason }));
    }
  }

  #begin(nodeId: string, id: string): { transfer: Transfer; done: Promise<void> } {
    let settle: Transfer["settle"] = () => {};
    const done = new Promise<void>((resolve, reject) => {
      settle = (error) => {
        if (transfer.isOver) return;
        transfer.isOver = true;
        this.#disarm(transfer);
        transfer.wake();
        if (error === null) resolve();
        else reject(error);
      };
    });
    const transfer: Transfer = {
      id,
      nodeId,
      life: UNKNOWN_LIFE,
      hash: createHash("sha256"),
      kept: [],
      keptFrom: 0,
      keptBytes: 0,
      windowBytes: this.#common.settings.snapshotWindowBytes,
      end: null,
      stream: null,
      cursor: 0,
      timer: null,
      wake: () => {},
      isOver: false,
      settle: (error) => settle(error),
    };
    this.#transfers.set(id, transfer);
    this.#arm(transfer);
    return { transfer, done };
  }

  /** Reads the source as fast as the receiver takes it. */
  async #produce(transfer: Transfer, source: AsyncIterator<Uint8Array>): Promise<void> {
    const { chunkBytesMax } = this.#common.settings;
    while (!transfer.isOver) {
      while (transfer.keptBytes >= transfer.windowBytes && !transfer.isOver) {
        await new Promise<void>((resolve) => {
          transfer.wake = resolve;
        });
      }
      if (transfer.isOver) return;
      const next = await source.next();
      if (transfer.isOver) return;
      const number = transfer.keptFrom + transfer.kept.length;
      if (next.done === true) {
        const digest = transfer.hash.digest();
        transfer.end = encodePart({ state: "end", number, digest });
        this.#write(transfer);
        return;
      }
      const data = next.value;
      if (data.length === 0) continue;
      if (data.length > chunkBytesMax) {
        throw new FrameTooLargeError({
          field: `part ${number} of the snapshot`,
          limitName: "chunkBytesMax",
          limitBytes: chunkBytesMax,
          actualBytes: data.length,
        });
      }
      transfer.hash.update(data);
      const encoded = encodePart({ state: "part", number, checksum: crc32(data), data });
      transfer.kept.push({ encoded, bytes: data.length });
      transfer.keptBytes += data.length;
      this.#write(transfer);
    }
  }

  #write(transfer: Transfer): void {
    const { stream, kept, keptFrom } = transfer;
    if (stream === null) return;
    const produced = keptFrom + kept.length;
    for (; transfer.cursor < produced; transfer.cursor += 1) {
      const part = kept[transfer.cursor - keptFrom];
      if (part !== undefined) stream.write(part.encoded);
    }
    if (transfer.end !== null && transfer.cursor === produced) {
      stream.write(transfer.end);
      transfer.cursor += 1;
    }
  }

  #progress(transfer: Transfer, stream: WireStream, message: Uint8Array): void {
    if (transfer.stream !== stream) return;
    const { nodeId: peer } = transfer;
    try {
      const { have, state, reason } = decodeProgress(message);
      this.#takenThrough(transfer, have);
      if (state === "going") return;
      stream.write(encodePart({ state: "heard" }));
      stream.end();
      const refused = `the receiver refused it: ${reason}`;
      transfer.settle(
        state === "taken" ? null : new SnapshotTransferError({ peer, reason: refused }),
      );
    } catch (error) {
      this.#common.malformed(peer, error);
      this.#fail(transfer, new SnapshotTransferError({ peer, reason: "malformed bytes" }));
    }
  }

  #takenThrough(transfer: Transfer, have: number): void {
    while (transfer.keptFrom < have) {
      const part = transfer.kept.shift();
      if (part === undefined) break;
      transfer.keptFrom += 1;
      transfer.keptBytes -= part.bytes;
    }
    transfer.wake();
  }

  /** Ends a transfer and tells the receiver. */
  #fail(transfer: Transfer, error: Error): void {
    if (transfer.isOver) return;
    transfer.stream?.write(encodePart({ state: "givenUp", reason: error.message }));
    transfer.stream?.end();
    transfer.settle(error);
  }

  #arm(transfer: Transfer): void {
    this.#disarm(transfer);
    if (transfer.isOver) return;
    const { resumeTimeoutMs } = this.#common.settings;
    transfer.timer = this.#common.scheduler.setTimeout(() => {
      const reason = `nobody came for it within ${resumeTimeoutMs} ms`;
      transfer.settle(new SnapshotTransferError({ peer: transfer.nodeId, reason }));
    }, resumeTimeoutMs);
  }

  #disarm(transfer: Transfer): void {
    if (transfer.timer !== null) this.#common.scheduler.clearTimeout(transfer.timer);
    transfer.timer = null;
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/**
 * PeerSender sends messages to one peer, on the stream that the peer opened.
 *
 * Invariants: at most one stream; frames leave in order; at most {@link WINDOW_BYTES} and one frame are handed to
 * the wire and not yet sent, the rest waits in the queue, where it is bounded and votes come first.
 */
import type { Opener } from "./acceptor.ts";
import type { TransportCommon } from "./common.ts";
import { encodeFrame, encodeRoute, FRAME_OVERHEAD_BYTES, messageBytesMax } from "./frame-codec.ts";
import { isOtherLife } from "./life.ts";
import { LONE_FRAME_BYTES_MAX } from "./options.ts";
import { PeerQueue } from "./peer-queue.ts";
import type { GroupMessage, NodeName } from "./transport.ts";
import type { WireStream } from "./wire.ts";

/** Handed to the wire before the rest waits: enough to fill a connection, little enough to keep votes first. */
const WINDOW_BYTES = 512 * 1024;

interface OpenStream {
  readonly stream: WireStream;
  readonly name: NodeName;
  readonly life: string;
  readonly route: Uint8Array;
  /** Bytes given to the wire and not sent yet. */
  unsentBytes: number;
}

/** Hears which group's messages were dropped; null for any. Never called from inside `send`. */
export type DropListener = (nodeId: string, group: number | null) => void;

/** The way out to one peer. */
export class PeerSender {
  readonly nodeId: string;
  readonly #common: TransportCommon;
  readonly #dropped: DropListener;
  readonly #queue: PeerQueue;
  #open: OpenStream | null = null;

  constructor(nodeId: string, common: TransportCommon, dropped: DropListener) {
    this.nodeId = nodeId;
    this.#common = common;
    this.#dropped = dropped;
    this.#queue = new PeerQueue(common.settings.queueBytesMax);
  }

  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  /** The peer as it introduced itself on its stream; null without one. */
  get name(): NodeName | null {
    return this.#open?.name ?? null;
  }

  /** Sends on this stream from now on; the one before is broken. What waited for another life of the peer is dropped with it. */
  openWith(stream: WireStream, { from: name, life }: Opener): void {
    const before = this.#open;
    before?.stream.cancel();
    if (before !== null && isOtherLife(before.life, life)) this.closed(before.stream);
    const route = encodeRoute({ from: this.#common.identity.name, to: name });
    this.#open = { stream, name, life, route, unsentBytes: 0 };
  }

  /** The stream is over. Another one than the current is passed over. */
  closed(stream: WireStream): void {
    if (this.#open?.stream !== stream) return;
    this.#open = null;
    this.#common.counters.messagesDropped += this.#queue.clear();
    // What the wire had may be lost too, of whatever group.
    this.#dropped(this.nodeId, null);
  }

  /** Queues messages; drops and tells what has no way or no room. */
  send(messages: readonly GroupMessage[]): void {
    for (const message of messages) {
      if (this.#open !== null && this.#queue.push(message)) continue;
      this.#common.counters.messagesDropped += 1;
      this.#dropped(this.nodeId, message.group);
    }
  }

  /** Hands frames to the wire while there is room in the window. */
  flush(): void {
    const open = this.#open;
    if (open === null) return;
    const frameRoom = this.#common.settings.frameBytesMax - FRAME_OVERHEAD_BYTES;
    while (!this.#queue.isEmpty && open.unsentBytes < WINDOW_BYTES) {
      const messages = this.#fitting(this.#queue.take(frameRoom));
      if (messages.length > 0) this.#write(open, encodeFrame(open.route, messages));
    }
  }

  /** Ends the stream and drops what waits. */
  close(): void {
    this.#open?.stream.cancel();
    this.#open = null;
    this.#common.counters.messagesDropped += this.#queue.clear();
  }

  #write(open: OpenStream, frame: Uint8Array): void {
    const { counters } = this.#common;
    counters.framesSent += 1;
    counters.bytesSent += frame.length;
    open.unsentBytes += frame.length;
    open.stream.write(frame, () => {
      open.unsentBytes -= frame.length;
      if (this.#open === open) this.flush();
    });
  }

  /**
   * One message may be larger than the frames of this node: an entry of a member with larger limits has a frame of its own. One that
   * nobody takes would break the stream for all: it is dropped, loudly.
   */
  #fitting(messages: GroupMessage[]): GroupMessage[] {
    const [only] = messages;
    if (only === undefined || messages.length > 1) return messages;
    const { frameBytesMax } = this.#common.settings;
    const limitBytes = Math.max(frameBytesMax, LONE_FRAME_BYTES_MAX) - FRAME_OVERHEAD_BYTES;
    const bytes = messageBytesMax(only.message);
    if (bytes <= limitBytes) return messages;
    const { group, message } = only;
    this.#common.logger.error(
      { peer: this.nodeId, group, type: message.type, bytes, limitBytes },
      "message dropped: no node takes so large a frame",
    );
    this.#common.counters.messagesDropped += 1;
    this.#dropped(this.nodeId, group);
    return [];
  }
}

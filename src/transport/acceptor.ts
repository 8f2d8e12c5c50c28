/**
 * Acceptor takes the streams that others open, reads their Opening and hands them on when the sender is who it must
 * be and means this node.
 *
 * Invariant: nothing of a stream reaches a queue, a handler or a snapshot before its Opening was checked. A stream
 * that says nothing within the dial timeout is broken.
 *
 * A node that does not know its cluster yet, because it is starting or empty, is not ready for those that mean a node of
 * a cluster: they are told to ask again, and nobody is refused. Calls that mean no cluster (greeting, joining) are answered.
 */
import type { TimerHandle } from "../util/scheduler.ts";
import type { CallServer } from "./call-server.ts";
import { A_PEER, type TransportCommon } from "./common.ts";
import { type NameDifference, nameDifference } from "./identity.ts";
import {
  type Answer,
  decodeOpening,
  decodeWant,
  encodeAnswer,
  type Opening,
  type SnapshotWant,
} from "./records.ts";
import type { Peer } from "./transport.ts";
import type { WireHandler, WireMethod, WireStream } from "./wire.ts";

/** To whom streams are handed on. */
export interface AcceptorParts {
  readonly common: TransportCommon;
  readonly calls: CallServer;
  readonly peerOf: (nodeId: string) => Peer | undefined;
  /** A peer wants frames. Gives what to do when its stream closes. */
  readonly openFrames: (opener: Opener, stream: WireStream) => () => void;
  /** A peer comes for a snapshot. */
  readonly openSnapshot: (opener: Opener, want: SnapshotWant, stream: WireStream) => WireHandler;
}

/** Who opens a stream. */
export type Opener = Pick<Opening, "from" | "life">;

/** What a node answers while it starts: ask again. */
const NOT_READY: Partial<Answer> & Pick<Answer, "status"> = {
  status: "notReady",
  found: "the node is not ready",
};

/** Who hears the rest of a stream. */
type Rest = WireHandler | null;

/** Streams that others open. */
export class Acceptor {
  readonly #parts: AcceptorParts;
  /** Streams that have said nothing yet, each with the end of the patience with it. */
  readonly #silent = new Set<TimerHandle>();
  #isClosed = false;

  constructor(parts: AcceptorParts) {
    this.#parts = parts;
  }

  /** From now on every stream is broken as it comes; nobody waits for what others have not said yet. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#silent) this.#parts.common.scheduler.clearTimeout(timer);
    this.#silent.clear();
  }

  /** Takes a stream. */
  accept(method: WireMethod, stream: WireStream): WireHandler {
    const { scheduler, settings } = this.#parts.common;
    let rest: Rest = null;
    let isOpen = false;
    const timer = scheduler.setTimeout(() => {
      this.#silent.delete(timer);
      stream.cancel();
    }, settings.dialTimeoutMs);
    this.#silent.add(timer);
    const heard = (): void => {
      scheduler.clearTimeout(timer);
      this.#silent.delete(timer);
    };
    return {
      onMessage: (message) => {
        if (isOpen) {
          rest?.onMessage(message);
          return;
        }
        isOpen = true;
        heard();
        if (this.#isClosed) stream.cancel();
        else rest = this.#open(method, stream, message);
      },
      onEnd: () => rest?.onEnd?.(),
      onClose: (error) => {
        heard();
        rest?.onClose(error);
      },
    };
  }

  #open(method: WireMethod, stream: WireStream, message: Uint8Array): Rest {
    const { common } = this.#parts;
    let opening: Opening;
    let want: SnapshotWant | null = null;
    try {
      opening = decodeOpening(message);
      if (method === "Snapshot") want = decodeWant(opening.payload);
    } catch (error) {
      common.malformed("?", error);
      const found = error instanceof Error ? error.message : String(error);
      return this.#refuse(stream, { status: "malformed", found });
    }
    const { identity } = common;
    const difference = identity.differenceFrom(opening.to);
    if (difference !== null) return this.#refuseIdentity(stream, opening, difference);
    if (identity.isTooEarlyFor(opening.to)) return this.#refuse(stream, NOT_READY);
    if (method === "Call") {
      const onGone = this.#parts.calls.accept(opening, stream);
      return { onMessage: () => {}, onEnd: onGone, onClose: onGone };
    }
    if (common.listener === null || !identity.isKnown) return this.#refuse(stream, NOT_READY);
    const stranger = this.strangerIn(opening);
    if (stranger !== null) return this.#refuseIdentity(stream, opening, stranger);
    if (want !== null) return this.#parts.openSnapshot(opening, want, stream);
    stream.write(encodeAnswer({ status: "done", name: identity.name, life: identity.life }));
    const onGone = this.#parts.openFrames(opening, stream);
    return { onMessage: () => {}, onClose: onGone };
  }

  /** Why the sender of an Opening is no peer of this node, or null when it is one. */
  strangerIn({ from }: Pick<Opening, "from">): NameDifference | null {
    const peer = this.#parts.peerOf(from.nodeId);
    const { clusterId } = this.#parts.common.identity.name;
    const difference = nameDifference({ clusterId, incarnation: peer?.incarnation }, from);
    if (difference !== null) return difference;
    if (peer !== undefined && from.incarnation > 0) return null;
    return { field: "nodeId", expected: A_PEER, found: JSON.stringify(from.nodeId) };
  }

  #refuseIdentity(stream: WireStream, { from }: Opening, difference: NameDifference): Rest {
    const { field, expected, found } = difference;
    this.#parts.common.refused(from.nodeId, difference);
    return this.#refuse(stream, { status: "identityRefused", field, expected, found });
  }

  #refuse(stream: WireStream, answer: Partial<Answer> & Pick<Answer, "status">): Rest {
    stream.write(encodeAnswer({ ...answer, name: this.#parts.common.identity.name }));
    stream.end();
    return null;
  }
}

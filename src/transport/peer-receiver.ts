/**
 * PeerReceiver keeps a stream from one peer open and hands out what it brings.
 *
 * The receiver dials: gRPC's servers give a fixed small window, its clients one that can be set. A broken stream is
 * redialled at once; when that fails the peer is down, and redials go on with growing pauses until one succeeds or
 * the peer itself shows up.
 */
import { malformed } from "../model/wire.ts";
import { invariant } from "../util/assert.ts";
import type { TimerHandle } from "../util/scheduler.ts";
import type { TransportCommon } from "./common.ts";
import { decodeFrame, decodeRoute, encodeRoute, hasRoute } from "./frame-codec.ts";
import { answererDifference, nameDifference } from "./identity.ts";
import { isOtherLife, UNKNOWN_LIFE } from "./life.ts";
import { decodeAnswer, encodeOpening, NO_NAME } from "./records.ts";
import type { GroupMessage, NodeName, Peer } from "./transport.ts";
import type { WireConnection } from "./wire.ts";

const NO_ROUTE: Uint8Array = new Uint8Array(0);

/** One attempt, and the stream that came of it. */
interface Dial {
  readonly connection: WireConnection;
  readonly answerTimer: TimerHandle;
  /** What frames begin with; null until the peer answered. */
  route: Uint8Array | null;
  /** When it answered, in ms of the scheduler. */
  openedAt: number;
  name: NodeName;
  /** As the peer said when it answered. */
  life: string;
}

/** The way in from one peer. */
export class PeerReceiver {
  readonly #common: TransportCommon;
  #peer: Peer;
  #dial: Dial | null = null;
  #timer: TimerHandle | null = null;
  /** Failures since the last success. */
  #failures = 0;
  /** What the listener was told last. */
  #isUp = false;
  #isClosed = false;

  constructor(peer: Peer, common: TransportCommon) {
    this.#peer = peer;
    this.#common = common;
    this.#schedule(0);
  }

  /** A new address is used for the next dial, which comes at once unless the stream is open. */
  update(peer: Peer): void {
    const isMoved = peer.address !== this.#peer.address;
    this.#peer = peer;
    const dial = this.#dial;
    if (dial === null || dial.route === null) {
      if (isMoved) this.#again();
    } else if (nameDifference({ incarnation: peer.incarnation }, dial.name) !== null) {
      this.#lost(dial, "another incarnation");
    }
  }

  /** The peer has opened a stream in this life: one from another life will bring nothing any more. */
  outlived(life: string): void {
    const dial = this.#dial;
    if (dial !== null && isOtherLife(dial.life, life)) this.#lost(dial, "the peer started anew");
  }

  /** The peer was heard of: it is worth a dial now. */
  nudge(): void {
    if (this.#timer !== null) this.#again();
  }

  close(): void {
    this.#isClosed = true;
    this.#clearTimer();
    this.#drop();
  }

  #again(): void {
    this.#drop();
    this.#schedule(0);
  }

  #schedule(delayMs: number): void {
    this.#clearTimer();
    if (this.#isClosed) return;
    this.#timer = this.#common.scheduler.setTimeout(() => {
      this.#timer = null;
      this.#open();
    }, delayMs);
  }

  #clearTimer(): void {
    if (this.#timer !== null) this.#common.scheduler.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #open(): void {
    const { wire, scheduler, settings, identity } = this.#common;
    const connection = wire.connect(this.#peer.address);
    const stream = connection.open("Frames", {
      onMessage: (message) => this.#message(dial, message),
      onClose: (error) => this.#lost(dial, error?.message ?? "the peer ended the stream"),
    });
    const answerTimer = scheduler.setTimeout(() => {
      this.#lost(dial, `no answer within ${settings.dialTimeoutMs} ms`);
    }, settings.dialTimeoutMs);
    const unknown = { route: null, openedAt: 0, name: NO_NAME, life: UNKNOWN_LIFE };
    const dial: Dial = { connection, answerTimer, ...unknown };
    this.#dial = dial;
    stream.write(
      encodeOpening({
        from: identity.name,
        to: this.#expected(),
        method: "",
        payload: new Uint8Array(0),
        life: identity.life,
      }),
    );
  }

  #expected(): NodeName {
    return {
      clusterId: this.#common.identity.name.clusterId,
      nodeId: this.#peer.nodeId,
      incarnation: this.#peer.incarnation ?? 0,
    };
  }

  #message(dial: Dial, message: Uint8Array): void {
    if (this.#dial !== dial) return;
    let messages: readonly GroupMessage[];
    try {
      messages = dial.route === null ? this.#answered(dial, message) : this.#frame(dial, message);
    } catch (error) {
      this.#common.malformed(this.#peer.nodeId, error);
      this.#lost(dial, "malformed bytes");
      return;
    }
    // Outside of the try: what a listener throws is none of the peer's doing.
    if (messages.length > 0) this.#common.listener?.onMessages(this.#peer.nodeId, messages);
    else if (dial.route !== null && !this.#isUp) this.#up();
  }

  #up(): void {
    this.#isUp = true;
    this.#common.listener?.onPeerUp(this.#peer.nodeId);
  }

  #answered(dial: Dial, message: Uint8Array): readonly GroupMessage[] {
    const { scheduler, identity } = this.#common;
    const answer = decodeAnswer(message);
    const difference = answererDifference(this.#expected(), answer);
    if (difference !== null || answer.status === "identityRefused") {
      this.#common.refused(this.#peer.nodeId, difference ?? answer);
      this.#lost(dial, "not the node that was meant");
    } else if (answer.status !== "done") {
      this.#lost(dial, `${answer.status}: ${answer.found}`);
    } else {
      scheduler.clearTimeout(dial.answerTimer);
      dial.name = answer.name;
      dial.life = answer.life;
      dial.openedAt = scheduler.now();
      dial.route = encodeRoute({ from: answer.name, to: identity.name });
    }
    return [];
  }

  #frame(dial: Dial, frame: Uint8Array): readonly GroupMessage[] {
    const { counters, identity } = this.#common;
    const route = dial.route ?? NO_ROUTE;
    if (hasRoute(frame, route)) {
      const messages = decodeFrame(frame, route.length);
      counters.framesReceived += 1;
      counters.bytesReceived += frame.length;
      return messages;
    }
    const found = decodeRoute(frame);
    const difference =
      nameDifference(identity.name, found.to) ?? nameDifference(dial.name, found.from);
    if (difference === null) malformed("frame.route", "the route of this stream", "another form");
    this.#common.refused(this.#peer.nodeId, difference);
    this.#lost(dial, "a frame of another node");
    return [];
  }

  /**
   * The stream or the attempt is over. A stream that was open for a while is redialled at once; one that was not
   * counts as a failed attempt, or two processes under one name would take it from each other without a pause.
   */
  #lost(dial: Dial, reason: string): void {
    if (this.#dial !== dial) return;
    const { settings, random, scheduler, listener, logger } = this.#common;
    const ageMs = dial.route === null ? 0 : scheduler.now() - dial.openedAt;
    this.#drop();
    logger.debug({ peer: this.#peer.nodeId, reason }, "stream from a peer is over");
    if (ageMs >= settings.redialMaxMs) this.#failures = 0;
    if (ageMs >= settings.redialMinMs) {
      this.#schedule(0);
      return;
    }
    const pauseMs = Math.min(settings.redialMaxMs, settings.redialMinMs * 2 ** this.#failures);
    this.#failures += 1;
    // Between half of the pause and all of it, so that nodes do not dial in step.
    this.#schedule(pauseMs * (0.5 + random.next() / 2));
    if (!this.#isUp) return;
    this.#isUp = false;
    listener?.onPeerDown(this.#peer.nodeId);
  }

  #drop(): void {
    const dial = this.#dial;
    if (dial === null) return;
    this.#dial = null;
    this.#common.scheduler.clearTimeout(dial.answerTimer);
    dial.connection.close();
    invariant(this.#dial === null, "a dial began while another one ended");
  }
}

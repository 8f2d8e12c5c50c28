/**
 * SnapshotIntake is one snapshot that comes in: a stream that is opened again when it breaks, parts that wait for
 * the listener, and the word at the end.
 *
 * Invariants: parts are handed out in order, each once, its checksum compared; the end is handed out only when
 * count and digest of all parts are those that the sender names; what waits is bounded by the window.
 */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { SnapshotTransferError } from "../errors.ts";
import { malformed } from "../model/wire.ts";
import { invariant, unreachable } from "../util/assert.ts";
import type { TimerHandle } from "../util/scheduler.ts";
import type { TransportCommon } from "./common.ts";
import { answererDifference } from "./identity.ts";
import { isOtherLife, UNKNOWN_LIFE } from "./life.ts";
import {
  decodeAnswer,
  decodePart,
  encodeOpening,
  encodeProgress,
  encodeWant,
  type SnapshotPart,
  type SnapshotProgress,
} from "./records.ts";
import type { NodeName } from "./transport.ts";
import type { WireConnection, WireStream } from "./wire.ts";

/** What an intake is of. */
export interface IntakeOptions {
  readonly common: TransportCommon;
  readonly from: NodeName;
  readonly transferId: Uint8Array;
  /** Where the sender is now; null when it is no peer any more. */
  readonly addressOf: () => string | null;
}

/** The same part comes malformed so often before it is given up. */
const MALFORMED_MAX = 3;

interface Attempt {
  readonly connection: WireConnection;
  readonly stream: WireStream;
  isAnswered: boolean;
}

/** One snapshot that comes in. */
export class SnapshotIntake implements AsyncIterator<Uint8Array> {
  readonly #options: IntakeOptions;
  readonly #controller = new AbortController();
  readonly #hash = createHash("sha256");
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  /** Parts that came in, and parts that were handed out. */
  #received = 0;
  #taken = 0;
  #isComplete = false;
  /** Streams that broke since the last part came in, although the sender had answered. */
  #fruitless = 0;
  /** Of the sender, since it answered. */
  #life = UNKNOWN_LIFE;
  #failure: SnapshotTransferError | null = null;
  /** The last word; said again on every new stream until it was heard. */
  #lastWord: SnapshotProgress | null = null;
  #wake: () => void = () => {};
  #attempt: Attempt | null = null;
  #redialTimer: TimerHandle | null = null;
  #resumeTimer: TimerHandle | null = null;
  #isClosed = false;
  #onEnd: () => void = () => {};
  /** Resolves when nothing of it is left: the last word was heard, or nobody listens. */
  readonly ended: Promise<void>;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#onEnd = resolve;
    });
    this.#armResume();
    this.#redial(0);
  }

  /** Aborted when the transfer failed. */
  get abortSignal(): AbortSignal {
    return this.#controller.signal;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      const part = this.#waiting.shift();
      if (part !== undefined) {
        this.#taken += 1;
        this.#waitingBytes -= part.length;
        this.#say({ have: this.#taken, state: "going", reason: "" });
        return { done: false, value: part };
      }
      if (this.#isComplete) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The listener reads no more. */
  return(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#isComplete) this.fail("the receiver stopped reading");
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Says the last word: taken, or given up and why. */
  finish(state: "taken" | "givenUp", reason: string): void {
    if (this.#lastWord !== null || this.#isClosed) return;
    this.#lastWord = { have: this.#taken, state, reason };
    this.#say(this.#lastWord);
    this.#armResume();
  }

  /** The transfer failed on this side: reading throws, the signal is aborted. */
  fail(reason: string, cause?: unknown): void {
    if (this.#failure !== null) return;
    const peer = this.#options.from.nodeId;
    this.#failure = new SnapshotTransferError(
      { peer, reason },
      cause === undefined ? {} : { cause },
    );
    this.#waiting.length = 0;
    this.#controller.abort(this.#failure);
    this.#wake();
  }

  /** The sender is in this life now: if that is another one, it knows nothing of this snapshot. */
  outlived(life: string): void {
    if (isOtherLife(this.#life, life)) this.close(new Error("the sender started anew"));
  }

  /** Ends everything at once. */
  close(error: Error): void {
    if (this.#isClosed) return;
    if (this.#lastWord?.state !== "taken") this.fail(error.message, error);
    this.#isClosed = true;
    this.#clear("#redialTimer");
    this.#clear("#resumeTimer");
    this.#drop();
    this.#onEnd();
  }

  #say(progress: SnapshotProgress): void {
    if (this.#attempt?.isAnswered === true) {
      this.#attempt.stream.write(encodeProgress(progress));
    }
  }

  #redial(delayMs: number): void {
    this.#clear("#redialTimer");
    if (this.#isClosed) return;
    this.#redialTimer = this.#options.common.scheduler.setTimeout(() => {
      this.#redialTimer = null;
      this.#open();
    }, delayMs);
  }

  #open(): void {
    const { common, from, transferId } = this.#options;
    const address = this.#options.addressOf();
    if (address === null) {
      this.close(new Error("the sender is no peer any more"));
      return;
    }
    const { snapshotWindowBytes, redialMinMs } = common.settings;
    // Each new stream may bring a part although none has been taken.
    if (this.#waitingBytes >= 2 * snapshotWindowBytes) {
      this.#redial(redialMinMs);
      return;
    }
    const connection = common.wire.connect(address);
    const stream = connection.open("Snapshot", {
      onMessage: (message) => this.#message(attempt, message),
      onClose: () => this.#lost(attempt),
    });
    const attempt: Attempt = { connection, stream, isAnswered: false };
    this.#attempt = attempt;
    // The sender takes all that came in for taken: what still waits here leaves that much less room on the new stream.
    const windowBytes = Math.max(1, snapshotWindowBytes - this.#waitingBytes);
    const payload = encodeWant({ transferId, have: this.#received, windowBytes });
    const { name, life } = common.identity;
    stream.write(encodeOpening({ from: name, to: from, method: "", payload, life }));
  }

  #message(attempt: Attempt, message: Uint8Array): void {
    if (this.#attempt !== attempt) return;
    try {
      if (attempt.isAnswered) this.#part(decodePart(message));
      else this.#answered(attempt, message);
    } catch (error) {
      const { common, from } = this.#options;
      common.malformed(from.nodeId, error);
      // The part is asked for again on a new stream.
      if (this.#fruitless + 1 < MALFORMED_MAX) this.#lost(attempt);
      else this.close(new Error("what the sender sends is malformed, again and again"));
    }
  }

  #answered(attempt: Attempt, message: Uint8Array): void {
    const { from } = this.#options;
    const answer = decodeAnswer(message);
    const isOther = answererDifference(from, answer) !== null;
    if (isOther || answer.status !== "done") {
      this.close(new Error(isOther ? "another node is there now" : `the sender: ${answer.found}`));
      return;
    }
    attempt.isAnswered = true;
    this.#life = answer.life;
    if (this.#lastWord === null) this.#clear("#resumeTimer");
    else this.#say(this.#lastWord);
  }

  #part(part: SnapshotPart): void {
    switch (part.state) {
      case "part":
        this.#takeIn(part);
        return;
      case "end":
        this.#complete(part);
        return;
      case "givenUp":
        this.fail(`the sender gave up: ${part.reason}`);
        this.close(new Error("the sender gave up"));
        return;
      case "heard":
        this.close(new Error("the transfer is over"));
        return;
      default:
        unreachable(part.state);
    }
  }

  #takeIn({ number, data, checksum }: SnapshotPart): void {
    const { snapshotWindowBytes, chunkBytesMax, frameBytesMax } = this.#options.common.settings;
    if (this.#failure !== null) return;
    if (number !== this.#received) malformed("part.number", `${this.#received}`, `${number}`);
    const found = crc32(data);
    if (found !== checksum) malformed("part.checksum", `${checksum}`, `${found}`);
    // One window may have come on the stream before, and a part may stand out of each.
    const limit = 2 * snapshotWindowBytes + 2 * Math.max(chunkBytesMax, frameBytesMax);
    if (this.#waitingBytes + data.length > limit) {
      malformed("part", `at most ${limit} bytes not taken`, "more");
    }
    this.#received += 1;
    this.#fruitless = 0;
    this.#hash.update(data);
    this.#waiting.push(data);
    this.#waitingBytes += data.length;
    this.#wake();
  }

  #complete({ number, digest }: SnapshotPart): void {
    if (this.#isComplete || this.#failure !== null) return;
    if (number !== this.#received) malformed("end.number", `${this.#received}`, `${number}`);
    if (!this.#hash.digest().equals(digest)) {
      this.fail("the digest of the whole is not that of its parts");
      return;
    }
    this.#isComplete = true;
    this.#wake();
  }

  #lost(attempt: Attempt): void {
    if (this.#attempt !== attempt) return;
    this.#drop();
    if (this.#resumeTimer === null) this.#armResume();
    if (attempt.isAnswered) this.#fruitless += 1;
    // The first time at once; a sender that is not there yet, or brings nothing, is given a moment.
    const isFresh = attempt.isAnswered && this.#fruitless <= 1;
    this.#redial(isFresh ? 0 : this.#options.common.settings.redialMinMs);
  }

  #armResume(): void {
    const { scheduler, settings } = this.#options.common;
    this.#clear("#resumeTimer");
    if (this.#isClosed) return;
    this.#resumeTimer = scheduler.setTimeout(() => {
      this.close(new Error(`the sender was away for ${settings.resumeTimeoutMs} ms`));
    }, settings.resumeTimeoutMs);
  }

  #clear(which: "#redialTimer" | "#resumeTimer"): void {
    const { scheduler } = this.#options.common;
    const timer = which === "#redialTimer" ? this.#redialTimer : this.#resumeTimer;
    if (timer !== null) scheduler.clearTimeout(timer);
    if (which === "#redialTimer") this.#redialTimer = null;
    else this.#resumeTimer = null;
  }

  #drop(): void {
    const attempt = this.#attempt;
    this.#attempt = null;
    attempt?.connection.close();
    invariant(this.#attempt === null, "an attempt began while another one ended");
  }
}

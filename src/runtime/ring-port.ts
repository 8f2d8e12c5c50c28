/**
 * RingPort is one end of the way between two threads: a port, and rings beside it for what comes often and is small. To who sends and
 * takes it is one port.
 *
 * Invariants: what is sent is taken in that order, each message in a macrotask of its own, or at least none before a former one; a message that fits no ring
 * goes by the port; one in a ring is not left lying while this thread sleeps, whatever a listener throws.
 */
import type { TransferListItem } from "node:worker_threads";
import { invariant } from "../util/assert.ts";
import type { PollWatch } from "../util/busy-poll.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { LinePort } from "./thread-line.ts";
import type { ThreadRing } from "./thread-ring.ts";

/** What a message is in a ring. */
export interface RingForm {
  readonly kind: number;
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The way out of a thread. */
export interface RingOut {
  readonly ring: ThreadRing;
  /** A message as it is in the ring; null when it goes by the port. */
  readonly encode: (message: unknown) => RingForm | null;
}

/** The way in. */
export interface RingIn {
  readonly ring: ThreadRing;
  readonly decode: (form: RingForm) => unknown;
}

/** What an end stands on. */
export interface RingPortOptions {
  /** Nothing else is sent through it. */
  readonly port: LinePort;
  /** To the other thread. */
  readonly out: RingOut;
  /** From there. */
  readonly in: RingIn;
  readonly scheduler: Pick<Scheduler, "setImmediate">;
}

/** What goes by the port: how many records were written before it, and the message. */
type Parcel = readonly [written: number, message: unknown];

/** One end. */
export class RingPort implements LinePort {
  /** Looks into the ring while a thread's loop turns, so nobody has to wake it. */
  readonly watch: PollWatch;
  readonly #options: RingPortOptions;
  #listener: (message: unknown) => void = () => {};
  /** Messages that went by the port, and records. */
  #posted = 0;
  #written = 0;
  /** The same of what was taken. */
  #postsTaken = 0;
  #recordsTaken = 0;
  /** Messages that came by the port and are not taken yet: none, but when a listener threw. */
  readonly #parcels: Parcel[] = [];
  #isTurning = false;
  #isAsked = false;

  constructor(options: RingPortOptions) {
    this.#options = options;
    this.watch = {
      began: () => {
        this.#isTurning = true;
        options.in.ring.looks(true);
      },
      turned: () => {
        if (this.#hasNext()) this.#take();
      },
      ended: () => {
        this.#isTurning = false;
        this.#rest();
      },
    };
    options.port.on("message", (parcel) => {
      if (parcel === null) this.#look();
      else this.#arrived(parcel as Parcel);
    });
  }

  on(_event: "message", listener: (message: unknown) => void): void {
    this.#listener = listener;
  }

  postMessage(message: unknown, transfer?: readonly TransferListItem[]): void {
    const { port, out } = this.#options;
    const form = out.encode(message);
    if (form !== null && out.ring.tryWrite({ ...form, order: this.#posted })) {
      this.#written += 1;
      if (out.ring.mustWake()) port.postMessage(null);
      return;
    }
    const parcel: Parcel = [this.#written, message];
    port.postMessage(parcel, transfer);
    // Not before: it throws at what cannot be copied, and records would wait for what never comes.
    this.#posted += 1;
  }

  /** A message came by the port. What was written before it is in the ring. */
  #arrived(parcel: Parcel): void {
    this.#parcels.push(parcel);
    while (this.#parcels.length > 0) this.#take();
    // A record may have waited for this.
    if (!this.#isTurning && this.#hasNext()) this.#ask();
  }

  /** Takes what is next in the order in which it was sent. It is taken even if the listener throws. */
  #take(): void {
    const [parcel] = this.#parcels;
    if (parcel === undefined || this.#recordsTaken < parcel[0]) return this.#takeRecord();
    const [written, message] = parcel;
    invariant(
      this.#recordsTaken === written,
      "a record was taken before a message that came first",
    );
    this.#parcels.shift();
    this.#postsTaken += 1;
    this.#give(message);
  }

  #takeRecord(): void {
    const { ring, decode } = this.#options.in;
    const record = ring.read();
    invariant(record.order <= this.#postsTaken, "a record overtakes a message of the port");
    this.#recordsTaken += 1;
    this.#give(decode(record));
  }

  #give(message: unknown): void {
    try {
      this.#listener(message);
    } catch (error) {
      // A process may go on after that; what is behind it must not be left lying.
      this.#ask();
      throw error;
    }
  }

  /** Whether there is something whose turn has come. */
  #hasNext(): boolean {
    if (this.#parcels.length > 0) return true;
    const order = this.#options.in.ring.nextOrder();
    return order !== null && order <= this.#postsTaken;
  }

  /** Takes what is next; the rest after the event loop has had its turn. */
  #look(): void {
    if (this.#hasNext()) this.#take();
    if (this.#hasNext()) this.#ask();
    else this.#rest();
  }

  #ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#options.in.ring.looks(true);
    this.#options.scheduler.setImmediate(() => {
      this.#isAsked = false;
      this.#look();
    });
  }

  /** This thread looks no more by itself, if nothing makes it look. */
  #rest(): void {
    if (this.#isTurning || this.#isAsked) return;
    this.#options.in.ring.looks(false);
    // Between the last look and that word something may have come.
    if (this.#hasNext()) this.#ask();
  }
}

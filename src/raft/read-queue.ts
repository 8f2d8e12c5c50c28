/**
 * Reads that wait for a quorum to confirm that this leader still leads.
 *
 * Each read gets a position, counted from the start of the leadership. A heartbeat carries the newest
 * position as its context, its response acknowledges all reads up to there, and what a quorum has
 * acknowledged is confirmed. Positions are ours, so that a request that is repeated with the same
 * context, or answered very late, can never be confirmed by an answer to an older one.
 *
 * Invariants: 0 <= confirmed <= acknowledged by a quorum <= newest position; one queue per leadership.
 */
import { invariant } from "../util/assert.ts";
import { type JointVoters, jointCommittedIndex } from "./quorum.ts";
import { type Message, NO_BYTES, type PeerId } from "./types.ts";

/** A read and the commit index it must see. */
export interface PendingRead {
  readonly request: Message;
  readonly index: number;
}

const CONTEXT_BYTES = 8;
const WORD = 0x1_0000_0000;

/** The unconfirmed reads of one leadership. */
export class ReadQueue {
  #reads: PendingRead[] = [];
  /** How many reads were confirmed and removed before #reads[0]. */
  #confirmed = 0;
  readonly #acked = new Map<PeerId, number>();

  /** How many reads wait. */
  get length(): number {
    return this.#reads.length;
  }

  /** Adds a read that must see `index`. */
  add(read: PendingRead): void {
    this.#reads.push(read);
  }

  /** What heartbeats must carry for all waiting reads to be confirmed; no bytes when none waits. */
  heartbeatContext(): Uint8Array {
    if (this.#reads.length === 0) return NO_BYTES;
    const position = this.#newest();
    const bytes = new Uint8Array(CONTEXT_BYTES);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, Math.floor(position / WORD));
    view.setUint32(4, position % WORD);
    return bytes;
  }

  /** Notes the context of a heartbeat response. Anything that is not one of ours is ignored. */
  acknowledge(from: PeerId, context: Uint8Array): void {
    if (context.length !== CONTEXT_BYTES) return;
    const view = new DataView(context.buffer, context.byteOffset, CONTEXT_BYTES);
    const position = view.getUint32(0) * WORD + view.getUint32(4);
    if (position > this.#newest()) return;
    if (position > (this.#acked.get(from) ?? 0)) this.#acked.set(from, position);
  }

  /** Removes and returns the reads that a quorum has confirmed. `self` confirms everything. */
  takeConfirmed(voters: JointVoters, self: PeerId): readonly PendingRead[] {
    if (this.#reads.length === 0) return [];
    const newest = this.#newest();
    const acked = jointCommittedIndex(voters, (id) => (id === self ? newest : this.#acked.get(id)));
    if (acked === Infinity || acked <= this.#confirmed) return [];
    invariant(acked <= newest, `read ${acked} confirmed beyond the newest, ${newest}`);
    const taken = this.#reads.splice(0, acked - this.#confirmed);
    this.#confirmed = acked;
    return taken;
  }

  #newest(): number {
    return this.#confirmed + this.#reads.length;
  }
}

/**
 * PeerQueue holds what waits for one peer, bounded in bytes.
 *
 * Invariants: urgent messages (votes, heartbeats, hand-overs) leave first and are never refused, but a newer one
 * takes the place of an older one of its kind when the queue is full; all else is refused past the limit.
 */
import type { MessageType } from "../raft/types.ts";
import { messageBytesMax } from "./frame-codec.ts";
import type { GroupMessage } from "./transport.ts";

interface Waiting {
  readonly item: GroupMessage;
  readonly bytes: number;
}

/** Messages without which a group has no leader. Small, and only the newest of its kind matters. */
const URGENT: ReadonlySet<MessageType> = new Set<MessageType>([
  "vote",
  "voteResponse",
  "preVote",
  "preVoteResponse",
  "heartbeat",
  "heartbeatResponse",
  "timeoutNow",
  "transferLeader",
]);

/** Whether a message leaves before others and is never dropped for want of room. */
export function isUrgent({ message }: GroupMessage): boolean {
  return URGENT.has(message.type);
}

/** What waits for one peer. */
export class PeerQueue {
  readonly #bytesMax: number;
  #urgent: Waiting[] = [];
  #rest: Waiting[] = [];
  /** How far `#rest` is taken: shifting a long array costs. */
  #restTaken = 0;
  #bytes = 0;
  /** Urgent messages past which older ones of the same kind are taken out. */
  #urgentMax = 1024;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Bytes that wait, at most. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#urgent.length === 0 && this.#restTaken === this.#rest.length;
  }

  get length(): number {
    return this.#urgent.length + this.#rest.length - this.#restTaken;
  }

  /** Takes a message; false when there is no room for it. */
  push(item: GroupMessage): boolean {
    const bytes = messageBytesMax(item.message);
    if (isUrgent(item)) {
      this.#urgent.push({ item, bytes });
      this.#bytes += bytes;
      if (this.#urgent.length > this.#urgentMax) this.#dropOlderKinds();
      return true;
    }
    if (this.#bytes + bytes > this.#bytesMax && !this.isEmpty) return false;
    this.#rest.push({ item, bytes });
    this.#bytes += bytes;
    return true;
  }

  /** Takes out what fits `bytesMax`, and at least one message when there is one. */
  take(bytesMax: number): GroupMessage[] {
    const taken: GroupMessage[] = [];
    let room = bytesMax;
    let urgentTaken = 0;
    const fits = (waiting: Waiting): boolean => {
      if (taken.length > 0 && waiting.bytes > room) return false;
      room -= waiting.bytes;
      this.#bytes -= waiting.bytes;
      taken.push(waiting.item);
      return true;
    };
    for (const waiting of this.#urgent) {
      if (!fits(waiting)) break;
      urgentTaken += 1;
    }
    this.#urgent = urgentTaken === this.#urgent.length ? [] : this.#urgent.slice(urgentTaken);
    if (this.#urgent.length > 0) return taken;
    for (; this.#restTaken < this.#rest.length; this.#restTaken += 1) {
      const waiting = this.#rest[this.#restTaken];
      if (waiting === undefined || !fits(waiting)) break;
    }
    this.#forgetTaken();
    return taken;
  }

  /** Drops everything; gives how much it was. */
  clear(): number {
    const { length } = this;
    this.#urgent = [];
    this.#rest = [];
    this.#restTaken = 0;
    this.#bytes = 0;
    return length;
  }

  #forgetTaken(): void {
    if (this.#restTaken === this.#rest.length) {
      this.#rest = [];
      this.#restTaken = 0;
    } else if (this.#restTaken > 4096) {
      this.#rest = this.#rest.slice(this.#restTaken);
      this.#restTaken = 0;
    }
  }

  /** Keeps the newest of each kind, group, sender and receiver; what is left sets the next limit. */
  #dropOlderKinds(): void {
    const newest = new Map<string, Waiting>();
    for (const waiting of this.#urgent) {
      const { group, message } = waiting.item;
      const kind = `${group}/${message.type}/${message.from}/${message.to}`;
      const older = newest.get(kind);
      if (older !== undefined) {
        this.#bytes -= older.bytes;
        newest.delete(kind);
      }
      newest.set(kind, waiting);
    }
    this.#urgent = [...newest.values()];
    this.#urgentMax = Math.max(1024, this.#urgent.length * 2);
  }
}

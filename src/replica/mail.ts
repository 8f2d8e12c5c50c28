/**
 * Mail gathers what a node's groups send to other peers, and lets it leave once for each stretch of work.
 *
 * A stretch often makes messages that a later one of it says better: an acknowledgement of fewer entries, an empty append that
 * tells an older commit index. Only the last of them leaves. And an empty append by itself waits for a moment: the next entry
 * usually comes with the answers that the commit has just set free, and bears the commit index too.
 *
 * Invariants: messages to one peer leave in order; what is left out is what the network might have lost, and something that leaves says as
 * much; nothing is held for longer than {@link HOLD_MS} while the process can run.
 */
import type { Message } from "../raft/types.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";

/** How long news of a commit wait for entries to ride along with, in ms. */
const HOLD_MS = 1;

/** Where mail goes. */
export interface MailOptions {
  readonly scheduler: Scheduler;
  /** Undefined: there is nobody to send to. */
  readonly send?: ((group: number, messages: readonly Message[]) => void) | undefined;
  /** What was sent should go to the network now. */
  readonly flushSent?: (() => void) | undefined;
}

/** Messages of all groups on their way out. */
export class Mail {
  readonly #options: MailOptions;
  #waiting = new Map<number, Message[]>();
  #timer: TimerHandle | null = null;
  #isStopped = false;

  constructor(options: MailOptions) {
    this.#options = options;
  }

  /** Takes messages; they leave with the next {@link leave}, or a moment later. */
  add(group: number, messages: readonly Message[]): void {
    if (this.#isStopped || this.#options.send === undefined) return;
    const waiting = this.#waiting.get(group);
    if (waiting === undefined) this.#waiting.set(group, [...messages]);
    else waiting.push(...messages);
  }

  /** Sends what waits, but for news of commits that came by themselves. */
  leave(): void {
    if (this.#waiting.size > 0) this.#leave(isCommitNews);
  }

  /** Nothing leaves any more. Idempotent. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting.clear();
    if (this.#timer !== null) this.#options.scheduler.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #leave(isHeld: (message: Message) => boolean): void {
    const { send, flushSent, scheduler } = this.#options;
    const waiting = this.#waiting;
    this.#waiting = new Map();
    let hasSent = false;
    for (const [group, messages] of waiting) {
      const worth = worthSending(messages);
      const held = worth.every(isHeld) ? [...worth] : [];
      if (held.length > 0) {
        this.#waiting.set(group, held);
        this.#timer ??= scheduler.setTimeout(() => {
          this.#timer = null;
          this.#leave(() => false);
        }, HOLD_MS);
        continue;
      }
      if (worth.length === 0) continue;
      send?.(group, worth);
      hasSent = true;
    }
    if (hasSent) flushSent?.();
  }
}

function isCommitNews({ type, entries }: Message): boolean {
  return type === "append" && entries.length === 0;
}

/** Without the messages that a later one to the same peer makes superfluous. */
export function worthSending(messages: readonly Message[]): readonly Message[] {
  if (messages.length < 2) return messages;
  return messages.filter((message, at) => {
    for (let next = at + 1; next < messages.length; next += 1) {
      const later = messages[next];
      if (later !== undefined && saysAsMuch(later, message)) return false;
    }
    return true;
  });
}

/** Whether a later message tells its receiver all that an earlier one does. */
function saysAsMuch(later: Message, earlier: Message): boolean {
  const { type, to, term } = earlier;
  if (later.type !== type || later.to !== to || later.term !== term) return false;
  switch (type) {
    case "append":
      return (
        earlier.entries.length === 0 &&
        later.index >= earlier.index &&
        later.commit >= earlier.commit
      );
    case "appendResponse":
      return !earlier.reject && !later.reject && later.index >= earlier.index;
    case "heartbeat":
      return later.commit >= earlier.commit && asksAsMuch(later, earlier);
    case "heartbeatResponse":
      return asksAsMuch(later, earlier);
    default:
      return false;
  }
}

/** Whether the context, which reads wait for, of an earlier message is none or the same. */
function asksAsMuch({ context }: Message, earlier: Message): boolean {
  const { length } = earlier.context;
  if (length === 0) return true;
  return context.length === length && context.every((byte, at) => byte === earlier.context[at]);
}

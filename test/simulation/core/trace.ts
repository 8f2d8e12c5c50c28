/**
 * The events of a run: a hash over all of them, by which two runs are compared, and the last few, to be
 * read when something broke.
 */
import { MESSAGE_TYPES, type Message } from "../../../src/raft/types.ts";
import { mix } from "./dice.ts";
import { EVENT_NAMES, type SimEvent } from "./event-queue.ts";

const TAIL = 400;

export class Trace {
  #hash = 0;
  #count = 0;
  readonly #tail: (SimEvent | string)[] = [];

  get hash(): string {
    return this.#hash.toString(16).padStart(8, "0");
  }

  add(event: SimEvent): void {
    const { message } = event;
    let hash = mix(this.#hash, event.time);
    hash = mix(hash, event.kind * 64 + event.member);
    hash = mix(hash, event.value);
    if (message !== null) {
      hash = mix(hash, MESSAGE_TYPES.indexOf(message.type) * 64 + message.from);
      hash = mix(hash, message.term);
      hash = mix(hash, message.index + message.entries.length);
      hash = mix(hash, message.commit);
    }
    this.#hash = hash;
    this.#keep(event);
  }

  /** A line between the events, for what is not one. */
  note(line: string): void {
    this.#keep(line);
  }

  /** The last events as text, oldest first. */
  tail(lines: number): readonly string[] {
    const kept = Math.min(this.#count, TAIL);
    const texts: string[] = [];
    for (let at = this.#count - kept; at < this.#count; at += 1) {
      const item = this.#tail[at % TAIL];
      if (item !== undefined) texts.push(typeof item === "string" ? item : describe(item));
    }
    return texts.slice(-lines);
  }

  #keep(item: SimEvent | string): void {
    this.#tail[this.#count % TAIL] = item;
    this.#count += 1;
  }
}

function describe({ time, kind, member, message, value }: SimEvent): string {
  const who = member === 0 ? "" : ` ${member}`;
  const what = message === null ? ` ${value}` : ` ${describeMessage(message)}`;
  return `${time} ${EVENT_NAMES[kind]}${who}${what}`;
}

function describeMessage(message: Message): string {
  const { type, from, to, term, index, logTerm, commit, entries, snapshot } = message;
  const parts = [`${type} ${from}->${to} term ${term}`];
  if (index > 0 || logTerm > 0) parts.push(`at ${logTerm}/${index}`);
  if (commit > 0) parts.push(`commit ${commit}`);
  const last = entries.at(-1);
  if (last !== undefined) parts.push(`entries ${entries[0]?.index}..${last.term}/${last.index}`);
  if (snapshot !== null) parts.push(`snapshot ${snapshot.term}/${snapshot.index}`);
  if (message.reject) parts.push(`refused, hint ${message.rejectHint}`);
  if (message.hostSilent) parts.push("its host is silent");
  return parts.join(", ");
}

/** What happened in a run: a hash over all of it, by which two runs are compared, and the last lines, to be read when it broke. */
import { mix } from "../core/dice.ts";

const KEPT = 20_000;

export class HostTrace {
  /** Callbacks of all processes. */
  events = 0;
  #hash = 0;
  #count = 0;
  readonly #now: () => number;
  readonly #lines: string[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  get hash(): string {
    return this.#hash.toString(16).padStart(8, "0");
  }

  /** A process does something. */
  callback(nodeNumber: number): void {
    this.events += 1;
    this.#hash = mix(mix(this.#hash, Math.floor(this.#now() * 1000)), nodeNumber);
  }

  /** Something that people may want to know. */
  note(line: string): void {
    const text = `${this.#now().toFixed(2)} ${line}`;
    let hash = this.#hash;
    for (let at = 0; at < text.length; at += 1) hash = mix(hash, text.charCodeAt(at));
    this.#hash = hash;
    this.#lines[this.#count % KEPT] = text;
    this.#count += 1;
  }

  /** The last lines, oldest first. */
  tail(count: number): string[] {
    const kept = Math.min(this.#count, KEPT, count);
    return Array.from({ length: kept }, (_, at) => {
      return this.#lines[(this.#count - kept + at) % KEPT] ?? "";
    });
  }
}

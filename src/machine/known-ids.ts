/**
 * KnownIds tells of most new workflow ids that nothing is known of them, without a look at the state: ids that nobody chose begin with
 * the time (RFC 9562, section 5.7), so a new one comes after all others.
 *
 * Invariant: no row is there for a workflow id behind the last one. That rows go again changes nothing.
 */
import { compareUtf8 } from "../util/utf8-order.ts";

/** How far in the order of keys there are workflow ids. */
export class KnownIds {
  /** The last one in the order of UTF-8 bytes; null while a host has not said what is in the state. */
  #last: string | null = null;

  /** What a host found when it loaded: the last id in the state, empty when there is none. */
  restore(last: string): void {
    this.#last = last;
  }

  /** Rows for an id are written now. */
  add(workflowId: string): void {
    if (this.#last !== null && this.isNew(workflowId)) this.#last = workflowId;
  }

  /** True when the state has nothing of an id for certain. */
  isNew(workflowId: string): boolean {
    return this.#last !== null && compareUtf8(workflowId, this.#last) > 0;
  }
}

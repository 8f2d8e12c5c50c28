/**
 * Deliveries are the committed entries that the sink was given: in index order, each once, and the core hears of them
 * when the sink has answered.
 *
 * Invariant: a change of the configuration is in force in the core before anything behind it is looked at.
 */

import type { RawNode } from "../raft/raw-node.ts";
import { type Entry, type Message, NO_BYTES } from "../raft/types.ts";
import type { ConfHistory } from "./conf-history.ts";
import type { Outbox } from "./outbox.ts";
import { OutstandingApplies } from "./outstanding.ts";
import type { ProposalQueue } from "./proposal-queue.ts";

/** Committed entries of one group on their way to its sink. */
export class Deliveries {
  readonly #confs: ConfHistory;
  readonly #proposals: ProposalQueue;
  readonly #outbox: Outbox;
  readonly #applying = new OutstandingApplies();

  constructor(confs: ConfHistory, proposals: ProposalQueue, outbox: Outbox) {
    this.#confs = confs;
    this.#proposals = proposals;
    this.#outbox = outbox;
  }

  /** Whether the sink has answered everything that it was given. */
  get isAnswered(): boolean {
    return this.#applying.isEmpty;
  }

  /** Takes a storage-apply message of the core. */
  deliver(node: RawNode, message: Message): void {
    let lastIndex = 0;
    for (const entry of message.entries) {
      lastIndex = entry.index;
      this.#deliver(node, entry);
    }
    this.#applying.push(lastIndex, message.responses);
  }

  /** The sink has applied everything through an index. Returns what the core is told. */
  appliedThrough(index: number): readonly Message[] {
    return this.#applying.takeThrough(index).flat();
  }

  #deliver(node: RawNode, entry: Entry): void {
    const { index, term } = entry;
    const isBatch = entry.type === "normal";
    if (!isBatch) this.#confs.push(index, node.applyConfChangeEntry(entry));
    const { tickets, lost } = this.#proposals.settle(entry);
    if (lost && tickets !== null) this.#outbox.drop(tickets, "notLeader");
    this.#outbox.push({
      type: "committed",
      index,
      term,
      bytes: isBatch ? entry.data : NO_BYTES,
      tickets: lost ? null : tickets,
    });
  }
}

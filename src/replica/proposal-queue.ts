/**
 * ProposalQueue holds the commands that were proposed at this node, from `propose` until they are committed
 * or dropped, and packs them into entries.
 *
 * A command is in one of three places: waiting (not appended yet), unplaced (given to the core, its index not
 * seen yet), placed (appended at an index of a term that this node led in). Invariant: `inFlightBytes` is the sum over all three, but for
 * what was placed in a term that is over: nobody can say when anything stands there again.
 */
import { BATCH_OVERHEAD_BYTES, COMMAND_OVERHEAD_BYTES, encodeBatch } from "../model/batch.ts";
import type { Proposal } from "../model/replicated-log.ts";
import type { Entry } from "../raft/types.ts";
import { invariant } from "../util/assert.ts";
import { ChurnMap } from "../util/churn-map.ts";

/** An entry's worth of proposals, packed. */
export interface PackedEntry {
  readonly data: Uint8Array;
  readonly tickets: readonly number[];
  /** Bytes it counts for in flight. */
  readonly bytes: number;
}

interface PlacedEntry {
  readonly term: number;
  readonly tickets: readonly number[];
  /** 0 once the term is over. */
  bytes: number;
}

/** Proposals of one group on one node. */
export class ProposalQueue {
  readonly #entryBytesMax: number;
  #waiting: Proposal[] = [];
  #unplaced: PackedEntry[] = [];
  readonly #placed = new ChurnMap<number, PlacedEntry>();
  #inFlightBytes = 0;

  constructor(options: { entryBytesMax: number }) {
    this.#entryBytesMax = options.entryBytesMax;
  }

  /** Bytes proposed and neither committed nor dropped. */
  get inFlightBytes(): number {
    return this.#inFlightBytes;
  }

  /** Commands to pack. */
  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** Whether there is something to pack. */
  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Takes a proposal; the caller has decided that there is room. */
  push(proposal: Proposal): void {
    this.#waiting.push(proposal);
    this.#inFlightBytes += cost(proposal);
  }

  /** Takes out all that wait. */
  dropWaiting(): number[] {
    const tickets = this.#waiting.map(({ ticket }) => ticket);
    for (const proposal of this.#waiting) this.#inFlightBytes -= cost(proposal);
    this.#waiting = [];
    return tickets;
  }

  /**
   * The term is over: takes out all that wait. What is placed may still commit, and is told when something stands at its index; until
   * then, which may be for ever, it must not take room from what is proposed in a later term.
   */
  termEnded(): number[] {
    for (const entry of this.#placed.values()) {
      this.#inFlightBytes -= entry.bytes;
      entry.bytes = 0;
    }
    return this.dropWaiting();
  }

  /**
   * Packs everything that waits into as few entries as fit, in order. A command over `entryBytesMax` has an entry
   * of its own. They are unplaced until {@link place} sees them in the log.
   *
   * @throws {InvariantError} when one was proposed under another term than the one it is appended in.
   */
  pack({ machineTime, term }: { machineTime: number; term: number }): readonly Uint8Array[] {
    const datas: Uint8Array[] = [];
    let commands: Uint8Array[] = [];
    let tickets: number[] = [];
    let size = BATCH_OVERHEAD_BYTES;
    let bytes = 0;
    const seal = (): void => {
      const data = encodeBatch(machineTime, commands);
      datas.push(data);
      this.#unplaced.push({ data, tickets, bytes });
      commands = [];
      tickets = [];
      size = BATCH_OVERHEAD_BYTES;
      bytes = 0;
    };
    for (const proposal of this.#waiting) {
      invariant(
        proposal.term === term,
        () => `a command of term ${proposal.term} appended in ${term}`,
      );
      const added = cost(proposal);
      if (commands.length > 0 && size + added > this.#entryBytesMax) seal();
      commands.push(proposal.command);
      tickets.push(proposal.ticket);
      size += added;
      bytes += added;
    }
    if (commands.length > 0) seal();
    this.#waiting = [];
    return datas;
  }

  /** The core refused what was just packed: gives back its tickets. */
  refuse(): number[] {
    const tickets: number[] = [];
    for (const entry of this.#unplaced) {
      this.#inFlightBytes -= entry.bytes;
      tickets.push(...entry.tickets);
    }
    this.#unplaced = [];
    return tickets;
  }

  /** Sees entries that the core appended, in order, and notes where ours stand. */
  place(entries: readonly Entry[]): void {
    if (this.#unplaced.length === 0) return;
    let next = 0;
    for (const entry of entries) {
      const mine = this.#unplaced[next];
      if (mine === undefined) break;
      if (entry.data !== mine.data) continue;
      this.#placed.set(entry.index, { term: entry.term, tickets: mine.tickets, bytes: mine.bytes });
      next += 1;
    }
    invariant(next === this.#unplaced.length, "an entry that the core took is not in its log");
    this.#unplaced = [];
  }

  /** The log was replaced by a snapshot: of what was placed in it nothing more is heard. */
  forgetPlaced(): void {
    invariant(
      this.#unplaced.length === 0,
      "a snapshot was installed while proposals were appended",
    );
    for (const { bytes } of this.#placed.values()) this.#inFlightBytes -= bytes;
    this.#placed.clear();
  }

  /** The tickets of a committed entry if it is ours. `lost`: ours stood there and was overwritten. */
  settle(entry: { index: number; term: number }): {
    tickets: readonly number[] | null;
    lost: boolean;
  } {
    const mine = this.#placed.get(entry.index);
    if (mine === undefined) return { tickets: null, lost: false };
    this.#placed.delete(entry.index);
    this.#inFlightBytes -= mine.bytes;
    return { tickets: mine.tickets, lost: mine.term !== entry.term };
  }
}

function cost(proposal: Proposal): number {
  return proposal.command.length + COMMAND_OVERHEAD_BYTES;
}

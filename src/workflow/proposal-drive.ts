/** ProposalDrive is the leader's work on what needs nothing but a proposal: it proposes a value, or sets a timer. */
import { checkedOutcome, type Drive, type DriveHost, type DriveOptions, refOf } from "./drive.ts";
import type { Operation } from "./operation.ts";
import type { ProposalOutcome, ProposalOwner } from "./proposals.ts";
import type { RunSlot } from "./run-slot.ts";

/** Proposes a value, or sets a timer. */
export class ProposalDrive implements Drive, ProposalOwner {
  readonly slot: RunSlot;
  readonly term: number;
  readonly hasRows: boolean;
  readonly attempts = 0;
  isKnownSlow = false;
  readonly #host: DriveHost;
  #operation: Operation;
  #isOver = false;

  constructor({ slot, operation, term, host }: DriveOptions) {
    this.slot = slot;
    this.term = term;
    this.hasRows = operation.work.type === "timer";
    this.#operation = operation;
    this.#host = host;
  }

  get operation(): Operation {
    return this.#operation;
  }

  begin(): void {
    const { work, key } = this.#operation;
    if (this.#isOver) return;
    const ref = refOf(this.slot);
    if (work.type === "timer") {
      this.#host.propose({ type: "TimerSet", ...ref, key, due: work.due }, this, this);
    } else if (work.type === "assign") {
      const outcome = checkedOutcome(this.#operation, work.outcome);
      this.#host.propose({ type: "Checkpoint", ...ref, key, outcome }, this, this);
    }
  }

  retryDue(): void {}

  adopt(operation: Operation): void {
    this.#operation = operation;
  }

  abandon(_reason: Error): void {
    this.#isOver = true;
  }

  proposalSettled(_outcome: ProposalOutcome): void {
    // Committed, it comes back as an effect; otherwise the term is over, and the driver with it.
  }
}

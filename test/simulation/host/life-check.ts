/**
 * LifeCheck compares what one process does with what all of them have committed: its entries, its state at every index that it
 * saves, its leadership, and which functions of steps it calls.
 */

import type { StepContext } from "../../../src/api/context.ts";
import type { BecameLeader, CommittedBatch, LogEvent } from "../../../src/model/replicated-log.ts";
import type { MemoryDisk } from "../../../src/storage/memory-disk.ts";
import { expectRule } from "../core/violation.ts";
import { groupRecordOf, stateRowsOf } from "./disk-view.ts";
import type { LogObserver, SavedState } from "./log-tap.ts";
import { StatePrint } from "./state-print.ts";
import type { World } from "./world.ts";

/** What all processes together have done. */
export interface SharedChecks {
  /** Leaders by term, as node and life. */
  readonly leaders: Map<number, string>;
  /** An entry is delivered somewhere for the first time: it must be durable on a quorum. */
  firstCommitted(index: number, term: number, by: string): void;
}

/** Which process it is. */
export interface LifeCheckOptions {
  readonly world: World;
  readonly shared: SharedChecks;
  /** Node and life, as `n1/3`. */
  readonly name: string;
  readonly disk: MemoryDisk;
  readonly isDead: () => boolean;
}

export class LifeCheck implements LogObserver {
  readonly #options: LifeCheckOptions;
  #print: StatePrint;
  #generation: number;
  #applied: number;
  #leads: BecameLeader | null = null;
  /** Calls of functions of steps in the term in which this process leads. */
  #called = new Set<string>();

  /** Reads the disk as the process finds it. @throws {Violation} when its state is not that of its applied index. */
  constructor(options: LifeCheckOptions) {
    this.#options = options;
    const { disk, name } = options;
    const record = groupRecordOf(disk);
    if (record === null) throw new Error(`${name} has no group`);
    this.#applied = record.appliedIndex;
    this.#generation = record.generation;
    this.#print = StatePrint.of(stateRowsOf(disk, record.generation));
    this.#compare("the state on the disk");
  }

  /** Everything through this index was given to the process. */
  get applied(): number {
    return this.#applied;
  }

  events(events: readonly LogEvent[]): void {
    const { world, isDead } = this.#options;
    if (isDead()) return;
    world.check(() => {
      for (const event of events) this.#event(event);
    });
  }

  saved({ appliedIndex, generation, changes }: SavedState): void {
    const { world, isDead } = this.#options;
    // Made from a state that a snapshot has replaced.
    if (isDead() || generation < this.#generation) return;
    world.check(() => {
      this.#print.apply(changes);
      this.#compare("the state", appliedIndex);
    });
  }

  /** The function of a step is called. */
  stepCalled({ fencingToken, idempotencyKey, attempt }: StepContext): void {
    const { world, name, isDead } = this.#options;
    if (isDead()) return;
    const what = `${name} calls ${idempotencyKey} attempt ${attempt}`;
    world.trace.note(what);
    world.check(() => {
      const { term } = fencingToken;
      const leads = this.#leads;
      expectRule(leads?.term === term, "only leaders call steps", () => `${what} in ${term}`);
      expectRule(leads.firstIndex <= this.#applied, "what was committed comes first", () => {
        return `${what} before entry ${leads.firstIndex}, at ${this.#applied}`;
      });
      const call = `${idempotencyKey} ${attempt}`;
      expectRule(!this.#called.has(call), "an attempt runs once in a term", () => what);
      this.#called.add(call);
      const step = world.oracle.steps.get(idempotencyKey);
      const settledAt = step?.settledAt ?? Infinity;
      expectRule(settledAt > this.#applied, "committed steps never run again", () => {
        return `${what}, settled at ${settledAt}, applied ${this.#applied}`;
      });
      for (const [failed, index] of step?.failed ?? []) {
        expectRule(failed < attempt || index > this.#applied, "failed attempts are over", () => {
          return `${what}, attempt ${failed} failed at ${index}, applied ${this.#applied}`;
        });
      }
    });
  }

  #event(event: LogEvent): void {
    switch (event.type) {
      case "committed":
        this.#committed(event);
        return;
      case "becameLeader":
        this.#becameLeader(event);
        return;
      case "lostLeadership":
        this.#leads = null;
        this.#options.world.trace.note(`${this.#options.name} leads no more in ${event.term}`);
        return;
      case "snapshotInstalled": {
        const { disk } = this.#options;
        this.#applied = event.index;
        this.#generation = event.generation;
        this.#print = StatePrint.of(stateRowsOf(disk, event.generation));
        this.#options.world.trace.note(`${this.#options.name} installed ${event.index}`);
        this.#compare("an installed state");
        return;
      }
      default:
    }
  }

  #committed({ index, term, bytes }: CommittedBatch): void {
    const { world, shared, name } = this.#options;
    expectRule(index === this.#applied + 1, "applied in order", () => {
      return `${name} is given entry ${index} after ${this.#applied}`;
    });
    this.#applied = index;
    if (!world.oracle.committed({ index, term, bytes })) return;
    world.trace.note(`${name} commits ${index} of term ${term}, ${bytes.length} bytes`);
    shared.firstCommitted(index, term, name);
  }

  #becameLeader(event: BecameLeader): void {
    const { world, shared, name } = this.#options;
    const { term, firstIndex } = event;
    const before = shared.leaders.get(term);
    expectRule(before === undefined, "election safety", () => {
      return `${name} and ${before} lead in term ${term}`;
    });
    shared.leaders.set(term, name);
    const { lastIndex, lastTerm } = world.oracle;
    expectRule(firstIndex > lastIndex || lastTerm >= term, "leader completeness", () => {
      return `${name} leads in ${term} from ${firstIndex}, ${lastIndex} is committed`;
    });
    this.#leads = event;
    this.#called = new Set();
    world.trace.note(`${name} leads in term ${term} from ${firstIndex}`);
  }

  #compare(what: string, index = this.#applied): void {
    const { world, name } = this.#options;
    const expected = world.oracle.printAt(index);
    const found = this.#print.text;
    expectRule(found === expected, "equal states", () => {
      return `${what} of ${name} at ${index} is ${found}, expected ${expected ?? "nothing: it is not committed"}`;
    });
  }
}

/** World is what all parts of one simulated run share: its plan, time, network, trace, what is committed, and the first rule that broke. */
import { MemoryNetwork } from "../../../src/transport/memory-network.ts";
import { VirtualScheduler } from "../../../src/util/virtual-scheduler.ts";
import { Violation } from "../core/violation.ts";
import { Oracle } from "./oracle.ts";
import type { HostPlan } from "./plan.ts";
import { HostTrace } from "./trace.ts";

export class World {
  readonly plan: HostPlan;
  readonly scheduler: VirtualScheduler = new VirtualScheduler();
  readonly trace: HostTrace = new HostTrace(() => this.scheduler.now());
  readonly oracle: Oracle = new Oracle();
  readonly network: MemoryNetwork;
  /** Faults strike. */
  isFaulty = true;
  /** Nobody is started any more. */
  isOver = false;
  /** What nodes log goes into the trace: for people. */
  isVerbose = false;
  #violation: Error | null = null;

  constructor(plan: HostPlan) {
    this.plan = plan;
    const { delayMinMs, delayMaxMs, stallMs } = plan.network;
    this.network = new MemoryNetwork({
      scheduler: this.scheduler,
      seed: plan.seed,
      faults: { delayMinMs, delayMaxMs },
      stallMs,
    });
  }

  /** The first rule that broke, or what was thrown; null while all is well. */
  get violation(): Error | null {
    return this.#violation;
  }

  /** An election timeout, in ms. */
  get electionMs(): number {
    const { tickMs, electionTicks } = this.plan.timing;
    return tickMs * electionTicks;
  }

  /** A rule is broken: the run ends. */
  broken(rule: string, message: string): void {
    this.failed(new Violation(rule, message));
  }

  failed(error: unknown): void {
    this.#violation ??= error instanceof Error ? error : new Error(String(error));
  }

  /** Runs a check; whatever it throws is the end of the run, and not seen by the code under test. */
  check(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.failed(error);
    }
  }

  /** Virtual time passes for somebody outside. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.scheduler.setTimeout(resolve, ms);
    });
  }
}

/**
 * StepCalls writes down which steps the nodes of a cluster call, and looks at each call for the promise that matters most: once any
 * node has applied a step's checkpoint, nobody starts that step again.
 */
import type { StepContext } from "../../src/api/context.ts";
import type { EventSource, RuntimeEvents } from "../../src/api/events.ts";
import type { Logger } from "../../src/util/logger.ts";

/** One call of a step's function. */
export interface StepCall {
  readonly name: string;
  readonly step: StepContext;
  readonly nodeId: string;
  /** Another one for each process. */
  readonly life: object;
}

interface Operation {
  readonly name: string;
  life: object;
  /** Calls in that life. */
  calls: number;
  attempt: number;
}

const fieldsOf = new WeakMap<Logger, Readonly<Record<string, unknown>>>();

export class StepCalls {
  /** Promises that were broken. */
  readonly wrong: string[] = [];
  readonly #operations = new Map<string, Operation>();
  readonly #settled = new Set<string>();

  /** Hears of checkpoints that a node has applied. */
  listen(events: EventSource<RuntimeEvents>): void {
    events.on("checkpointSet", ({ workflowId, runNumber, key }) => {
      this.#settled.add(JSON.stringify([workflowId, runNumber, key]));
    });
  }

  /** A logger whose children know what they are bound to: that is how a step's context tells its operation. */
  logger(inner: Logger, bound: Readonly<Record<string, unknown>> = {}): Logger {
    const logger: Logger = {
      debug: (fields, message) => inner.debug(fields, message),
      info: (fields, message) => inner.info(fields, message),
      warn: (fields, message) => inner.warn(fields, message),
      error: (fields, message) => inner.error(fields, message),
      child: (fields) => this.logger(inner.child(fields), { ...bound, ...fields }),
    };
    fieldsOf.set(logger, bound);
    return logger;
  }

  begin({ name, step, nodeId, life }: StepCall): void {
    const { workflowId, runNumber, key } = fieldsOf.get(step.logger) ?? {};
    const id = JSON.stringify([workflowId, runNumber, key]);
    const { attempt } = step;
    if (this.#settled.has(id)) {
      this.wrong.push(`${id} attempt ${attempt} began on ${nodeId} although it has a checkpoint`);
    }
    const known = this.#operations.get(id);
    if (known !== undefined && attempt < known.attempt) {
      this.wrong.push(`${id} attempt ${attempt} began on ${nodeId} after attempt ${known.attempt}`);
    }
    const operation = known ?? { name, life, calls: 0, attempt };
    this.#operations.set(id, operation);
    if (operation.life !== life) operation.calls = 0;
    operation.life = life;
    operation.calls += 1;
    operation.attempt = attempt;
  }

  /** Calls of the steps of a name in the process that called each last: none whose outcome died with its process. */
  lastingCalls(name: string): number {
    return this.#sum(name, ({ calls }) => calls);
  }

  /** Newest attempts of the steps of a name, added up. Those that a process took with it count. */
  attempts(name: string): number {
    return this.#sum(name, ({ attempt }) => attempt);
  }

  #sum(name: string, of: (operation: Operation) => number): number {
    let sum = 0;
    for (const operation of this.#operations.values()) {
      if (operation.name === name) sum += of(operation);
    }
    return sum;
  }
}

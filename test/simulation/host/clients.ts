/**
 * Clients call on any node, and on another one when the first does not answer: they start runs, send signals under ids of their own,
 * end runs, look at them, and wait for their results. What was acknowledged must be committed at that moment.
 */
import { RaftworkError } from "../../../src/errors.ts";
import type { WorkflowRuntime } from "../../../src/runtime/workflow-runtime.ts";
import { type Dice, diceFor } from "../core/dice.ts";
import { type HostNode, ProcessDied } from "./host-node.ts";
import type { CommittedRun } from "./oracle.ts";
import type { RunPlan } from "./plan.ts";
import type { World } from "./world.ts";

/** What may always happen to a call. */
const TROUBLES: ReadonlySet<string> = new Set([
  "ERR_NOT_LEADER",
  "ERR_NO_QUORUM",
  "ERR_OVERLOADED",
  "ERR_OUTCOME_UNKNOWN",
  "ERR_RUNTIME_CLOSED",
  "ERR_PEER_UNREACHABLE",
  "ERR_CALL_TIMEOUT",
  "ERR_WAIT_TIMEOUT",
]);

/** How a run came out for whoever waited. */
type Ending = { readonly result: string } | { readonly error: string };

export class Clients {
  /** Runs whose end somebody has heard of. */
  readonly endings = new Map<string, string>();
  /** Answers that somebody has heard. */
  acknowledged = 0;
  readonly #world: World;
  readonly #nodes: () => readonly HostNode[];

  constructor(world: World, nodes: () => readonly HostNode[]) {
    this.#world = world;
    this.#nodes = nodes;
  }

  /** All that clients do in a run; resolves when every one has heard how its run ended. */
  async work(): Promise<void> {
    await Promise.all(this.#world.plan.runs.map((run) => this.#client(run)));
  }

  async #client(run: RunPlan): Promise<void> {
    const dice = diceFor(this.#world.plan.seed, run.workflowId);
    await this.#world.pause(run.startAtMs);
    await this.#start(run, dice);
    await Promise.all([
      this.#signal(run, diceFor(dice.below(2 ** 31), "signals")),
      this.#end(run, diceFor(dice.below(2 ** 31), "end")),
      this.#look(run, diceFor(dice.below(2 ** 31), "look")),
      this.#wait(run, diceFor(dice.below(2 ** 31), "wait")),
    ]);
  }

  async #start(run: RunPlan, dice: Dice): Promise<void> {
    const { workflowId, workflow, seed, length, runTimeoutMs, startDelayMs } = run;
    const options = {
      workflowId,
      version: 1,
      startDelay: startDelayMs === 0 ? undefined : startDelayMs,
      runTimeout: runTimeoutMs ?? undefined,
    };
    await this.#call(dice, `start ${workflowId}`, (runtime) =>
      runtime.startWorkflow<string>(workflow, { seed, length }, options),
    );
    this.#acknowledged(`start ${workflowId}`, () => this.#committed(workflowId) !== undefined);
  }

  async #signal({ workflowId, signals, signalEveryMs }: RunPlan, dice: Dice): Promise<void> {
    for (let count = 0; count < signals; count += 1) {
      await this.#world.pause(signalEveryMs);
      const name = count % 3 === 2 ? "poke" : "tick";
      const signalId = `${workflowId}-${count}`;
      const isSent = await this.#call(dice, `signal ${signalId}`, async (runtime) => {
        try {
          await runtime.getRun(workflowId).signal(name, count, { signalId });
          return true;
        } catch (error) {
          if (codeOf(error) === "ERR_RUN_ENDED") return false;
          throw error;
        }
      });
      this.#acknowledged(`signal ${signalId}`, () => {
        const { signals: sent = [], status } = this.#committed(workflowId) ?? {};
        const times = sent.filter((one) => one === count).length;
        return isSent ? times === 1 : status !== "running";
      });
    }
  }

  async #end({ workflowId, end }: RunPlan, dice: Dice): Promise<void> {
    if (end === null) return;
    await this.#world.pause(end.afterMs);
    await this.#call(dice, `${end.how} ${workflowId}`, (runtime) =>
      runtime.getRun(workflowId)[end.how]({ reason: "by a client" }),
    );
    this.#acknowledged(`${end.how} ${workflowId}`, () => {
      const { status, isCancelled = false } = this.#committed(workflowId) ?? {};
      return status !== "running" || (end.how === "cancel" && isCancelled);
    });
  }

  /** Reads on any node what has been acknowledged on another one. */
  async #look({ workflowId }: RunPlan, dice: Dice): Promise<void> {
    while (!this.endings.has(workflowId)) {
      const status = this.#committed(workflowId)?.status;
      await this.#call(dice, `describe ${workflowId}`, async (runtime) => {
        const seen = await runtime.getRun(workflowId).describe();
        if (status !== "running" && seen.status !== status) {
          const message = `${workflowId} is ${seen.status}, had ended as ${status} when asked`;
          this.#world.broken("reads see what was committed", message);
        }
      });
      await this.#world.pause(20 + dice.below(300));
    }
  }

  async #wait({ workflowId }: RunPlan, dice: Dice): Promise<void> {
    const ending = await this.#call(dice, `wait for ${workflowId}`, (runtime) =>
      endingOf(runtime, workflowId, 200 + dice.below(2000)),
    );
    this.#ended(workflowId, ending);
  }

  /** Asks one node how a run ended, until it says. */
  async ask(workflowId: string, node: HostNode): Promise<void> {
    for (;;) {
      // Its removal may have been under way; nobody can be asked then.
      if (node.isRemoved && !node.isUp) return;
      const runtime = node.isUp ? node.runtime : null;
      try {
        if (runtime !== null) {
          this.#ended(workflowId, await endingOf(runtime, workflowId, 5000));
          return;
        }
      } catch (error) {
        this.#trouble(`wait for ${workflowId} on ${node.nodeId}`, error);
      }
      await this.#world.pause(20);
    }
  }

  /** Somebody has heard how a run ended. */
  #ended(workflowId: string, ending: Ending): void {
    const text = JSON.stringify(ending);
    const before = this.endings.get(workflowId);
    if (before !== undefined && before !== text) {
      this.#world.broken("a run ends once", `${workflowId}: ${text}, and ${before} before`);
    }
    this.endings.set(workflowId, text);
    this.#acknowledged(`end of ${workflowId}`, () => {
      const { status, result } = this.#committed(workflowId) ?? {};
      return "result" in ending ? result === ending.result : status !== "running" && !result;
    });
  }

  #committed(workflowId: string): CommittedRun | undefined {
    return this.#world.oracle.runs.get(workflowId);
  }

  #acknowledged(what: string, isCommitted: () => boolean): void {
    this.acknowledged += 1;
    this.#world.trace.note(`acknowledged: ${what}`);
    if (!isCommitted()) this.#world.broken("acknowledged is committed", what);
  }

  /** Repeats a call on whatever node is there until it is answered. */
  async #call<T>(
    dice: Dice,
    what: string,
    call: (runtime: WorkflowRuntime) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      const open = this.#nodes().filter(({ isUp }) => isUp);
      if (open.length > 0) {
        const { life, nodeId, runtime } = dice.pick(open);
        try {
          if (life !== null && runtime !== null) {
            return await Promise.race([call(runtime), life.death]);
          }
        } catch (error) {
          this.#trouble(`${what} on ${nodeId}`, error);
        }
      }
      await this.#world.pause(5 + dice.below(40));
    }
  }

  #trouble(what: string, error: unknown): void {
    if (error instanceof ProcessDied || TROUBLES.has(codeOf(error))) return;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#world.broken("calls fail as they may", `${what}: ${text}`);
  }
}

/** How a run ended, as a node says. @throws {WaitTimeoutError} when it has not. */
async function endingOf(
  runtime: WorkflowRuntime,
  workflowId: string,
  timeoutMs: number,
): Promise<Ending> {
  try {
    const result = await runtime.getRun(workflowId).waitForCompletion({ timeout: timeoutMs });
    return { result: JSON.stringify(result) ?? "undefined" };
  } catch (error) {
    const code = codeOf(error);
    if (!code.startsWith("ERR_WORKFLOW_") || code === "ERR_WORKFLOW_NOT_FOUND") throw error;
    return { error: code };
  }
}

function codeOf(error: unknown): string {
  return error instanceof RaftworkError ? error.code : "";
}

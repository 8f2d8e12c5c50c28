/** One node over a FakeLog on virtual time, with the engine as the runtime puts it together. */

import { type AnyWorkflow, type InputOf, type OutputOf } from "../../src/api/definition.ts";
import type { StartArgs, StartOptions } from "../../src/api/run.ts";
import { RunHandle } from "../../src/api/run-handle.ts";
import { startRequest } from "../../src/api/start-request.ts";
import { type Logger, silentLogger } from "../../src/util/logger.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import type { EngineListener, EngineSettings } from "../../src/workflow/engine.ts";
import { WorkflowGroup } from "../../src/workflow/group.ts";
import { Registry } from "../../src/workflow/registry.ts";
import { FakeDisk, FakeLog } from "../support/fake-log.ts";

export interface HarnessOptions {
  readonly workflows: readonly AnyWorkflow[];
  readonly disk?: FakeDisk;
  readonly scheduler?: VirtualScheduler;
  readonly settings?: Partial<EngineSettings>;
  readonly logger?: Logger;
  /** Commit by hand. @defaultValue false */
  readonly manual?: boolean;
  /** Become leader at once. @defaultValue true */
  readonly lead?: boolean;
}

export class Harness {
  readonly scheduler: VirtualScheduler;
  readonly disk: FakeDisk;
  readonly log: FakeLog;
  readonly registry: Registry;
  readonly group: WorkflowGroup;
  readonly events: string[];
  readonly blocked: Error[];
  readonly fatal: unknown[];

  private constructor(
    parts: Pick<
      Harness,
      "scheduler" | "disk" | "log" | "registry" | "group" | "events" | "blocked" | "fatal"
    >,
  ) {
    this.scheduler = parts.scheduler;
    this.disk = parts.disk;
    this.log = parts.log;
    this.registry = parts.registry;
    this.group = parts.group;
    this.events = parts.events;
    this.blocked = parts.blocked;
    this.fatal = parts.fatal;
  }

  static async open(options: HarnessOptions): Promise<Harness> {
    const scheduler = options.scheduler ?? new VirtualScheduler();
    const disk = options.disk ?? new FakeDisk();
    const log = new FakeLog(disk, scheduler);
    log.commitsAtOnce = options.manual !== true;
    const registry = new Registry();
    for (const workflow of options.workflows) registry.add(workflow);
    const events: string[] = [];
    const blocked: Error[] = [];
    const fatal: unknown[] = [];
    const listener: EngineListener = {
      runStarted: (run) => events.push(`started ${run.workflowId}`),
      checkpointSet: (_run, key) => events.push(key),
      runEnded: ({ run, status }) => events.push(`${status} ${run.workflowId}`),
      runBlocked: (_run, error) => blocked.push(error),
    };
    const group = await WorkflowGroup.open({
      log,
      registry,
      scheduler,
      random: new SeededRandom(1),
      logger: options.logger ?? silentLogger,
      settings: {
        nonDurableAwait: "error",
        foreignAwaitMs: 10_000,
        payloadBytesMax: 1_048_576,
        turnBudgetMs: 5,
        hydrationsMax: 8,
        ...options.settings,
      },
      listener,
      inFlightBytesMax: 1_000_000,
      onFatal: (error) => fatal.push(error),
    });
    const harness = new Harness({
      scheduler,
      disk,
      log,
      registry,
      group,
      events,
      blocked,
      fatal,
    });
    log.replay();
    if (options.lead !== false) log.lead();
    return harness;
  }

  /** The process dies: nothing of it does anything any more. */
  async crash(): Promise<void> {
    this.log.closed = true;
    await this.group.stop(new Error("crashed"));
  }

  register(workflow: AnyWorkflow): void {
    this.group.definitionAdded(this.registry.add(workflow));
  }

  async start<W extends AnyWorkflow>(
    workflow: W,
    ...args: StartArgs<InputOf<W>, StartOptions>
  ): Promise<RunHandle<OutputOf<W>>> {
    const [input, options = {}] = args;
    const request = startRequest(workflow, input, { options, payloadBytesMax: 1_048_576 });
    const answer = this.group.calls.start(request, { timeoutMs: 10_000, abortSignal: undefined });
    return this.get(workflow, request.workflowId, await this.wait(answer));
  }

  get<W extends AnyWorkflow>(
    _workflow: W,
    workflowId: string,
    answer: { runNumber: number | null; started: boolean } = { runNumber: null, started: false },
  ): RunHandle<OutputOf<W>> {
    return new RunHandle<OutputOf<W>>(this.group.calls, { workflowId, ...answer });
  }

  /** Starts and waits for the result. */
  async run<W extends AnyWorkflow>(
    workflow: W,
    ...args: StartArgs<InputOf<W>, StartOptions>
  ): Promise<OutputOf<W>> {
    const handle = await this.start(workflow, ...args);
    return this.wait(handle.waitForCompletion());
  }

  /** Lets virtual time pass until a promise is settled. */
  async wait<T>(promise: Promise<T>, forMs?: number): Promise<T> {
    let isDone = false;
    const settled = (): void => {
      isDone = true;
    };
    void promise.then(settled, settled);
    const untilMs = this.scheduler.now() + (forMs ?? 30 * 86_400_000);
    const end = await this.scheduler.run({ until: () => isDone, untilMs });
    if (end !== "condition") throw new Error(`not settled at virtual time ${this.scheduler.now()}`);
    return promise;
  }

  /** Runs whatever is due within the next `ms`. */
  async advance(ms: number): Promise<void> {
    await this.scheduler.run({ untilMs: this.scheduler.now() + ms });
  }
}

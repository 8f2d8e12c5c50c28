/** One node over a FakeLog on virtual time, with the engine as the runtime puts it together. */

import { type AnyWorkflow, type InputOf, type OutputOf } from "../../src/api/definition.ts";
import type { RunOf, StartArgs, StartOptions } from "../../src/api/run.ts";
import { RunHandle } from "../../src/api/run-handle.ts";
import type { StartRequest } from "../../src/api/service.ts";
import { RuntimeClosedError } from "../../src/errors.ts";
import { decodeBatch } from "../../src/model/batch.ts";
import { type Command, decodeCommand } from "../../src/model/command.ts";
import { HISTORY_LIMITS, RETENTION } from "../../src/model/limits.ts";
import { encodePayload } from "../../src/model/payload-codec.ts";
import { parseDuration } from "../../src/util/duration.ts";
import { SeededIds } from "../../src/util/ids.ts";
import { type Logger, silentLogger } from "../../src/util/logger.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import type { EngineSettings } from "../../src/workflow/engine.ts";
import { type GroupListener, WorkflowGroup } from "../../src/workflow/group.ts";
import type { LeaderLink } from "../../src/workflow/leader-link.ts";
import { Registry } from "../../src/workflow/registry.ts";
import type { RunGuard } from "../../src/workflow/run-guard.ts";
import type { DeterminismMismatch } from "../../src/workflow/verification.ts";
import { FakeDisk, FakeLog } from "../support/fake-log.ts";
import { finish } from "../support/log-node.ts";

export { type LogLine, recordingLogger } from "../support/recording-logger.ts";

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
  /** Where timers of work that nobody waits for go. @defaultValue a scheduler of their own that never runs */
  readonly housekeeping?: VirtualScheduler;
  readonly guard?: RunGuard;
  /** To leaders on other nodes. @defaultValue there are none */
  readonly link?: LeaderLink;
}

/** All commands of a node's log, in order. */
export function commandsOf(node: Harness): Command[] {
  return node.disk.entries
    .filter(({ bytes }) => bytes.length > 0)
    .flatMap(({ bytes }) => decodeBatch(bytes).commands)
    .map((command) => decodeCommand(command, { group: 1, index: 0 }));
}

let lives = 0;
let runs = 0;

export class Harness {
  readonly scheduler: VirtualScheduler;
  readonly disk: FakeDisk;
  readonly log: FakeLog;
  readonly registry: Registry;
  readonly group: WorkflowGroup;
  readonly events: string[];
  readonly blocked: Error[];
  readonly fatal: unknown[];
  readonly mismatches: DeterminismMismatch[];

  private constructor(
    parts: Pick<
      Harness,
      | "scheduler"
      | "disk"
      | "log"
      | "registry"
      | "group"
      | "events"
      | "blocked"
      | "fatal"
      | "mismatches"
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
    this.mismatches = parts.mismatches;
  }

  static async open(options: HarnessOptions): Promise<Harness> {
    const scheduler = options.scheduler ?? new VirtualScheduler();
    const disk = options.disk ?? new FakeDisk();
    const log = new FakeLog(disk, scheduler);
    log.commitsAtOnce = options.manual !== true;
    lives += 1;
    const registry = new Registry();
    for (const workflow of options.workflows) registry.add(workflow);
    const events: string[] = [];
    const blocked: Error[] = [];
    const fatal: unknown[] = [];
    const mismatches: DeterminismMismatch[] = [];
    const listener: GroupListener = {
      runStarted: (run) => events.push(`started ${run.workflowId}`),
      checkpointSet: (_run, key) => events.push(key),
      runEnded: ({ run, status }) => events.push(`${status} ${run.workflowId}`),
      runBlocked: (_run, error) => blocked.push(error),
      determinismMismatch: (_run, mismatch) => mismatches.push(mismatch),
      leaderChanged: () => {},
      membersChanged: () => {},
    };
    const group = await WorkflowGroup.open({
      log,
      registry,
      scheduler,
      random: new SeededRandom(1),
      ids: new SeededIds(new SeededRandom(lives)),
      nodeIdOf: (replicaId) => (replicaId === 1 ? "node-1" : null),
      retention: RETENTION,
      housekeeping: options.housekeeping ?? new VirtualScheduler(),
      guard: options.guard,
      logger: options.logger ?? silentLogger,
      settings: {
        nonDurableAwait: "error",
        foreignAwaitMs: 10_000,
        payloadBytesMax: 1_048_576,
        turnBudgetMs: 5,
        hydrationsMax: 8,
        replay: "onEviction",
        idleEvictionMs: 60_000,
        maxResidentRuns: 10_000,
        verifyDeterminism: "always",
        historyLimits: HISTORY_LIMITS,
        ...options.settings,
      },
      listener,
      inFlightBytesMax: 1_000_000,
      link: options.link,
      onFatal: (error) => fatal.push(error),
    });
    // What was told before comes by the stream.
    if (disk.toldIndex > disk.appliedIndex) await finish(scheduler, group.opened);
    const harness = new Harness({
      scheduler,
      disk,
      log,
      registry,
      group,
      events,
      blocked,
      fatal,
      mismatches,
    });
    log.replay();
    if (options.lead !== false) log.lead();
    return harness;
  }

  /** The process dies: nothing of it does anything any more. */
  async crash(): Promise<void> {
    this.log.closed = true;
    await this.group.stop(new RuntimeClosedError());
  }

  register(workflow: AnyWorkflow): void {
    this.group.definitionAdded(this.registry.add(workflow));
  }

  async start<W extends AnyWorkflow>(
    workflow: W,
    ...args: StartArgs<InputOf<W>, StartOptions>
  ): Promise<RunOf<W>> {
    const [input, options = {}] = args;
    const registered = this.registry.get(workflow.name, workflow.version);
    if (registered === undefined) throw new Error(`${workflow.name} is not registered`);
    // As startRequest makes it, but at once: tests commit by hand what was proposed in the same breath.
    const { startDelay, runTimeout } = options;
    const { ifRunning = "useExisting", ifClosed = "useExisting" } = options;
    const request: StartRequest = {
      workflowId: options.workflowId ?? `run-${(runs += 1)}`,
      workflowName: workflow.name,
      workflowVersion: workflow.version,
      input: encodePayload(input, { field: "input", limitBytes: 1_048_576 }),
      ifRunning,
      ifClosed,
      ...(startDelay === undefined ? {} : { startDelayMs: parseDuration(startDelay, "delay") }),
      ...(runTimeout === undefined ? {} : { runTimeoutMs: parseDuration(runTimeout, "timeout") }),
    };
    const answer = this.group.calls.start(request, { timeoutMs: 10_000, abortSignal: undefined });
    return this.get(workflow, request.workflowId, await this.wait(answer));
  }

  get<W extends AnyWorkflow>(
    workflow: W,
    workflowId: string,
    answer: { runNumber: number | null; started: boolean } = { runNumber: null, started: false },
  ): RunOf<W> {
    const frame = {
      service: this.group.calls,
      callTimeoutMs: 10_000,
      payloadBytesMax: 1_048_576,
      definition: ({ name, version }: { name: string; version: number }) =>
        this.registry.get(name, version),
    };
    const handle = new RunHandle(frame, { workflowId, ...answer, workflow });
    // The same object at run time, whatever its types.
    return handle as unknown as RunOf<W>;
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

/**
 * TestRuntime is a whole node for tests: the real engine over a disk in memory, on virtual time that goes on to the next
 * timer whenever something is awaited and nothing else can happen. A sleep of two hours takes milliseconds.
 *
 * Invariant: with one seed and the same calls everything happens in the same order, with the same ids.
 */
import type { StepFn } from "../api/context.ts";
import type { AnyWorkflow } from "../api/definition.ts";
import type { EventSource, RuntimeEvents } from "../api/events.ts";
import { describeValue, optionsObject } from "../api/options.ts";
import { InvalidArgumentError, RuntimeClosedError } from "../errors.ts";
import { PAYLOAD_BYTES_MAX, RETENTION } from "../model/limits.ts";
import { assertWellFormed } from "../model/names.ts";
import { EventHub } from "../runtime/event-hub.ts";
import { EVENT_NAMES, NodeCore } from "../runtime/node-core.ts";
import { checkExecution, type RuntimeOptions } from "../runtime/options.ts";
import { RunClient } from "../runtime/run-client.ts";
import { MemoryDisk } from "../storage/memory-disk.ts";
import { type Duration, parseDuration } from "../util/duration.ts";
import { SeededIds } from "../util/ids.ts";
import { type Logger, silentLogger } from "../util/logger.ts";
import { SeededRandom } from "../util/random.ts";
import type { WaitingRun } from "../workflow/group.ts";
import { Registry } from "../workflow/registry.ts";
import { pumpedEvents, pumpedService } from "./pumped.ts";
import { TestClock } from "./test-clock.ts";
import { TestPump } from "./test-pump.ts";
import { TestSteps } from "./test-steps.ts";

/** How a test runtime is opened. What has the name of a runtime's option means the same. */
export interface TestRuntimeOptions
  extends Pick<
    RuntimeOptions,
    | "workflows"
    | "replay"
    | "nonDurableAwait"
    | "verifyDeterminism"
    | "idleEviction"
    | "maxResidentRuns"
    | "historyEventsMax"
    | "historyBytesMax"
    | "callTimeout"
  > {
  /** Of ids, jitter and everything else that is left to chance. @defaultValue 1 */
  seed?: number | undefined;
  /** Where virtual time begins. @defaultValue 2026-01-01T00:00:00Z */
  startTime?: Date | number | undefined;
  /** Real time that steps under way get before virtual time goes on without them. @defaultValue 100 ms */
  stepGrace?: Duration | undefined;
  /** @defaultValue none: nothing is logged */
  logger?: Logger | undefined;
}

const KEYS = {
  known: [
    "workflows",
    "replay",
    "nonDurableAwait",
    "verifyDeterminism",
    "idleEviction",
    "maxResidentRuns",
    "historyEventsMax",
    "historyBytesMax",
    "callTimeout",
    "seed",
    "startTime",
    "stepGrace",
    "logger",
  ],
};

const NODE_ID = "test-node";
const START_DEFAULT_MS = Date.UTC(2026, 0, 1);
/** Runs that a message names. */
const WAITING_MAX = 10;
/** Ticks cost real time: a test runtime has fewer. An election still fits what the clock gives to housekeeping. */
const TIMING = { tickMs: 25, electionTicks: 8 };

/** What dies with a node, and is another one in its next life. */
interface Life {
  core: NodeCore | null;
  registry: Registry;
}

/** What outlives the death of a node. */
interface World {
  readonly options: TestRuntimeOptions;
  readonly clock: TestClock;
  readonly disk: MemoryDisk;
  readonly steps: TestSteps;
  readonly random: SeededRandom;
  readonly ids: SeededIds;
  readonly logger: Logger;
  readonly events: EventHub<RuntimeEvents>;
}

/**
 * A node for tests.
 *
 * @example
 * ```ts
 * await using runtime = await TestRuntime.open({ workflows: [order], seed: 7 });
 * runtime.mockStep("charge", () => ({ id: "ch-1" }));
 * const run = await runtime.startWorkflow(order, input, { workflowId: "order-1" });
 * await runtime.restart();
 * expect(await run.waitForCompletion()).toEqual({ charge: { id: "ch-1" } });
 * expect(runtime.executions("charge")).toBe(1);
 * ```
 */
export class TestRuntime extends RunClient implements AsyncDisposable {
  readonly #world: World;
  readonly #pump: TestPump;
  readonly #events: EventSource<RuntimeEvents>;
  readonly #life: Life;
  #workflows: readonly AnyWorkflow[];

  private constructor(world: World) {
    const { clock, steps, options, ids, events } = world;
    const life: Life = { core: null, registry: new Registry() };
    const pump = new TestPump({
      clock,
      steps,
      realTimeMs: parseDuration(options.stepGrace ?? "100ms", "stepGrace"),
      waiting: () => waitingIn(life),
    });
    const service = pumpedService(() => nodeOf(life).group.calls, pump);
    super({
      service: () => service,
      registry: {
        get: (name, version) => life.registry.get(name, version),
        newest: (name) => life.registry.newest(name),
      },
      ids,
      callTimeoutMs: parseDuration(options.callTimeout ?? "10s", "callTimeout"),
      payloadBytesMax: PAYLOAD_BYTES_MAX,
    });
    this.#world = world;
    this.#life = life;
    this.#pump = pump;
    this.#workflows = options.workflows ?? [];
    this.#events = pumpedEvents(events, pump);
  }

  /**
   * Opens a node on an empty disk in memory.
   *
   * @throws {InvalidArgumentError} for an unknown option or a value out of range.
   */
  static async open(options?: TestRuntimeOptions): Promise<TestRuntime> {
    const given = optionsObject("TestRuntime.open", options, KEYS);
    const { seed = 1, logger = silentLogger } = given;
    if (!Number.isSafeInteger(seed)) {
      throw new InvalidArgumentError({
        field: "seed",
        expected: "a whole number",
        found: describeValue(seed),
      });
    }
    const clock = new TestClock(startMs(given.startTime));
    const runtime = new TestRuntime({
      options: given,
      clock,
      disk: new MemoryDisk({ seed, scheduler: clock.housekeeping }),
      steps: new TestSteps(),
      random: new SeededRandom(seed),
      ids: new SeededIds(new SeededRandom(seed + 1)),
      logger,
      events: new EventHub<RuntimeEvents>(EVENT_NAMES, logger),
    });
    await runtime.#open();
    return runtime;
  }

  /** Events of this node; those of its next lives too. Awaiting `once` lets time pass. */
  get events(): EventSource<RuntimeEvents> {
    return this.#events;
  }

  /** Virtual time in ms since 1970. */
  now(): number {
    return this.#world.clock.wallMs;
  }

  /** Lets virtual time pass, with everything that happens in it. */
  sleep(duration: Duration): Promise<void> {
    const { ofTest } = this.#world.clock;
    const delayMs = parseDuration(duration, "sleep: duration");
    return this.#pump.during(
      new Promise<void>((resolve) => {
        ofTest.setTimeout(resolve, delayMs);
      }),
    );
  }

  /**
   * Replaces the function of all steps of a name, also of those that compute a variable, from their next attempt on;
   * returns what takes it back. The mock is given what the function would be given.
   */
  mockStep(name: string, fn: StepFn<unknown>): () => void {
    assertWellFormed(name, "mockStep: name");
    if (typeof fn === "function") return this.#world.steps.mock(name, fn);
    throw new InvalidArgumentError({
      field: "mockStep: fn",
      expected: "a function",
      found: describeValue(fn),
    });
  }

  /** How often the function of a step, or its mock, was called: over all runs, attempts and restarts. */
  executions(stepName: string): number {
    return this.#world.steps.executions(stepName);
  }

  /**
   * Kills the node and starts it again on its disk: everything in memory is lost, and what was never acknowledged may be. Calls
   * under way reject with RuntimeClosedError; handles go on working. `workflows` are those of the new life.
   */
  async restart(options?: { workflows?: readonly AnyWorkflow[] | undefined }): Promise<void> {
    const { workflows } = optionsObject("restart", options, { known: ["workflows"] });
    const { clock, disk, steps } = this.#world;
    nodeOf(this.#life).abandon();
    this.#life.core = null;
    disk.crash();
    clock.clear();
    steps.reset();
    this.#workflows = workflows ?? this.#workflows;
    await this.#open();
  }

  /** Registers a workflow, for this life and the next ones. @throws {WorkflowAlreadyRegisteredError} */
  registerWorkflow<W extends AnyWorkflow>(definition: W): W {
    nodeOf(this.#life).group.definitionAdded(this.#life.registry.add(definition));
    this.#workflows = [...this.#workflows, definition];
    return definition;
  }

  /** Closes the node. Steps under way are aborted. Idempotent. */
  async close(): Promise<void> {
    const core = this.#life.core;
    if (core !== null) await this.#pump.during(core.close({ drainMs: 0 }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #open(): Promise<void> {
    const { options, clock, disk, steps, random, ids, logger, events } = this.#world;
    const registry = new Registry();
    for (const workflow of this.#workflows) registry.add(workflow);
    this.#life.registry = registry;
    const opening = disk.open().then((backend) =>
      NodeCore.open({
        backend,
        registry,
        random,
        ids,
        logger,
        events,
        nodeId: NODE_ID,
        scheduler: clock.scheduler,
        housekeeping: clock.housekeeping,
        // Code under test is looked at as strictly as can be, whatever NODE_ENV says.
        execution: { ...checkExecution(options, false), interceptStep: steps.intercept },
        retention: RETENTION,
        timing: TIMING,
      }),
    );
    this.#life.core = await this.#pump.during(opening);
  }
}

function nodeOf({ core }: Life): NodeCore {
  if (core === null) throw new RuntimeClosedError();
  return core;
}

/** What the runs wait for, for people. */
function waitingIn({ core }: Life): string {
  const runs = core?.group.waitingRuns(WAITING_MAX) ?? [];
  if (runs.length === 0) return "There is no active run.";
  const told = runs.map((run) => `${JSON.stringify(run.workflowId)} ${howItStands(run)}`);
  return `Runs: ${told.join("; ")}.`;
}

function howItStands({ waitingFor, keys }: WaitingRun): string {
  if (waitingFor === "blocked") return "is blocked (the event runBlocked says why)";
  if (waitingFor === "definition") return "waits for its definition to be registered";
  return `waits for ${keys.length === 0 ? "nothing that the log brings" : keys.join(", ")}`;
}

function startMs(startTime: Date | number | undefined): number {
  if (startTime === undefined) return START_DEFAULT_MS;
  const ms: unknown = startTime instanceof Date ? startTime.getTime() : startTime;
  if (typeof ms === "number" && Number.isSafeInteger(ms) && ms >= 0) return ms;
  throw new InvalidArgumentError({
    field: "startTime",
    expected: "a valid Date or ms since 1970",
    found: describeValue(ms),
  });
}

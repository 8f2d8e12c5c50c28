/** RunContext is the context that a workflow's function is given: it makes operations out of calls. */
import type { ReplicatedVar, StepFn, StepOptions, WorkflowContext } from "../api/context.ts";
import { describeValue, optionsObject } from "../api/options.ts";
import { InvalidArgumentError, VariableExistsError } from "../errors.ts";
import { assertWellFormed } from "../model/names.ts";
import { operationKey } from "../model/operation-key.ts";
import { type ResolvedRetryPolicy, resolveRetryPolicy } from "../model/retry-policy.ts";
import { type Duration, parseDuration } from "../util/duration.ts";
import type { Logger } from "../util/logger.ts";
import { Dice } from "./dice.ts";
import type { ExecutorSettings, RunExecutor } from "./executor.ts";
import type { OperationOptions, OperationWork } from "./operation.ts";
import { VariableCell } from "./variable.ts";

const STEP_OPTIONS = {
  known: ["retry", "timeout"],
  later: ["totalTimeout", "heartbeatTimeout", "semantics"],
};

const DEFAULT_POLICY: ResolvedRetryPolicy = resolveRetryPolicy(undefined, "retry");

/** The context of one scope of a run. */
export class RunContext implements WorkflowContext {
  readonly workflowId: string;
  readonly runId: string;
  readonly runNumber: number;
  readonly workflowName: string;
  readonly workflowVersion: number;
  readonly #executor: RunExecutor;
  readonly #settings: ExecutorSettings;
  /** Path of scope instances; "" for the run itself. */
  readonly #scope: string;
  readonly #variables = new Set<string>();
  #dice: Dice | null = null;

  constructor(executor: RunExecutor, settings: ExecutorSettings, scope: string) {
    const { run } = executor;
    this.#executor = executor;
    this.#settings = settings;
    this.#scope = scope;
    this.workflowId = run.workflowId;
    this.runId = Buffer.from(run.runId).toString("hex");
    this.runNumber = run.runNumber;
    this.workflowName = run.workflowName;
    this.workflowVersion = run.workflowVersion;
  }

  get logger(): Logger {
    return this.#executor.logger;
  }

  now(): number {
    this.#executor.enter("ctx.now()");
    return this.#executor.now;
  }

  random(): number {
    this.#executor.enter("ctx.random()");
    return this.#rolled().random();
  }

  uuid(): string {
    this.#executor.enter("ctx.uuid()");
    return this.#rolled().uuid();
  }

  step<T>(name: string, fn: StepFn<T>, options?: StepOptions): Promise<T> {
    this.#executor.enter("ctx.step()");
    assertWellFormed(name, "ctx.step: name");
    const work = stepWork("ctx.step", fn, options);
    return this.#create("step", name, { work }) as Promise<T>;
  }

  replicatedVar<T>(
    name: string,
    initial: T | StepFn<T>,
    options?: StepOptions,
  ): Promise<ReplicatedVar<T>> {
    this.#executor.enter("ctx.replicatedVar()");
    assertWellFormed(name, "ctx.replicatedVar: name");
    const cell = new VariableCell<T>(name, {
      limitBytes: this.#settings.payloadBytesMax,
      enter: (call) => {
        this.#executor.enter(call);
      },
      assign: (work, map) => this.#create("var", name, { work, map }),
    });
    const work: OperationWork =
      typeof initial === "function"
        ? stepWork("ctx.replicatedVar", initial as StepFn<T>, options)
        : { type: "assign", outcome: cell.encode(initial) };
    if (typeof initial !== "function") {
      optionsObject("ctx.replicatedVar", options, { known: [], later: [] });
    }
    if (this.#variables.has(name)) throw new VariableExistsError({ name });
    this.#variables.add(name);
    const opened = (_value: unknown, payload: Uint8Array): VariableCell<T> => {
      cell.opened(payload);
      return cell;
    };
    return this.#create("var", name, { work, map: opened }) as Promise<ReplicatedVar<T>>;
  }

  sleep(duration: Duration): Promise<void> {
    this.#executor.enter("ctx.sleep()");
    const durationMs = parseDuration(duration, "ctx.sleep: duration");
    const work: OperationWork = { type: "timer", due: { durationMs } };
    return this.#create("sleep", null, { work }) as Promise<void>;
  }

  sleepUntil(time: Date | number): Promise<void> {
    this.#executor.enter("ctx.sleepUntil()");
    const deadlineMs = Math.max(0, Math.ceil(time instanceof Date ? time.getTime() : time));
    if (!Number.isSafeInteger(deadlineMs)) {
      throw new InvalidArgumentError({
        field: "ctx.sleepUntil: time",
        expected: "a valid Date or ms since 1970",
        found: describeValue(time instanceof Date ? time.getTime() : time),
      });
    }
    const work: OperationWork = { type: "timer", due: { deadlineMs } };
    return this.#create("sleep", null, { work }) as Promise<void>;
  }

  #create(
    kind: "step" | "var" | "sleep",
    name: string | null,
    { work, map }: Pick<OperationOptions, "work" | "map">,
  ): Promise<unknown> {
    const key = this.#executor.nextKey(operationKey(this.#scope, { kind, name, count: null }));
    return this.#executor.create({ key, name: name ?? kind, work, map }).promise;
  }

  #rolled(): Dice {
    this.#dice ??= new Dice(this.runId, this.#scope);
    return this.#dice;
  }
}

function stepWork(
  call: string,
  fn: StepFn<unknown>,
  options: StepOptions | undefined,
): OperationWork {
  if (typeof fn !== "function") {
    throw new InvalidArgumentError({
      field: `${call}: fn`,
      expected: "a function",
      found: describeValue(fn),
    });
  }
  // Most steps have no options; their policy need not be made each time.
  if (options === undefined) return { type: "step", fn, policy: DEFAULT_POLICY, timeoutMs: null };
  const { retry, timeout } = optionsObject(`${call}: options`, options, STEP_OPTIONS);
  return {
    type: "step",
    fn,
    policy: resolveRetryPolicy(retry, `${call}: options.retry`),
    timeoutMs: timeout === undefined ? null : parseDuration(timeout, `${call}: options.timeout`),
  };
}

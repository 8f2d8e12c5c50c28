/** RunContext is the context that a workflow's function is given, one for each scope: it makes operations out of calls. */
import type {
  ReplicatedVar,
  RunHistory,
  ScopeOptions,
  StepFn,
  StepOptions,
} from "../api/context.ts";
import type { DurablePromise } from "../api/later-context.ts";
import type { None } from "../api/messages.ts";
import { describeValue, optionsObject } from "../api/options.ts";
import type { TypedWorkflowContext } from "../api/typed-context.ts";
import { InvalidArgumentError, NotAvailableError, VariableExistsError } from "../errors.ts";
import { historyStanding } from "../model/limits.ts";
import { assertWellFormed } from "../model/names.ts";
import { decodePayload } from "../model/payload-codec.ts";
import { type Duration, parseDuration } from "../util/duration.ts";
import type { Logger } from "../util/logger.ts";
import type { RunExecutor } from "./executor.ts";
import { NEVER, type Operation, type OperationOptions, type OperationWork } from "./operation.ts";
import { countedAs, type Scope } from "./scope.ts";
import { runMap, runScope } from "./scoped-calls.ts";
import { VariableCell } from "./variable.ts";

/** The context of one scope of a run. */
export class RunContext implements TypedWorkflowContext<unknown, None, None, None> {
  readonly workflowId: string;
  readonly runId: string;
  readonly runNumber: number;
  readonly workflowName: string;
  readonly workflowVersion: number;
  readonly #executor: RunExecutor;
  readonly #scope: Scope;

  /** `origin` is a context of the same run, if there is one. */
  constructor(executor: RunExecutor, scope: Scope, origin?: RunContext) {
    const { run } = executor;
    this.#executor = executor;
    this.#scope = scope;
    this.workflowId = run.workflowId;
    this.runId = origin?.runId ?? Buffer.from(run.runId).toString("hex");
    this.runNumber = run.runNumber;
    this.workflowName = run.workflowName;
    this.workflowVersion = run.workflowVersion;
  }

  get logger(): Logger {
    return this.#executor.logger;
  }

  get history(): RunHistory {
    const { consumedThrough, historyBytes, historyLimits } = this.#executor;
    const size = { historyLength: consumedThrough + 1, historyBytes };
    return Object.freeze({
      length: size.historyLength,
      bytes: size.historyBytes,
      continueAsNewSuggested: historyStanding(size, historyLimits) !== "fine",
    });
  }

  get abortSignal(): AbortSignal {
    return this.#scope.abortSignal(this.#executor.listenerFailed);
  }

  now(): number {
    // A predicate may look at the time; nothing else of the context makes sense there.
    if (this.#executor.state !== "judging") this.#executor.enter("ctx.now()");
    return this.#executor.now;
  }

  random(): number {
    this.#executor.enter("ctx.random()");
    return this.#scope.dice(this.runId).random();
  }

  uuid(): string {
    this.#executor.enter("ctx.uuid()");
    return this.#scope.dice(this.runId).uuid();
  }

  step<T>(name: string, fn: StepFn<T>, options?: StepOptions): Promise<T> {
    this.#executor.enter("ctx.step()");
    assertWellFormed(name, "ctx.step: name");
    const work = this.#executor.steps.work("ctx.step", fn, options);
    return this.#create(countedAs("step", name), { name, work }).promise as Promise<T>;
  }

  replicatedVar<T>(
    name: string,
    initial: T | StepFn<T>,
    options?: StepOptions,
  ): Promise<ReplicatedVar<T>> {
    this.#executor.enter("ctx.replicatedVar()");
    assertWellFormed(name, "ctx.replicatedVar: name");
    const base = countedAs("var", name);
    const cell = new VariableCell<T>(name, {
      limitBytes: this.#executor.settings.payloadBytesMax,
      enter: (call) => {
        this.#executor.enter(call);
      },
      assign: (work, hooks) => this.#create(base, { name, work, hooks }).promise,
    });
    const work: OperationWork =
      typeof initial === "function"
        ? this.#executor.steps.work("ctx.replicatedVar", initial as StepFn<T>, options)
        : { type: "assign", outcome: cell.encode(initial) };
    if (typeof initial !== "function") optionsObject("ctx.replicatedVar", options, { known: [] });
    if (!this.#scope.addVariable(name)) throw new VariableExistsError({ name });
    const map = (_value: unknown, payload: Uint8Array): VariableCell<T> => {
      cell.opened(payload);
      return cell;
    };
    const { promise } = this.#create(base, { name, work, hooks: { map } });
    return promise as Promise<ReplicatedVar<T>>;
  }

  sleep(duration: Duration): Promise<void> {
    this.#executor.enter("ctx.sleep()");
    const durationMs = parseDuration(duration, "ctx.sleep: duration");
    return this.#create("sleep", { name: "sleep", work: { type: "timer", due: { durationMs } } })
      .promise as Promise<void>;
  }

  sleepUntil(time: Date | number): Promise<void> {
    this.#executor.enter("ctx.sleepUntil()");
    const given: unknown = time instanceof Date ? time.getTime() : time;
    // Only of a number: Math.ceil takes null for 0, and throws a TypeError at a bigint.
    const deadlineMs = typeof given === "number" ? Math.max(0, Math.ceil(given)) : Number.NaN;
    if (!Number.isSafeInteger(deadlineMs)) {
      throw new InvalidArgumentError({
        field: "ctx.sleepUntil: time",
        expected: "a valid Date or ms since 1970",
        found: describeValue(given),
      });
    }
    return this.#create("sleep", { name: "sleep", work: { type: "timer", due: { deadlineMs } } })
      .promise as Promise<void>;
  }

  condition(predicate: () => boolean): Promise<true>;
  condition(predicate: () => boolean, options: { timeout: Duration }): Promise<boolean>;
  condition(predicate: () => boolean, options?: { timeout: Duration }): Promise<boolean> {
    this.#executor.enter("ctx.condition()");
    assertFunction(predicate, "ctx.condition: predicate");
    const work = waitWork("ctx.condition", options);
    if (this.#executor.isDropped) return NEVER;
    if (this.#scope.cancelledBy === null) {
      const answer = this.#executor.ask(predicate);
      if (answer.type !== "open") {
        this.#scope.count("condition");
        return answer.type === "holds" ? Promise.resolve(true) : Promise.reject(answer.error);
      }
    }
    const hooks = { fired: () => false };
    const operation = this.#create("condition", { name: "condition", work, hooks });
    this.#executor.conditions.add(operation, predicate);
    return operation.promise as Promise<boolean>;
  }

  waitForSignal<P = unknown>(name: string): Promise<P>;
  waitForSignal<P = unknown>(name: string, options: { timeout: Duration }): Promise<P | undefined>;
  waitForSignal<P = unknown>(
    name: string,
    options?: { timeout: Duration },
  ): Promise<P | undefined> {
    this.#executor.enter("ctx.waitForSignal()");
    assertWellFormed(name, "ctx.waitForSignal: name");
    const work = waitWork("ctx.waitForSignal", options);
    const { signals } = this.#executor;
    signals.checkWait(name);
    const base = countedAs("signal", name);
    const buffered = this.#scope.cancelledBy === null ? signals.take(name) : undefined;
    if (buffered !== undefined) {
      this.#scope.count(base);
      return this.#executor.decode<P>(() => decodePayload(buffered.payload, `signal ${name}`));
    }
    const operation = this.#create(base, { name, work });
    if (!operation.isSettled) signals.wait(name, operation);
    return operation.promise as Promise<P | undefined>;
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as the contract has it
  onSignal<P = unknown>(
    name: string,
    handle: (ctx: this, payload: P) => void | Promise<void>,
  ): void {
    this.#executor.enter("ctx.onSignal()");
    assertWellFormed(name, "ctx.onSignal: name");
    assertFunction(handle, "ctx.onSignal: handle");
    if (this.#executor.isDropped) return;
    this.#executor.signals.handle(name, {
      scope: this.#scope,
      handle: (scope, payload) => {
        const decoded = this.#executor.decode<P>(() => decodePayload(payload, `signal ${name}`));
        return decoded.then((value) => handle(this.#inside(scope), value));
      },
    });
  }

  scope<T>(name: string, fn: (ctx: this) => Promise<T>, options?: ScopeOptions): Promise<T> {
    this.#executor.enter("ctx.scope()");
    assertWellFormed(name, "ctx.scope: name");
    assertFunction(fn, "ctx.scope: fn");
    const field = "ctx.scope: options";
    const { timeout, shield } = optionsObject(field, options, { known: ["timeout", "shield"] });
    if (this.#executor.isDropped) return NEVER;
    return runScope(this.#executor, this.#scope, {
      name,
      isShielded: booleanOf(shield, `${field}.shield`),
      timeoutMs: timeout === undefined ? null : parseDuration(timeout, `${field}.timeout`),
      run: (scope) => fn(this.#inside(scope)),
    });
  }

  map<Item, T>(
    name: string,
    items: readonly Item[],
    fn: (ctx: this, item: Item, index: number) => Promise<T>,
    options?: { concurrency?: number | undefined },
  ): Promise<T[]> {
    this.#executor.enter("ctx.map()");
    assertWellFormed(name, "ctx.map: name");
    assertFunction(fn, "ctx.map: fn");
    if (!Array.isArray(items)) {
      const found = describeValue(items);
      throw new InvalidArgumentError({ field: "ctx.map: items", expected: "an array", found });
    }
    const field = "ctx.map: options";
    const { concurrency } = optionsObject(field, options, { known: ["concurrency"] });
    if (this.#executor.isDropped) return NEVER;
    return runMap(this.#executor, this.#scope, {
      name,
      items: [...(items as readonly Item[])],
      concurrency: concurrencyOf(concurrency, `${field}.concurrency`),
      run: (scope, item, index) => fn(this.#inside(scope), item, index),
    });
  }

  promise<T>(_name: string): DurablePromise<T> {
    return this.#notAvailable("ctx.promise()");
  }

  patched(_id: string): Promise<boolean> {
    return this.#notAvailable("ctx.patched()");
  }

  runChild(): Promise<never> {
    return this.#notAvailable("ctx.runChild()");
  }

  startChild(): Promise<never> {
    return this.#notAvailable("ctx.startChild()");
  }

  saga(): Promise<never> {
    return this.#notAvailable("ctx.saga()");
  }

  onQuery(): void {
    this.#notAvailable("ctx.onQuery()");
  }

  onUpdate(): void {
    this.#notAvailable("ctx.onUpdate()");
  }

  continueAsNew(): Promise<never> {
    return this.#notAvailable("ctx.continueAsNew()");
  }

  #create(base: string, options: Pick<OperationOptions, "name" | "work" | "hooks">): Operation {
    const scope = this.#scope;
    const key = `${scope.path}${base}#${scope.count(base)}`;
    const { name, work, hooks } = options;
    const calledAt = this.#executor.now;
    return this.#executor.create({ key, name, scope, work, calledAt, hooks });
  }

  /** The context of a scope inside this one; the same kind, so that it fits where this one does. */
  #inside(scope: Scope): this {
    return new RunContext(this.#executor, scope, this) as this;
  }

  #notAvailable(call: string): never {
    this.#executor.enter(call);
    throw new NotAvailableError({ call });
  }
}

/** What a wait has its leader do: nothing, or a timer when it is bounded. */
function waitWork(call: string, options: { timeout: Duration } | undefined): OperationWork {
  const field = `${call}: options`;
  const { timeout } = optionsObject<{ timeout?: Duration }>(field, options, { known: ["timeout"] });
  if (timeout === undefined) return { type: "wait" };
  return { type: "timer", due: { durationMs: parseDuration(timeout, `${field}.timeout`) } };
}

function assertFunction(value: unknown, field: string): void {
  if (typeof value === "function") return;
  throw new InvalidArgumentError({
    field,
    expected: "a function",
    found: describeValue(value),
  });
}

function booleanOf(value: boolean | undefined, field: string): boolean {
  const given: unknown = value ?? false;
  if (typeof given === "boolean") return given;
  throw new InvalidArgumentError({
    field,
    expected: "true or false",
    found: describeValue(given),
  });
}

function concurrencyOf(value: number | undefined, field: string): number {
  const given: unknown = value ?? Infinity;
  if (given === Infinity || (Number.isSafeInteger(given) && Number(given) >= 1)) {
    return Number(given);
  }
  throw new InvalidArgumentError({
    field,
    expected: "a whole number of 1 or more, or Infinity",
    found: describeValue(given),
  });
}

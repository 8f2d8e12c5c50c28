/**
 * What a workflow's function is given: the context, whose calls are durable.
 *
 * Types only; workflow/ implements them. Every optional member is `?: T | undefined`, and undefined means "not given".
 */
import type { RetryPolicy } from "../model/retry-policy.ts";
import type { Duration } from "../util/duration.ts";
import type { Logger } from "../util/logger.ts";
import type { LaterContext } from "./later-context.ts";

/** How a step is retried and how long it may take. */
export interface StepOptions {
  /** @defaultValue 10 attempts, 200 ms, doubled, at most 30 s, jitter "equal" */
  retry?: RetryPolicy | undefined;
  /** For one attempt. It is aborted then, counts as failed and is retried. @defaultValue none */
  timeout?: Duration | undefined;
  /**
   * For the step as a whole, from its call on, pauses between attempts included. The attempt under way is aborted then and
   * none follows. @defaultValue none
   */
  totalTimeout?: Duration | undefined;
  /** An attempt that calls `heartbeat` no more for so long is aborted, counts as failed and is retried. @defaultValue none */
  heartbeatTimeout?: Duration | undefined;
  /**
   * `atMostOnce`: the function is called once and never again, whatever happens; if the process dies meanwhile the step
   * fails with StepInterruptedError. It costs a commit more, and `retry` is refused beside it. @defaultValue "atLeastOnce"
   */
  semantics?: "atLeastOnce" | "atMostOnce" | undefined;
}

/** Says which of two attempts is the newer one, so that a system outside can refuse the older. */
export interface FencingToken {
  /** Tokens can be compared within one group. */
  readonly group: number;
  /** Term of the leader that runs the attempt. */
  readonly term: number;
  /** Counted from 1. */
  readonly attempt: number;
  /** Orders as a string like `compareTo` does. */
  readonly sortable: string;
  /** Below 0 when this token is older than `other`. @throws {InvalidArgumentError} for a token of another group. */
  compareTo(other: FencingToken): number;
}

/** What a step's function is given. */
export interface StepContext {
  /** Counted from 1; an attempt that was interrupted counts. */
  readonly attempt: number;
  /** The same for every attempt of this step, and never used again: 46 characters, `rw-` and base64url. */
  readonly idempotencyKey: string;
  /** Grows with every attempt and every leader. */
  readonly fencingToken: FencingToken;
  /**
   * Aborted when the attempt has become useless. `reason` is an error that says why by its code: ERR_STEP_TIMEOUT,
   * ERR_HEARTBEAT_TIMEOUT, ERR_CANCELLED, ERR_RUN_CLOSED, ERR_NOT_LEADER (leadership lost) or ERR_RUNTIME_CLOSED (shutdown).
   */
  readonly abortSignal: AbortSignal;
  /** Adds workflow id, run number, operation key and attempt to every line. */
  readonly logger: Logger;
  /** Details of the last heartbeat of the attempts before this one; undefined without one. */
  readonly lastHeartbeat: unknown;
  /**
   * Says that the attempt is alive, and where it stands. Call it as often as you like: with `heartbeatTimeout` it is written to
   * the log at most twice in that time.
   *
   * @throws {UnserializableValueError} or {PayloadTooLargeError} for details that cannot be kept.
   */
  readonly heartbeat: (details?: unknown) => void;
}

/** A step's function: it runs on the leader only, and its result is the checkpoint. */
export type StepFn<T> = (step: StepContext) => T | Promise<T>;

/** A named value of a run whose every assignment is a checkpoint. */
export interface ReplicatedVar<T> {
  /** A private, frozen copy: assigning is `set` or `update`, never a mutation. */
  readonly value: T;
  /** Resolves when the assignment is committed. */
  set(value: T): Promise<void>;
  /**
   * Assigns what `next` returns. It gets a copy of the last assigned value, awaited or not, which it may change.
   *
   * Resolves with the new value when the assignment is committed.
   */
  update(next: (current: T) => T): Promise<T>;
}

/** How a scope behaves. */
export interface ScopeOptions {
  /** The scope is cancelled after so long. @defaultValue none */
  timeout?: Duration | undefined;
  /** The cancellation of the run, or of a scope around this one, does not reach it. @defaultValue false */
  shield?: boolean | undefined;
}

/** How large a run's history is. */
export interface RunHistory {
  /** Events consumed so far. */
  readonly length: number;
  /** Bytes of these events. */
  readonly bytes: number;
  /** True from half of a limit on: of those that the node had by which the run was started. */
  readonly continueAsNewSuggested: boolean;
}

/** The durable calls of a workflow, without those that depend on its definition. Helper functions take this type. */
export interface WorkflowContext extends LaterContext {
  readonly workflowId: string;
  /** 32 hexadecimal digits, unique for every run. */
  readonly runId: string;
  /** Counts the runs of this workflow id from 1. */
  readonly runNumber: number;
  readonly workflowName: string;
  readonly workflowVersion: number;
  readonly history: RunHistory;
  /** Aborted when the cancellation of the run, or of this scope, is consumed; `reason` is the CancelledError. */
  readonly abortSignal: AbortSignal;
  /** Writes only while this node drives the run live, so that no line is repeated by replay or on other nodes. */
  readonly logger: Logger;
  /** Machine time in ms since 1970, of the last event consumed. The same on every node. */
  now(): number;
  /** A number in [0, 1), the same on every node. */
  random(): number;
  /** A version 4 UUID, the same on every node. */
  uuid(): string;
  /** A variable whose first value is computed like a step: on the leader only. */
  replicatedVar<T>(
    name: string,
    compute: StepFn<T>,
    options?: StepOptions,
  ): Promise<ReplicatedVar<T>>;
  /**
   * A named value; every assignment is a checkpoint.
   *
   * @throws {VariableExistsError} for a second variable of the same name in the same scope.
   */
  replicatedVar<T>(
    name: string,
    initial: T extends (...args: never[]) => unknown ? never : T,
  ): Promise<ReplicatedVar<T>>;
  /**
   * Runs `fn` on the leader and keeps its result for ever.
   *
   * @throws {StepFailedError} when its attempts are used up; `cause` is the last error.
   * @throws {StepInterruptedError} with `atMostOnce`, when the process that ran it died.
   * @throws {CancelledError} when the run or the scope is cancelled.
   */
  step<T>(name: string, fn: StepFn<T>, options?: StepOptions): Promise<T>;
  /** A durable timer: it is never early and survives every process. */
  sleep(duration: Duration): Promise<void>;
  /** Sleeps until a point in machine time, given as a Date or in ms since 1970. */
  sleepUntil(time: Date | number): Promise<void>;
  /**
   * Waits until `predicate` holds. It looks at local state only, has no effects, and is asked after every turn.
   *
   * With a timeout the answer is false when that is over first.
   */
  condition(predicate: () => boolean): Promise<true>;
  condition(predicate: () => boolean, options: { timeout: Duration }): Promise<boolean>;
  /**
   * A named part of the run: what `fn` does with the context it is given is keyed by the scope, and cancelled with it.
   *
   * @throws {ScopeTimeoutError} when its timeout was over first, unless `fn` returned all the same.
   */
  scope<T>(name: string, fn: (ctx: this) => Promise<T>, options?: ScopeOptions): Promise<T>;
  /**
   * Calls `fn` for every item, each in a scope of its own, and gives the results in the order of the items.
   *
   * The first error rejects it, as Promise.all does; items under way go on, no other is begun.
   */
  map<Item, T>(
    name: string,
    items: readonly Item[],
    fn: (ctx: this, item: Item, index: number) => Promise<T>,
    options?: {
      /** Items under way at a time. @defaultValue no bound */ concurrency?: number | undefined;
    },
  ): Promise<T[]>;
}

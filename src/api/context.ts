/**
 * What a workflow's function is given: the context, whose calls are durable.
 *
 * Types only; workflow/ implements them. Every optional member is `?: T | undefined`, and undefined means "not given".
 */
import type { RetryPolicy } from "../model/retry-policy.ts";
import type { Duration } from "../util/duration.ts";
import type { Logger } from "../util/logger.ts";

/** How a step is retried and how long one try may take. */
export interface StepOptions {
  /** @defaultValue 10 attempts, 200 ms, doubled, at most 30 s, jitter "equal" */
  retry?: RetryPolicy | undefined;
  /** For one attempt. It is aborted then, counts as failed and is retried. @defaultValue none */
  timeout?: Duration | undefined;
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
  /** Counted from 1. */
  readonly attempt: number;
  /** The same for every attempt of this step, and never used again: 46 characters, `rw-` and base64url. */
  readonly idempotencyKey: string;
  /** Grows with every attempt and every leader. */
  readonly fencingToken: FencingToken;
  /** Aborted at the step's timeout, at the run's end, when leadership is lost and when the runtime closes. */
  readonly abortSignal: AbortSignal;
  /** Adds workflow id, run number, operation key and attempt to every line. */
  readonly logger: Logger;
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

/** The durable calls of a workflow. Helper functions take this type. */
export interface WorkflowContext {
  readonly workflowId: string;
  /** 32 hexadecimal digits, unique for every run. */
  readonly runId: string;
  /** Counts the runs of this workflow id from 1. */
  readonly runNumber: number;
  readonly workflowName: string;
  readonly workflowVersion: number;
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
   * @throws {VariableExistsError} for a second variable of the same name.
   */
  replicatedVar<T>(
    name: string,
    initial: T extends (...args: never[]) => unknown ? never : T,
  ): Promise<ReplicatedVar<T>>;
  /**
   * Runs `fn` on the leader and keeps its result for ever.
   *
   * @throws {StepFailedError} when its attempts are used up; `cause` is the last error.
   */
  step<T>(name: string, fn: StepFn<T>, options?: StepOptions): Promise<T>;
  /** A durable timer: it is never early and survives every process. */
  sleep(duration: Duration): Promise<void>;
  /** Sleeps until a point in machine time, given as a Date or in ms since 1970. */
  sleepUntil(time: Date | number): Promise<void>;
}

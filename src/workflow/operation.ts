/**
 * An operation: one call on the context whose outcome is durable, from its creation to its settlement.
 *
 * Invariant: it is settled at most once: by an event of the run's history, or by local state that follows from it.
 */
import type { StepFn } from "../api/context.ts";
import type { Outcome, TimerSet } from "../model/command.ts";
import { errorOf } from "../model/failure.ts";
import { decodePayload } from "../model/payload-codec.ts";
import type { ResolvedRetryPolicy } from "../model/retry-policy.ts";
import { InvariantError, invariant } from "../util/assert.ts";
import type { Scope } from "./scope.ts";

/** A function that runs on the leader, and how long and how often. Durations are in ms, null for none. */
export interface StepWork {
  readonly type: "step";
  readonly fn: StepFn<unknown>;
  readonly policy: ResolvedRetryPolicy;
  readonly timeoutMs: number | null;
  readonly totalTimeoutMs: number | null;
  readonly heartbeatTimeoutMs: number | null;
  readonly isAtMostOnce: boolean;
}

/** What a leader has to do so that the operation gets its outcome; `wait`: nothing, events or local state will do. */
export type OperationWork =
  | StepWork
  | { readonly type: "assign"; readonly outcome: Outcome }
  | { readonly type: "timer"; readonly due: TimerSet["due"] }
  | { readonly type: "wait" };

/** What follows from the settlement of an operation, in the turn that brings it. */
export interface OperationHooks {
  /** Turns the committed value into what the caller gets. @defaultValue the value itself */
  readonly map?: (value: unknown, payload: Uint8Array) => unknown;
  /** What the caller gets when the timer fires. @defaultValue undefined */
  readonly fired?: () => unknown;
  /** A failure was committed. */
  readonly failed?: () => void;
  /** The operation is cancelled. */
  readonly cancelled?: () => void;
}

/** What an operation is made of. */
export interface OperationOptions {
  readonly key: string;
  readonly name: string;
  readonly scope: Scope;
  readonly work: OperationWork;
  /** Machine time of the call in ms; total durations count from it. */
  readonly calledAt: number;
  readonly hooks?: OperationHooks | undefined;
  /** Nobody is given its promise: it is the engine's own. @defaultValue false */
  readonly isInner?: boolean | undefined;
}

/** A proposed payload with the copy that was decoded from its bytes. */
interface Prepared {
  readonly payload: Uint8Array;
  readonly value: unknown;
}

/** An operation of a run on this node. */
export class Operation {
  readonly key: string;
  readonly name: string;
  readonly scope: Scope;
  readonly work: OperationWork;
  readonly calledAt: number;
  /** Seq of the event that was consumed last when it was called. */
  readonly calledBehind: number;
  readonly isInner: boolean;
  /** What the caller of the context awaits. */
  readonly promise: Promise<unknown>;
  readonly #hooks: OperationHooks | undefined;
  #resolve: (value: unknown) => void = unset;
  #reject: (error: unknown) => void = unset;
  #prepared: Prepared | null = null;
  #isSettled = false;

  constructor(options: OperationOptions, calledBehind: number) {
    this.key = options.key;
    this.name = options.name;
    this.scope = options.scope;
    this.work = options.work;
    this.calledAt = options.calledAt;
    this.calledBehind = calledBehind;
    this.isInner = options.isInner ?? false;
    this.#hooks = options.hooks;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** True once its caller has been given an answer. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /**
   * Keeps the copy that the leader decoded to check its own bytes: when these very bytes come back committed,
   * that copy is what the function gets, and they are not decoded again.
   */
  prepare(payload: Uint8Array, value: unknown): void {
    this.#prepared = { payload, value };
  }

  /** @throws {MalformedBytesError} when the committed bytes cannot be decoded; the operation stays pending. */
  settle(outcome: Outcome): void {
    if (outcome.type === "failure") {
      this.#hooks?.failed?.();
      this.reject(errorOf(outcome.failure));
      return;
    }
    const { payload } = outcome;
    const value = this.#decode(payload);
    this.resolve(this.#hooks?.map === undefined ? value : this.#hooks.map(value, payload));
  }

  /** Its timer has fired. */
  settleTimer(): void {
    invariant(this.work.type === "timer", `${this.key} is no timer`);
    this.resolve(this.#hooks?.fired?.());
  }

  /** Cancelled with its scope. */
  cancel(error: Error): void {
    this.#hooks?.cancelled?.();
    // Nobody could handle the rejection of a promise that nobody has.
    if (this.isInner) this.#isSettled = true;
    else this.reject(error);
  }

  resolve(value: unknown): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#resolve(value);
  }

  reject(error: unknown): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#reject(error);
  }

  #decode(payload: Uint8Array): unknown {
    const prepared = this.#prepared;
    if (prepared !== null && sameBytes(prepared.payload, payload)) {
      this.#prepared = null;
      return prepared.value;
    }
    return decodePayload(payload, this.key);
  }
}

/** What a function gets that is not to go on: it is never settled. */
export const NEVER: Promise<never> = new Promise(() => {});

/** True when two payloads are the same, byte for byte. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function unset(): never {
  throw new InvariantError("an operation was settled before its promise was made");
}

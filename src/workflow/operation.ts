/**
 * An operation: one call on the context whose outcome is durable, from its creation to its settlement.
 *
 * Invariant: it is settled at most once, and only by an event of the run's history.
 */
import type { StepFn } from "../api/context.ts";
import type { Outcome, TimerSet } from "../model/command.ts";
import { errorOf } from "../model/failure.ts";
import { decodePayload } from "../model/payload-codec.ts";
import type { ResolvedRetryPolicy } from "../model/retry-policy.ts";
import { InvariantError, invariant } from "../util/assert.ts";

/** What a leader has to do so that the operation gets its outcome. */
export type OperationWork =
  | {
      readonly type: "step";
      readonly fn: StepFn<unknown>;
      readonly policy: ResolvedRetryPolicy;
      /** For one attempt; null for none. */
      readonly timeoutMs: number | null;
    }
  | { readonly type: "assign"; readonly outcome: Outcome }
  | { readonly type: "timer"; readonly due: TimerSet["due"] };

/** What an operation is made of. */
export interface OperationOptions {
  readonly key: string;
  readonly name: string;
  readonly work: OperationWork;
  /** Machine time of the call in ms; total durations count from it. */
  readonly calledAt: number;
  /** Turns the committed value into what the caller gets. @defaultValue the value itself */
  readonly map?: ((value: unknown, payload: Uint8Array) => unknown) | undefined;
}

/** A proposed payload with the copy that was decoded from its bytes. */
interface Prepared {
  readonly payload: Uint8Array;
  readonly value: unknown;
}

/** A pending operation of a run on this node. */
export class Operation {
  readonly key: string;
  readonly name: string;
  readonly work: OperationWork;
  readonly calledAt: number;
  /** What the caller of the context awaits. */
  readonly promise: Promise<unknown>;
  readonly #map: ((value: unknown, payload: Uint8Array) => unknown) | undefined;
  #resolve: (value: unknown) => void = unset;
  #reject: (error: unknown) => void = unset;
  #prepared: Prepared | null = null;

  constructor(options: OperationOptions) {
    this.key = options.key;
    this.name = options.name;
    this.work = options.work;
    this.calledAt = options.calledAt;
    this.#map = options.map;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
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
      this.#reject(errorOf(outcome.failure));
      return;
    }
    const { payload } = outcome;
    const value = this.#decode(payload);
    this.#resolve(this.#map === undefined ? value : this.#map(value, payload));
  }

  /** For a timer, which has no value. */
  settleTimer(): void {
    invariant(this.work.type === "timer", `${this.key} is no timer`);
    this.#resolve(undefined);
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

function unset(): never {
  throw new InvariantError("an operation was settled before its promise was made");
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/**
 * VariableCell is a replicated variable inside a run's function.
 *
 * It keeps two encoded values: the last assigned of those consumed, which `value` shows, and the last one assigned, which `update`
 * goes on from. Encoded, because then no copy that was given out can change it.
 */
import type { ReplicatedVar } from "../api/context.ts";
import { describeValue } from "../api/options.ts";
import { InvalidArgumentError } from "../errors.ts";
import type { Outcome } from "../model/command.ts";
import { failureOf } from "../model/failure.ts";
import { decodePayload, encodePayload } from "../model/payload-codec.ts";
import { ownCopy } from "../util/slab.ts";
import type { OperationHooks, OperationWork } from "./operation.ts";

/** What a variable needs of its run. */
export interface VariableOptions {
  readonly limitBytes: number;
  /** Checks that a call comes out of the run's turn. @throws {ContextMisuseError} when it does not. */
  readonly enter: (call: string) => void;
  /** Makes the operation of one assignment. */
  readonly assign: (work: OperationWork, hooks: OperationHooks) => Promise<unknown>;
}

/** First byte of a payload that is plain JSON: what it decodes to can be frozen as a whole. */
const PLAIN_JSON = 0;
const NOTHING = new Uint8Array(0);

/** One variable of one run. */
export class VariableCell<T> implements ReplicatedVar<T> {
  readonly #name: string;
  readonly #options: VariableOptions;
  #consumed: Uint8Array = NOTHING;
  #assigned: Uint8Array = NOTHING;
  /** Assignments made, and the newest of them that is consumed: a leader under load may commit two in the wrong order. */
  #assignments = 0;
  #consumedAssignment = 0;
  /** The frozen copy of `#consumed`, once it was asked for. */
  #shown: { readonly value: T } | null = null;

  constructor(name: string, options: VariableOptions) {
    this.#name = name;
    this.#options = options;
  }

  get value(): T {
    if (this.#shown !== null) return this.#shown.value;
    const value = deepFreeze(decodePayload(this.#consumed, this.#name)) as T;
    // Dates, maps and typed arrays cannot be frozen, so everyone who asks gets a copy of their own.
    if (this.#consumed[0] === PLAIN_JSON) this.#shown = { value };
    return value;
  }

  set(value: T): Promise<void> {
    this.#options.enter("set of a replicated variable");
    return this.#assign(value, () => undefined) as Promise<void>;
  }

  update(next: (current: T) => T): Promise<T> {
    this.#options.enter("update of a replicated variable");
    if (typeof next !== "function") {
      throw new InvalidArgumentError({
        field: `the argument of update of variable ${JSON.stringify(this.#name)}`,
        expected: "a function",
        found: describeValue(next),
      });
    }
    const value = next(decodePayload(this.#assigned, this.#name) as T);
    return this.#assign(value, (committed) => committed) as Promise<T>;
  }

  /** The first value is committed. */
  opened(payload: Uint8Array): void {
    this.#consume(payload);
    this.#assigned = this.#consumed;
  }

  /** A value as the outcome of an assignment: one that cannot be kept is a failure, the same on every node. */
  encode(value: unknown): Outcome {
    const field = `variable ${JSON.stringify(this.#name)}`;
    try {
      const payload = encodePayload(value, { field, limitBytes: this.#options.limitBytes });
      return { type: "value", payload };
    } catch (error) {
      return { type: "failure", failure: failureOf(error) };
    }
  }

  #assign(value: T, result: (committed: unknown) => unknown): Promise<unknown> {
    const outcome = this.encode(value);
    const before = this.#assigned;
    // Before the operation is made: one of a cancelled scope is taken back at once.
    const made = outcome.type === "value" ? ownCopy(outcome.payload) : null;
    if (made !== null) this.#assigned = made;
    const work: OperationWork = { type: "assign", outcome };
    this.#assignments += 1;
    const assignment = this.#assignments;
    return this.#options.assign(work, {
      map: (committed, payload) => {
        if (assignment > this.#consumedAssignment) {
          this.#consumedAssignment = assignment;
          this.#consume(payload);
          // What was committed counts, also where this node has made something else of it: by other limits, or by code that is not
          // deterministic.
          if (assignment === this.#assignments) this.#assigned = this.#consumed;
        }
        return result(committed);
      },
      failed: () => {
        // The leader had a smaller limit: it was never set there.
        if (this.#assigned === made) this.#assigned = before;
      },
      cancelled: () => {
        // It was never set: what is updated next is what is there.
        this.#assigned = this.#consumed;
      },
    });
  }

  #consume(payload: Uint8Array): void {
    this.#consumed = ownCopy(payload);
    this.#shown = null;
  }
}

function deepFreeze(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  // Object.freeze refuses views that have elements.
  if (ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

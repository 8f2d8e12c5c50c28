/** StepRun is one attempt of a step: the context its function is given, its abort signal, its timeout. */
import { hash } from "node:crypto";
import type { FencingToken, StepContext } from "../api/context.ts";
import { InvalidArgumentError } from "../errors.ts";
import type { ActiveRun } from "../machine/effects.ts";
import { decodePayload } from "../model/payload-codec.ts";
import { orderedNumber } from "../model/state-keys.ts";
import type { Logger } from "../util/logger.ts";
import { guardedController } from "./guarded-abort.ts";

/** What an attempt tells its drive, and asks it. */
export interface StepRunHost {
  /** @throws {UnserializableValueError} or {PayloadTooLargeError} for details that cannot be kept. */
  beat(attempt: StepRun, details: unknown): void;
  /** Details of the last heartbeat so far, as a payload; null without one. */
  heartbeatBefore(): Uint8Array | null;
}

/** What an attempt is made of. */
export interface StepRunOptions {
  readonly run: ActiveRun;
  readonly key: string;
  readonly attempt: number;
  readonly group: number;
  readonly term: number;
  readonly logger: Logger;
  readonly host: StepRunHost;
}

/**
 * The idempotency key of an operation: `rw-` and 43 characters, base64url of SHA-256 over run id and operation key. The
 * same for all attempts and leaders, and never used again.
 */
export function idempotencyKeyOf(runId: Uint8Array, key: string): string {
  const bytes = Buffer.concat([runId, Buffer.from(key, "utf8")]);
  return `rw-${Buffer.from(hash("sha256", bytes, "buffer")).toString("base64url")}`;
}

/**
 * The context of one attempt. Most functions use little of it, so each part is made when it is asked for.
 */
export class StepRun implements StepContext {
  readonly attempt: number;
  readonly #options: StepRunOptions;
  #controller: AbortController | null = null;
  #abortedBy: { readonly reason: unknown } | null = null;
  #idempotencyKey: string | null = null;
  #logger: Logger | null = null;
  #heartbeat: ((details?: unknown) => void) | null = null;
  #lastHeartbeat: { readonly payload: Uint8Array | null } | null = null;

  constructor(options: StepRunOptions) {
    this.#options = options;
    this.attempt = options.attempt;
  }

  get idempotencyKey(): string {
    this.#idempotencyKey ??= idempotencyKeyOf(this.#options.run.runId, this.#options.key);
    return this.#idempotencyKey;
  }

  get fencingToken(): FencingToken {
    const { group, term } = this.#options;
    return new LeaderFencingToken({ group, term, attempt: this.attempt });
  }

  get abortSignal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = guardedController((error) => {
        this.logger.warn({ err: error }, "an abort listener threw");
      });
      if (this.#abortedBy !== null) this.#controller.abort(this.#abortedBy.reason);
    }
    return this.#controller.signal;
  }

  get logger(): Logger {
    const { run, key, logger } = this.#options;
    this.#logger ??= logger.child({
      workflowId: run.workflowId,
      runNumber: run.runNumber,
      key,
      attempt: this.attempt,
    });
    return this.#logger;
  }

  get lastHeartbeat(): unknown {
    const payload = this.#heartbeatBefore();
    return payload === null ? undefined : decodePayload(payload, "lastHeartbeat");
  }

  /** Bound, because steps take their context apart. */
  get heartbeat(): (details?: unknown) => void {
    this.#heartbeat ??= (details) => {
      // What is known from before is looked up before this attempt overwrites it.
      this.#heartbeatBefore();
      this.#options.host.beat(this, details);
    };
    return this.#heartbeat;
  }

  #heartbeatBefore(): Uint8Array | null {
    this.#lastHeartbeat ??= { payload: this.#options.host.heartbeatBefore() };
    return this.#lastHeartbeat.payload;
  }

  /** Aborts the attempt; what its function does after that has no effect. */
  abort(reason: Error): void {
    if (this.#abortedBy !== null) return;
    this.#abortedBy = { reason };
    this.#controller?.abort(reason);
  }
}

class LeaderFencingToken implements FencingToken {
  readonly group: number;
  readonly term: number;
  readonly attempt: number;

  constructor(token: { group: number; term: number; attempt: number }) {
    this.group = token.group;
    this.term = token.term;
    this.attempt = token.attempt;
  }

  get sortable(): string {
    return `${orderedNumber(this.term)}-${orderedNumber(this.attempt)}`;
  }

  compareTo(other: FencingToken): number {
    if (other.group !== this.group) {
      throw new InvalidArgumentError({
        field: "the other fencing token's group",
        expected: `${this.group}: tokens are comparable within one group`,
        found: `${other.group}`,
      });
    }
    return this.term === other.term ? this.attempt - other.attempt : this.term - other.term;
  }
}

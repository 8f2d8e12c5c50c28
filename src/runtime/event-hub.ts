/**
 * EventHub is the EventSource of a runtime over eventemitter3, which stops at the first listener that throws: here
 * each listener runs in its own try/catch.
 */
import { EventEmitter } from "eventemitter3";
import type { EventSource } from "../api/events.ts";
import { describeValue, optionsObject } from "../api/options.ts";
import { checkedSignal } from "../api/start-request.ts";
import { InvalidArgumentError } from "../errors.ts";
import type { Logger } from "../util/logger.ts";
import { catchRejection } from "../util/thenable.ts";

/** Events that are held at most; with more of them, all go to whoever listens already. */
const HELD_MAX = 10_000;

/** Emits events and keeps listeners apart. */
export class EventHub<E extends object> implements EventSource<E> {
  readonly #emitter = new EventEmitter<string>();
  readonly #names: ReadonlySet<string>;
  readonly #logger: Logger;
  /** Events that wait for those who will listen; null when none do. */
  #held: (() => void)[] | null = null;

  /** `names` are the events that there are; listening to another one is an error. */
  constructor(names: readonly (keyof E & string)[], logger: Logger) {
    this.#names = new Set(names);
    this.#logger = logger;
  }

  on<K extends keyof E>(event: K, listener: (event: E[K]) => void): () => void {
    const name = this.#name(event);
    if (typeof listener !== "function") {
      throw new InvalidArgumentError({
        field: `the listener of ${name}`,
        expected: "a function",
        found: typeof listener,
      });
    }
    const failed = (error: unknown): void => {
      this.#logger.error({ event: name, err: error }, "an event listener threw");
    };
    const guarded = (payload: E[K]): void => {
      try {
        catchRejection(listener(payload), failed);
      } catch (error) {
        failed(error);
      }
    };
    this.#emitter.on(name, guarded);
    return () => {
      this.#emitter.off(name, guarded);
    };
  }

  once<K extends keyof E>(
    event: K,
    options?: { abortSignal?: AbortSignal | undefined },
  ): Promise<E[K]> {
    return new Promise<E[K]>((resolve, reject) => {
      const given = optionsObject("events.once", options, { known: ["abortSignal"] });
      const abortSignal = checkedSignal("events.once.abortSignal", given.abortSignal);
      const aborted = (): void => {
        remove();
        reject(abortSignal?.reason as Error);
      };
      const remove = this.on(event, (payload) => {
        remove();
        abortSignal?.removeEventListener("abort", aborted);
        resolve(payload);
      });
      if (abortSignal?.aborted === true) aborted();
      else abortSignal?.addEventListener("abort", aborted);
    });
  }

  /** True when somebody listens: an event that costs something to make need not be made otherwise. */
  has(event: keyof E & string): boolean {
    return this.#held !== null || this.#emitter.listenerCount(event) > 0;
  }

  /** Tells all listeners. */
  emit<K extends keyof E & string>(event: K, payload: E[K]): void {
    if (this.#held === null) {
      this.#emitter.emit(event, payload);
      return;
    }
    this.#held.push(() => this.#emitter.emit(event, payload));
    if (this.#held.length >= HELD_MAX) this.release();
  }

  /** Tells nobody until {@link release}: those who care cannot listen yet. */
  hold(): void {
    this.#held ??= [];
  }

  /** Tells what was held, in order, and all that comes from now on. Idempotent. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const emit of held) emit();
  }

  #name(event: keyof E): string {
    const name: unknown = event;
    if (typeof name === "string" && this.#names.has(name)) return name;
    throw new InvalidArgumentError({
      field: "the event's name",
      expected: `one of ${[...this.#names].join(", ")}`,
      found: describeValue(name),
    });
  }
}

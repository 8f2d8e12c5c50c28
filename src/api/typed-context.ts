/**
 * The parts of a context that depend on its definition: the messages that were declared, and the input of the
 * next run. Types only.
 */
import type { Duration } from "../util/duration.ts";
import type { WorkflowContext } from "./context.ts";
import type { FnOf, NameIn, PayloadOf, Queries, Signals, Updates } from "./messages.ts";

/** The context of one definition. Inferred; write `ContextOf<typeof definition>` when you must name it. */
export interface TypedWorkflowContext<
  Input,
  S extends Signals,
  Q extends Queries,
  U extends Updates,
> extends WorkflowContext {
  /**
   * The next signal of that name, in the order of the log. None is lost that came before the wait, and none is
   * swallowed by a wait that timed out: that one resolves with undefined, which no payload can be.
   */
  readonly waitForSignal: keyof S extends never ? WaitForAnySignal : WaitForSignal<S>;
  /**
   * Handles each signal of that name as it comes, those first that came before. The run ends only when its handlers
   * have ended, and fails with what one throws. A name has a handler or waits, not both.
   */
  // oxlint-disable typescript/no-unnecessary-type-parameters -- the caller says what the payload is
  readonly onSignal: keyof S extends never
    ? <P = unknown>(name: string, handle: (ctx: this, payload: P) => void | Promise<void>) => void
    : <K extends NameIn<S>>(
        name: K,
        handle: (ctx: this, payload: PayloadOf<S[K]>) => void | Promise<void>,
      ) => void;
  /** Not available yet. @throws {NotAvailableError} always. */
  onQuery<K extends NameIn<Q>>(name: K, answer: FnOf<Q[K]>): void;
  /** Not available yet. @throws {NotAvailableError} always. */
  onUpdate<K extends NameIn<U>>(name: K, handler: UpdateHandler<this, FnOf<U[K]>>): void;
  /** Not available yet. @throws {NotAvailableError} always. */
  continueAsNew(
    ...args: [Input] extends [void] ? [input?: undefined] : [input: Input]
  ): Promise<never>;
}

/** `waitForSignal` of a definition that declares no signals: any name goes. */
export interface WaitForAnySignal {
  <P = unknown>(name: string): Promise<P>;
  <P = unknown>(name: string, options: { timeout: Duration }): Promise<P | undefined>;
}

/** `waitForSignal` of a definition that declares its signals. */
export interface WaitForSignal<S extends Signals> {
  <K extends NameIn<S>>(name: K): Promise<PayloadOf<S[K]>>;
  <K extends NameIn<S>>(
    name: K,
    options: { timeout: Duration },
  ): Promise<PayloadOf<S[K]> | undefined>;
}

/** What handles an update. */
export interface UpdateHandler<Ctx, Fn> {
  /** Runs once, on the leader, before the update is logged; what it throws refuses the update. */
  validate?:
    | (Fn extends (...input: infer A) => unknown ? (...input: A) => void : never)
    | undefined;
  handle: Fn extends (...input: infer A) => infer R
    ? (ctx: Ctx, ...input: A) => R | Promise<R>
    : never;
}

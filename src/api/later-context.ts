/**
 * The calls of a context that are typed and not built yet: durable promises, code change markers, child runs, sagas.
 * Each throws NotAvailableError naming itself.
 */
import type { StepContext, StepFn, StepOptions } from "./context.ts";
import type { AnyWorkflow, InputOf, OutputOf } from "./definition.ts";
import type { ChildOptions, ChildRun, StartArgs } from "./run.ts";

/** A promise that the outside world settles. */
export interface DurablePromise<T> {
  readonly id: string;
  readonly value: Promise<T>;
}

/** Steps with compensations. */
export interface Saga {
  step<T>(
    name: string,
    fn: StepFn<T>,
    options?: StepOptions & {
      compensate?: ((result: T, step: StepContext) => void | Promise<void>) | undefined;
    },
  ): Promise<T>;
}

/** Context calls of later versions. */
export interface LaterContext {
  /** Not available yet. @throws {NotAvailableError} always. */
  promise<T>(name: string): DurablePromise<T>;
  /** Not available yet. @throws {NotAvailableError} always. */
  patched(id: string): Promise<boolean>;
  /** Not available yet. @throws {NotAvailableError} always. */
  runChild<W extends AnyWorkflow>(
    definition: W,
    ...args: StartArgs<InputOf<W>, ChildOptions>
  ): Promise<OutputOf<W>>;
  /** Not available yet. @throws {NotAvailableError} always. */
  startChild<W extends AnyWorkflow>(
    definition: W,
    ...args: StartArgs<InputOf<W>, ChildOptions>
  ): Promise<ChildRun<W>>;
  /** Not available yet. @throws {NotAvailableError} always. */
  saga<T>(name: string, fn: (saga: Saga) => Promise<T>): Promise<T>;
}

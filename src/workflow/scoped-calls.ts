/** Scopes and maps of a run: named parts whose operations are keyed apart and cancelled together. */
import { CancelledError, ScopeTimeoutError } from "../errors.ts";
import type { RunExecutor } from "./executor.ts";
import type { Operation } from "./operation.ts";
import { countedAs, type Scope, scopeSegment } from "./scope.ts";

/** One `ctx.scope`. */
export interface ScopeCall<T> {
  readonly name: string;
  readonly isShielded: boolean;
  readonly timeoutMs: number | null;
  readonly run: (scope: Scope) => Promise<T>;
}

/** One `ctx.map`. */
export interface MapCall<Item, T> {
  readonly name: string;
  readonly items: readonly Item[];
  /** Items under way at a time. */
  readonly concurrency: number;
  readonly run: (scope: Scope, item: Item, index: number) => Promise<T>;
}

/** Runs a scope inside `parent`. Settles when its function has. */
export async function runScope<T>(
  executor: RunExecutor,
  parent: Scope,
  call: ScopeCall<T>,
): Promise<T> {
  const { name, isShielded, timeoutMs } = call;
  const number = parent.count(countedAs("scope", name));
  if (parent.cancelledBy !== null && !isShielded) throw parent.cancelledBy;
  const isTimed = timeoutMs !== null;
  const scope = parent.open({ segment: scopeSegment(name, number), isShielded, isTimed });
  const deadline =
    timeoutMs === null ? null : scopeTimer(executor, scope, { parent, name, number, timeoutMs });
  try {
    return await call.run(scope);
  } catch (error) {
    const timedOut = deadline?.cancelledBy();
    if (timedOut === undefined || error !== timedOut) throw error;
    throw new ScopeTimeoutError({ scopeName: name, timeoutMs: timeoutMs ?? 0, cause: error });
  } finally {
    if (deadline !== null) executor.operations.release(deadline.operation);
    executor.scopeEnded(scope);
  }
}

interface ScopeTimer {
  readonly operation: Operation;
  /** What the timer has cancelled the scope with; undefined while it has not. */
  readonly cancelledBy: () => Error | undefined;
}

function scopeTimer(
  executor: RunExecutor,
  scope: Scope,
  timed: { parent: Scope; name: string; number: number; timeoutMs: number },
): ScopeTimer {
  const { parent, name, number, timeoutMs } = timed;
  let cancelledBy: Error | undefined;
  const fired = (): void => {
    const reason = `it did not end within ${timeoutMs} ms`;
    const error = new CancelledError({ what: `Scope ${JSON.stringify(name)}`, reason });
    // One that the run's cancellation has reached before has its timer no more.
    cancelledBy = error;
    executor.operations.cancel(scope, error);
  };
  const operation = executor.create({
    key: `${parent.path}${countedAs("scope", name)}#${number}`,
    name,
    scope,
    work: { type: "timer", due: { durationMs: timeoutMs } },
    calledAt: executor.now,
    hooks: { fired },
    isInner: true,
  });
  return { operation, cancelledBy: () => cancelledBy };
}

/** Runs a map inside `parent`: the first error rejects it; items under way go on, no other is begun. */
export function runMap<Item, T>(
  executor: RunExecutor,
  parent: Scope,
  call: MapCall<Item, T>,
): Promise<T[]> {
  const { name, items, concurrency } = call;
  const reserved = parent.reserve(countedAs("scope", name), items.length);
  if (parent.cancelledBy !== null) return Promise.reject(parent.cancelledBy);
  if (items.length === 0) return Promise.resolve([]);
  return new Promise((resolve, reject) => {
    const results: T[] = [];
    let begun = 0;
    let done = 0;
    let hasFailed = false;
    const runItem = async (index: number, item: Item): Promise<void> => {
      const scope = parent.openReserved(reserved, name);
      try {
        results[index] = await call.run(scope, item, index);
        done += 1;
      } catch (error) {
        hasFailed = true;
        reject(error);
      } finally {
        executor.scopeEnded(scope);
      }
      if (done === items.length) resolve(results);
      else begin();
    };
    const begin = (): void => {
      if (hasFailed || begun === items.length) return;
      const index = begun;
      begun += 1;
      void runItem(index, items[index] as Item);
    };
    for (let slot = Math.min(concurrency, items.length); slot > 0; slot -= 1) begin();
  });
}

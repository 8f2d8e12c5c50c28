/** Every durable call of a workflow, with odd values. */
import * as fc from "fast-check";
import type { WorkflowContext } from "../../src/api/context.ts";
import { odd, oddOptions } from "./values.ts";

/** One call inside of a run. */
export interface OddContextCall {
  /** For the message when it fails. */
  readonly name: string;
  readonly args: readonly unknown[];
  run(ctx: WorkflowContext): unknown;
}

type Loose = Record<string, (...args: readonly unknown[]) => unknown>;

function made(
  name: string,
  args: readonly fc.Arbitrary<unknown>[],
  run: (ctx: Loose, args: readonly unknown[]) => unknown,
): fc.Arbitrary<OddContextCall> {
  return fc.tuple(...args).map((given) => ({
    name,
    args: given,
    run: (ctx: WorkflowContext) => run(ctx as unknown as Loose, given),
  }));
}

const name = fc.oneof({ weight: 4, arbitrary: fc.constantFrom("a", "b/c", "注文") }, odd);
const duration = fc.constantFrom<unknown>(0, 5, "1s", "2m");
const stepOptions = oddOptions({
  retry: oddOptions({
    maximumAttempts: fc.constantFrom(1, 2),
    initialInterval: duration,
    backoffCoefficient: fc.constantFrom(1, 2),
    maximumInterval: duration,
    maximumDuration: duration,
    jitter: fc.constantFrom("equal", "none", "full"),
  }),
  timeout: fc.constantFrom<unknown>("1s", "2m"),
  totalTimeout: fc.constantFrom<unknown>("1s", "2m"),
  heartbeatTimeout: fc.constantFrom<unknown>("1s", "2m"),
  semantics: fc.constantFrom("atLeastOnce", "atMostOnce"),
});

/** A step that fails is tried once: retries of odd failures would only take time. */
const ONCE = { retry: { maximumAttempts: 1 } };

/** Any of them. */
export const oddContextCall: fc.Arbitrary<OddContextCall> = fc.oneof(
  made("step: its result", [odd], (ctx, [value]) => ctx["step"]?.("odd", () => value, ONCE)),
  made("step: what it throws", [odd], (ctx, [value]) =>
    ctx["step"]?.(
      "odd",
      () => {
        throw value;
      },
      ONCE,
    ),
  ),
  made("step: its heartbeat", [odd], (ctx, [value]) =>
    ctx["step"]?.(
      "odd",
      (step: { heartbeat(details: unknown): void }) => step.heartbeat(value),
      ONCE,
    ),
  ),
  made("step", [name, odd, stepOptions], (ctx, args) => ctx["step"]?.(...args)),
  made("step: its options", [stepOptions], (ctx, [options]) =>
    ctx["step"]?.("odd", () => 1, options),
  ),
  made("sleep", [fc.oneof(odd, duration)], (ctx, args) => ctx["sleep"]?.(...args)),
  made("sleepUntil", [fc.oneof(odd, fc.date({ max: new Date(0) }))], (ctx, args) =>
    ctx["sleepUntil"]?.(...args),
  ),
  made("replicatedVar", [name, odd, stepOptions], async (ctx, args) => {
    const variable = (await ctx["replicatedVar"]?.(...args)) as { value: unknown };
    return variable.value;
  }),
  made("replicatedVar: set and update", [odd, odd], async (ctx, [value, next]) => {
    const variable = (await ctx["replicatedVar"]?.("odd", 1)) as Loose;
    await variable["set"]?.(value);
    await variable["update"]?.(() => next);
    await variable["update"]?.(next);
  }),
  made("waitForSignal", [odd, oddOptions({ timeout: duration })], (ctx, [signal, options]) =>
    // A signal that never comes would be waited for: only names that are none, or a bound.
    typeof signal === "string" ? null : ctx["waitForSignal"]?.(signal, options),
  ),
  made("onSignal", [name, odd], (ctx, args) => ctx["onSignal"]?.(...args)),
  made("condition", [odd, oddOptions({ timeout: duration })], (ctx, [predicate, options]) =>
    ctx["condition"]?.(typeof predicate === "function" ? () => true : predicate, options),
  ),
  made("scope", [name, odd, oddOptions({ timeout: duration, shield: fc.boolean() })], (ctx, args) =>
    ctx["scope"]?.(...args),
  ),
  made("scope: its result", [odd], (ctx, [value]) =>
    ctx["scope"]?.("odd", () => Promise.resolve(value)),
  ),
  made(
    "map",
    [
      name,
      fc.oneof(odd, fc.array(odd, { maxLength: 3 })),
      odd,
      oddOptions({ concurrency: fc.nat({ max: 3 }) }),
    ],
    (ctx, args) => ctx["map"]?.(...args),
  ),
  ...["promise", "patched", "runChild", "startChild", "saga"].map((later) =>
    made(later, [odd, odd], (ctx, args) => ctx[later]?.(...args)),
  ),
);

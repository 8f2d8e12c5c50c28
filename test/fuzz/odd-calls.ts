/** Every public call from outside, with odd values. */
import * as fc from "fast-check";
import { type AnyWorkflow, defineWorkflow } from "../../src/api/definition.ts";
import { defineGraph } from "../../src/api/graph.ts";
import type { WorkflowRun } from "../../src/api/run.ts";
import type { TestRuntime } from "../../src/testing/test-runtime.ts";
import { odd, oddOptions } from "./values.ts";

/** What a call is made on. */
export interface Place {
  readonly runtime: TestRuntime;
  /** Registered; gives its input back. */
  readonly workflow: AnyWorkflow;
  /** A run that waits. */
  readonly target: WorkflowRun;
}

/** One call. */
export interface OddCall {
  /** For the message when it fails. */
  readonly name: string;
  readonly args: readonly unknown[];
  run(place: Place): unknown;
}

type Loose = Record<string, (...args: readonly unknown[]) => unknown>;

/** As callers without types have it. */
function loose(value: unknown): Loose {
  return value as Loose;
}

function made(
  name: string,
  args: readonly fc.Arbitrary<unknown>[],
  run: (place: Place, args: readonly unknown[]) => unknown,
): fc.Arbitrary<OddCall> {
  return fc
    .tuple(...args)
    .map((given) => ({ name, args: given, run: (place: Place) => run(place, given) }));
}

const id = fc.constantFrom("a", "b", "注文");
const duration = fc.constantFrom<unknown>(0, 5, "1s", "2m");
const bounds = { callTimeout: duration, abortSignal: fc.constant(undefined) };
const count = fc.constantFrom(0, 1, 3);
const start = oddOptions({
  ...bounds,
  workflowId: id,
  ifRunning: fc.constantFrom("useExisting", "fail", "terminateExisting"),
  ifClosed: fc.constantFrom("useExisting", "startNew", "startNewIfFailed", "fail"),
  version: fc.constantFrom(1, undefined),
  runTimeout: duration,
  startDelay: duration,
  attributes: fc.jsonValue(),
  memo: fc.jsonValue(),
});
const workflows = fc.oneof(odd, fc.constantFrom("echo", "echo", "nobody"));
const status = fc.constantFrom("running", "completed", "failed", "terminated");

/** A call of a handle, on the run that waits. */
function ofRun(name: string, ...args: fc.Arbitrary<unknown>[]): fc.Arbitrary<OddCall> {
  return made(`run.${name}`, args, ({ target }, given) => loose(target)[name]?.(...given));
}

/** Waits for the history to its end, but does not follow a run that goes on. */
async function read(history: unknown): Promise<void> {
  for await (const event of history as AsyncIterable<{ readonly index: number }>) {
    if (event.index > 100) return;
  }
}

/** Any of them. */
export const oddCall: fc.Arbitrary<OddCall> = fc.oneof(
  made("startWorkflow: its input", [odd, start], ({ runtime, workflow }, args) =>
    loose(runtime)["startWorkflow"]?.(workflow, ...args),
  ),
  made("startWorkflow: its workflow", [workflows, odd, start], ({ runtime }, args) =>
    loose(runtime)["startWorkflow"]?.(...args),
  ),
  made("runWorkflow", [odd], ({ runtime, workflow }, args) =>
    loose(runtime)["runWorkflow"]?.(workflow, ...args),
  ),
  made(
    "getRun",
    [fc.oneof(odd, id), fc.oneof(odd, oddOptions({ runNumber: fc.constantFrom(1, 2) })), odd],
    ({ runtime }, args) => loose(loose(runtime)["getRun"]?.(...args))["describe"]?.(),
  ),
  made("getRun of a definition", [odd, odd], ({ runtime, workflow }, args) =>
    loose(loose(runtime)["getRun"]?.(workflow, ...args))["describe"]?.(),
  ),
  made(
    "listRuns",
    [
      oddOptions({
        status: fc.oneof(status, fc.array(status, { maxLength: 3 })),
        workflowName: fc.constant("echo"),
        workflowVersion: fc.constant(1),
        startedAfter: fc.date({ noInvalidDate: false }),
        startedBefore: fc.oneof(fc.date({ noInvalidDate: false }), fc.double()),
      }),
      oddOptions({ limit: fc.integer({ min: 1, max: 1000 }), cursor: fc.string() }),
    ],
    ({ runtime }, args) => loose(runtime)["listRuns"]?.(...args),
  ),
  made("resolvePromise", [odd, odd], ({ runtime }, args) =>
    loose(runtime)["resolvePromise"]?.(...args),
  ),
  made("rejectPromise", [odd, odd], ({ runtime }, args) =>
    loose(runtime)["rejectPromise"]?.(...args),
  ),
  made("registerWorkflow", [odd], ({ runtime }, args) =>
    loose(runtime)["registerWorkflow"]?.(...args),
  ),
  made(
    "defineWorkflow",
    [
      oddOptions({
        name: id,
        version: fc.constantFrom(1, 2),
        input: odd,
        signals: odd,
        queries: odd,
        updates: odd,
        runTimeout: duration,
        retention: duration,
        stepDefaults: oddOptions({ timeout: duration, retry: odd }),
      }),
      fc.oneof(
        odd,
        fc.constant(async () => {}),
      ),
    ],
    // Some are found out when they are registered, in a registry that is not this one.
    (_place, args) => (defineWorkflow as unknown as Loose[""])?.(...args),
  ),
  ofRun(
    "waitForCompletion",
    oddOptions({
      timeout: duration,
      followContinueAsNew: fc.boolean(),
      abortSignal: fc.constant(undefined),
    }).map((given) =>
      typeof given === "object" && given !== null && !("timeout" in given)
        ? { ...given, timeout: 5 }
        : (given ?? { timeout: 5 }),
    ),
  ),
  ofRun("signal", fc.oneof(odd, id), odd, oddOptions({ signalId: id })),
  ofRun("cancel", oddOptions({ ...bounds, reason: id })),
  ofRun("terminate", oddOptions({ ...bounds, reason: id })),
  ofRun("retry", oddOptions(bounds)),
  ofRun(
    "describe",
    oddOptions({ ...bounds, consistency: fc.constantFrom("linearizable", "local") }),
  ),
  made("events.on", [odd, odd], ({ runtime }, args) => loose(runtime.events)["on"]?.(...args)),
  made("events.once", [odd, oddOptions({})], ({ runtime }, args) =>
    loose(runtime.events)["once"]?.(...args),
  ),
  made("defineGraph", [odd], (_place, args) => (defineGraph as unknown as Loose[""])?.(...args)),
  ofRun("query", odd, odd),
  ofRun("update", odd, odd),
  made(
    "run.history",
    [oddOptions({ ...bounds, from: count, follow: fc.constant(false) })],
    ({ target }, args) => read(loose(target)["history"]?.(...args)),
  ),
);

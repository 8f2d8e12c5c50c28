/**
 * Workflow definitions: a name, a version and an async function.
 *
 * A definition carries its types (input, output and the messages it takes) and nothing of its function to the
 * outside; the runtime gets the function by `definitionFunction`.
 */
import { InvalidArgumentError } from "../errors.ts";
import { assertWellFormed } from "../model/names.ts";
import type { WorkflowContext } from "./context.ts";
import { describeValue, optionsObject } from "./options.ts";

/** Declares a signal; part of a definition's type parameters. */
export interface SignalType<Payload> {
  readonly type: "signal";
  readonly "~payload"?: Payload;
}
/** Zero or one parameter, as workflows have. */
export type MessageFn = (input: never) => unknown;
/** Declares a query; part of a definition's type parameters. */
export interface QueryType<Fn extends MessageFn> {
  readonly type: "query";
  readonly "~fn"?: Fn;
}
/** Declares an update; part of a definition's type parameters. */
export interface UpdateType<Fn extends MessageFn> {
  readonly type: "update";
  readonly "~fn"?: Fn;
}
/** Signals by name. */
export type Signals = Record<string, SignalType<unknown>>;
/** Queries by name. */
export type Queries = Record<string, QueryType<MessageFn>>;
/** Updates by name. */
export type Updates = Record<string, UpdateType<MessageFn>>;
/** Nothing declared. */
export type None = Record<never, never>;

/** What `defineWorkflow` is given beside the function. */
export interface WorkflowOptions {
  /** Any Unicode without control characters, at most 256 bytes of UTF-8. */
  name: string;
  /** A whole number from 1 on. Runs keep the version they were started with. */
  version: number;
}

/** A workflow that can be registered and started. Made by `defineWorkflow` or `registerWorkflow`. */
export interface WorkflowDefinition<
  Input,
  Output,
  S extends Signals = None,
  Q extends Queries = None,
  U extends Updates = None,
> {
  /** Unique together with `version`. */
  readonly name: string;
  /** Runs keep the version they were started with. */
  readonly version: number;
  /** Types only; never there at run time. */
  readonly "~types"?: {
    readonly input: (input: Input) => void;
    readonly output: Output;
    readonly signals: S;
    readonly queries: Q;
    readonly updates: U;
  };
}

/** Any definition, whatever its types. */
export type AnyWorkflow = WorkflowDefinition<never, unknown, Signals, Queries, Updates>;
type TypesOf<W> = W extends { readonly "~types"?: infer T } ? NonNullable<T> : never;
/** What a start of the workflow is given. */
export type InputOf<W> = TypesOf<W> extends { input: (input: infer Input) => void } ? Input : never;
/** What a run of the workflow comes to. */
export type OutputOf<W> = TypesOf<W> extends { output: infer Output } ? Output : never;

/** A workflow's function. */
export type WorkflowFn<Input, Output> = (
  ctx: WorkflowContext,
  input: Input,
) => Output | Promise<Output>;

/** A workflow's function when its types do not matter. */
export type AnyWorkflowFn = (ctx: WorkflowContext, input: unknown) => Promise<unknown>;

const functions = new WeakMap<object, AnyWorkflowFn>();
const AsyncFunction: unknown = (async () => {}).constructor;
const VERSION_MAX = 2 ** 31 - 1;

/**
 * Defines a workflow, to be registered at a runtime.
 *
 * The function must be a native `async` function: helpers that compilers put in its place settle promises in
 * another order, and then two nodes would not take the same path.
 *
 * @throws {InvalidArgumentError} when an option is unknown or out of range, or the function is no async function.
 * @example
 * ```ts
 * const greet = defineWorkflow({ name: "greet", version: 1 }, async (ctx, name: string) =>
 *   ctx.step("compose", () => `Hello, ${name}`));
 * ```
 */
export function defineWorkflow<Input = void, Output = void>(
  options: WorkflowOptions,
  fn: WorkflowFn<Input, Output>,
): WorkflowDefinition<Input, Output> {
  const given = optionsObject("defineWorkflow", options, {
    known: ["name", "version"],
    later: ["input", "signals", "queries", "updates", "runTimeout", "retention", "stepDefaults"],
  });
  const { name, version } = given;
  assertWellFormed(name, "defineWorkflow.name");
  checkVersion(version, "defineWorkflow.version");
  if (typeof fn !== "function" || fn.constructor !== AsyncFunction) {
    throw new InvalidArgumentError({
      field: `the function of workflow ${JSON.stringify(name)}`,
      expected: "a native async function (compile to ES2017 or later)",
      found: typeof fn === "function" ? `a ${fn.constructor.name}` : describeValue(fn),
    });
  }
  const definition: WorkflowDefinition<Input, Output> = Object.freeze({ name, version });
  functions.set(definition, fn as AnyWorkflowFn);
  return definition;
}

/** The function of a definition, or undefined when `defineWorkflow` of this package did not make it. */
export function definitionFunction(definition: object): AnyWorkflowFn | undefined {
  return functions.get(definition);
}

/** @throws {InvalidArgumentError} when `version` is no whole number from 1 to 2^31 - 1. */
export function checkVersion(version: unknown, field: string): asserts version is number {
  if (Number.isInteger(version) && Number(version) >= 1 && Number(version) <= VERSION_MAX) return;
  throw new InvalidArgumentError({
    field,
    expected: `a whole number of 1 to ${VERSION_MAX}`,
    found: describeValue(version),
  });
}

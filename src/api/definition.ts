/**
 * Workflow definitions: a name, a version and an async function.
 *
 * A definition carries its types (input, output and the messages it takes) and nothing of its function to the
 * outside; the runtime gets the function by `definitionFunction`.
 */
import { InvalidArgumentError } from "../errors.ts";
import { assertWellFormed } from "../model/names.ts";
import { type Duration, parseDuration } from "../util/duration.ts";
import type { StepOptions, WorkflowContext } from "./context.ts";
import type { None, Queries, Signals, Updates } from "./messages.ts";
import { describeValue, optionsObject } from "./options.ts";
import { checkSchema, type StandardSchemaV1 } from "./standard-schema.ts";
import type { TypedWorkflowContext } from "./typed-context.ts";

/** What `defineWorkflow` is given beside the function. */
export interface WorkflowOptions<
  S extends Signals = None,
  Q extends Queries = None,
  U extends Updates = None,
> {
  /** Any Unicode without control characters, at most 256 bytes of UTF-8. */
  name: string;
  /** A whole number from 1 on. Runs keep the version they were started with. */
  version: number;
  /** Only these names compile then. @defaultValue any name goes */
  signals?: S | undefined;
  /** Types only in this version. */
  queries?: Q | undefined;
  /** Types only in this version. */
  updates?: U | undefined;
  /** A run ends as `timedOut` after so long. A start call may say otherwise. @defaultValue none */
  runTimeout?: Duration | undefined;
  /** How long a run is kept after its end. @defaultValue the runtime's `retention` */
  retention?: Duration | undefined;
  /** What a step's own options leave open. */
  stepDefaults?: StepOptions | undefined;
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
/** The signals that it declares. */
export type SignalsOf<W> = TypesOf<W> extends { signals: infer S extends Signals } ? S : never;
/** The queries that it declares. */
export type QueriesOf<W> = TypesOf<W> extends { queries: infer Q extends Queries } ? Q : never;
/** The updates that it declares. */
export type UpdatesOf<W> = TypesOf<W> extends { updates: infer U extends Updates } ? U : never;
/** The context that its function is given. */
export type ContextOf<W> = TypedWorkflowContext<
  InputOf<W>,
  SignalsOf<W>,
  QueriesOf<W>,
  UpdatesOf<W>
>;

/** A workflow's function when its types do not matter. */
export type AnyWorkflowFn = (ctx: WorkflowContext, input: unknown) => Promise<unknown>;

/** What a definition holds and does not show. */
export interface DefinitionDetails {
  readonly fn: AnyWorkflowFn;
  /** Checks an input where a start call enters. */
  readonly input: StandardSchemaV1 | undefined;
  /** Null when any name goes. */
  readonly signals: Signals | null;
  /** 0 for none. */
  readonly runTimeoutMs: number;
  /** Null for the runtime's. */
  readonly retentionMs: number | null;
  readonly stepDefaults: StepOptions | undefined;
}

const definitions = new WeakMap<object, DefinitionDetails>();
const AsyncFunction: unknown = (async () => {}).constructor;
const VERSION_MAX = 2 ** 31 - 1;
const KNOWN = [
  "name",
  "version",
  "input",
  "signals",
  "queries",
  "updates",
  "runTimeout",
  "retention",
  "stepDefaults",
];

/**
 * Defines a workflow, to be registered at a runtime.
 *
 * With `input: schema` the caller gives the schema's input and the function gets its output; without a schema both are
 * the type written at the function's second parameter. The schema runs once, where the start call enters; the log has
 * its output.
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
export function defineWorkflow<
  Parsed = void,
  Output = void,
  S extends Signals = None,
  Q extends Queries = None,
  U extends Updates = None,
  Input = Parsed,
>(
  options: WorkflowOptions<S, Q, U> & { input?: StandardSchemaV1<Input, Parsed> | undefined },
  fn: (ctx: TypedWorkflowContext<Input, S, Q, U>, input: Parsed) => Output | Promise<Output>,
): WorkflowDefinition<Input, Output, S, Q, U> {
  const given = optionsObject("defineWorkflow", options, { known: KNOWN });
  const { name, version, runTimeout, retention } = given;
  assertWellFormed(name, "defineWorkflow.name");
  checkVersion(version, "defineWorkflow.version");
  const details: DefinitionDetails = {
    fn: checkFunction(name, fn) as unknown as AnyWorkflowFn,
    input: checkSchema(given.input, "defineWorkflow.input"),
    signals: checkMessages("signals", given.signals, "signal") ?? null,
    runTimeoutMs:
      runTimeout === undefined ? 0 : parseDuration(runTimeout, "defineWorkflow.runTimeout"),
    retentionMs:
      retention === undefined ? null : parseDuration(retention, "defineWorkflow.retention"),
    stepDefaults: given.stepDefaults,
  };
  checkMessages("queries", given.queries, "query");
  checkMessages("updates", given.updates, "update");
  const definition: WorkflowDefinition<Input, Output, S, Q, U> = Object.freeze({ name, version });
  definitions.set(definition, details);
  return definition;
}

/** What is behind a definition, or undefined when `defineWorkflow` of this package did not make it. */
export function definitionDetails(definition: unknown): DefinitionDetails | undefined {
  return typeof definition === "object" && definition !== null
    ? definitions.get(definition)
    : undefined;
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

function checkFunction<Fn>(name: string, fn: Fn): Fn {
  if (typeof fn === "function" && fn.constructor === AsyncFunction) return fn;
  throw new InvalidArgumentError({
    field: `the function of workflow ${JSON.stringify(name)}`,
    expected: "a native async function (compile to ES2017 or later)",
    found: typeof fn === "function" ? `a ${fn.constructor.name}` : describeValue(fn),
  });
}

function checkMessages<T extends Record<string, { readonly type: string }>>(
  field: "signals" | "queries" | "updates",
  messages: T | undefined,
  type: "signal" | "query" | "update",
): T | undefined {
  const where = `defineWorkflow.${field}`;
  if (messages === undefined) return undefined;
  if (typeof messages !== "object" || messages === null) {
    throw new InvalidArgumentError({
      field: where,
      expected: `an object of ${type}()`,
      found: describeValue(messages),
    });
  }
  for (const [name, message] of Object.entries(messages)) {
    assertWellFormed(name, `${where}: a name`);
    if ((message as { type?: unknown } | null)?.type === type) continue;
    throw new InvalidArgumentError({
      field: `${where}.${name}`,
      expected: `what ${type}() returned`,
      found: describeValue(message),
    });
  }
  return messages;
}

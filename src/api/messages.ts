/**
 * Messages: the signals, queries and updates that a definition declares, so that only these names compile on `ctx`
 * and on `run`.
 */
import { checkSchema, type StandardSchemaV1 } from "./standard-schema.ts";

/** A signal's declaration. Its payload is any payload but undefined; one without payload carries null. */
export interface SignalType<Payload> {
  readonly type: "signal";
  readonly "~payload"?: Payload;
}

/** A query's declaration. */
export interface QueryType<Fn extends MessageFn> {
  readonly type: "query";
  readonly "~fn"?: Fn;
}

/** An update's declaration. */
export interface UpdateType<Fn extends MessageFn> {
  readonly type: "update";
  readonly "~fn"?: Fn;
}

/** Zero or one parameter, as workflows have: `() => Status`, `(address: Address) => boolean`. */
export type MessageFn = (input: never) => unknown;

/** Signals by name. */
export type Signals = Record<string, SignalType<unknown>>;
/** Queries by name. */
export type Queries = Record<string, QueryType<MessageFn>>;
/** Updates by name. */
export type Updates = Record<string, UpdateType<MessageFn>>;
/** Nothing declared. */
export type None = Record<never, never>;

/** The payload of a signal's declaration. */
export type PayloadOf<T> = T extends SignalType<infer P> ? P : never;
/** The function of a query's or update's declaration. */
export type FnOf<T> = T extends QueryType<infer F> ? F : T extends UpdateType<infer F> ? F : never;
/** The names that are declared. */
export type NameIn<T> = keyof T & string;
/** What a sender gives: `[null]` may be left out. */
export type PayloadArgs<P> = [P] extends [null] ? [payload?: null] : [payload: P];

const schemas = new WeakMap<object, StandardSchemaV1>();

/**
 * Declares a signal of a workflow. With a schema its payload is checked where the call enters.
 *
 * @throws {InvalidArgumentError} when `schema` is no Standard Schema.
 * @example
 * ```ts
 * signals: { nudge: signal(), approved: signal<boolean>(), scored: signal(z.object({ score: z.number() })) }
 * ```
 */
// First and without parameters: otherwise inference from the surrounding constraint makes it unknown.
export function signal(): SignalType<null>;
export function signal<Payload extends {} | null>(
  schema?: StandardSchemaV1<unknown, Payload>,
): SignalType<Payload>;
export function signal(schema?: StandardSchemaV1): SignalType<unknown> {
  const declaration: SignalType<unknown> = Object.freeze({ type: "signal" });
  const checked = checkSchema(schema, "signal: schema");
  if (checked !== undefined) schemas.set(declaration, checked);
  return declaration;
}

/** Declares a query of a workflow. Types only: `run.query` is not available yet. */
export function query<Fn extends MessageFn>(): QueryType<Fn> {
  return Object.freeze({ type: "query" });
}

/** Declares an update of a workflow. Types only: `run.update` is not available yet. */
export function update<Fn extends MessageFn>(): UpdateType<Fn> {
  return Object.freeze({ type: "update" });
}

/** The schema of a signal's payload, if it was declared with one. */
export function signalSchema(declaration: object): StandardSchemaV1 | undefined {
  return schemas.get(declaration);
}

/**
 * Standard Schema v1, copied as its authors ask, so that schemas of zod, valibot, arktype and others fit without
 * any of them being a dependency.
 */
import { InvalidArgumentError, ValidationError, type ValidationIssue } from "../errors.ts";
import { isThenable } from "../util/thenable.ts";
import { describeValue } from "./options.ts";

/** The Standard Schema v1 interface. */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** What a schema says of a value: the value it makes of it, or what is wrong with it. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | {
      readonly issues: ReadonlyArray<{
        readonly message: string;
        readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
      }>;
    };

/** @throws {InvalidArgumentError} when `schema` is given and no Standard Schema. */
export function checkSchema(
  schema: StandardSchemaV1 | undefined,
  field: string,
): StandardSchemaV1 | undefined {
  if (schema === undefined) return undefined;
  const standard: unknown = (schema as Partial<StandardSchemaV1> | null)?.["~standard"];
  const isStandard =
    typeof standard === "object" &&
    standard !== null &&
    "validate" in standard &&
    typeof standard.validate === "function";
  if (isStandard) return schema;
  throw new InvalidArgumentError({
    field,
    expected: 'a Standard Schema, with a function "~standard".validate (zod, valibot, arktype …)',
    found: describeValue(schema),
  });
}

/**
 * Gives `use` the schema's output for a value; the value itself without a schema. Only a schema that takes its time makes this take
 * any: otherwise the value is used before the call returns, so that whoever called may change it then.
 *
 * @throws {ValidationError} when the value does not fit.
 */
export function withValidated<T>(
  checked: { readonly schema: StandardSchemaV1 | undefined; readonly field: string },
  value: unknown,
  use: (value: unknown) => T,
): T | Promise<T> {
  const { schema, field } = checked;
  if (schema === undefined) return use(value);
  const result = schema["~standard"].validate(value);
  if (!isThenable(result)) return use(outputOf(result, field));
  return Promise.resolve(result).then((settled) => use(outputOf(settled, field)));
}

function outputOf(result: StandardResult<unknown>, field: string): unknown {
  if (result.issues === undefined) return result.value;
  const issues = result.issues.map(
    ({ message, path = [] }): ValidationIssue => ({ message, path: pathText(path) }),
  );
  throw new ValidationError({ field, issues });
}

function pathText(path: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }>): string {
  let text = "";
  for (const part of path) {
    const key = typeof part === "object" ? part.key : part;
    if (typeof key === "number") text += `[${key}]`;
    else text += text === "" ? String(key) : `.${String(key)}`;
  }
  return text;
}

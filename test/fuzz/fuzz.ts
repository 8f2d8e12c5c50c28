/** What all fuzzers have in common: seeds, time, and what is done to bytes that were right. */
import * as fc from "fast-check";

const IS_SLOW = process.env["RAFTWORK_SLOW"] === "1";
/** One fuzzer at most, in the suite and in the slow one. */
const TIME_MS = 2000;

/** Seeds of a fuzzer: one in the suite, others in the slow one; `SEED` asks for one. */
export function fuzzSeeds(): number[] {
  const asked = process.env["SEED"];
  if (asked !== undefined) return [Number(asked)];
  return IS_SLOW ? [2, Date.now() % 2 ** 31] : [1];
}

/**
 * So many inputs in the suite, a hundred times as many in the slow one, or as many as there is time for; those that take whole runs have
 * more of it in the slow one.
 */
export function fuzzing<T>(seed: number, inputs: number, slowFactor = 1): fc.Parameters<T> {
  return {
    seed,
    numRuns: IS_SLOW ? 100 * inputs : inputs,
    interruptAfterTimeLimit: IS_SLOW ? TIME_MS * slowFactor : TIME_MS,
    markInterruptAsFailure: false,
  };
}

/** Time for a test that runs one fuzzer, with its making smaller of what it has found. */
export const FUZZ_TEST_MS: number = 10 * TIME_MS + 60_000;

/** Varints that promise much: 2^31, 2^32 - 1, 2^40, 2^53, 2^63, and one that does not end. */
const HUGE = [
  [0x80, 0x80, 0x80, 0x80, 0x08],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x20],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
];

/** Bytes that are cut, flipped, repeated, moved apart, or told a length that is not true. */
function mutated(valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const step = fc.record({
    kind: fc.constantFrom("flip", "set", "cut", "repeat", "insert", "huge"),
    at: fc.nat(),
    value: fc.nat({ max: 255 }),
  });
  return fc
    .tuple(valid, fc.array(step, { minLength: 1, maxLength: 6 }))
    .map(([bytes, steps]) => steps.reduce(mutate, [...bytes]))
    .map((bytes) => Uint8Array.from(bytes));
}

function mutate(
  bytes: number[],
  { kind, at, value }: { readonly kind: string; readonly at: number; readonly value: number },
): number[] {
  const place = bytes.length === 0 ? 0 : at % bytes.length;
  const [before, behind] = [bytes.slice(0, place), bytes.slice(place)];
  switch (kind) {
    case "flip":
      return [...before, (behind[0] ?? 0) ^ (1 << (value % 8)), ...behind.slice(1)];
    case "set":
      return [...before, value, ...behind.slice(1)];
    case "cut":
      return before;
    case "repeat":
      return [...bytes, ...behind.slice(0, value)];
    case "insert":
      return [...before, value, ...behind];
    default:
      return [...before, ...(HUGE[value % HUGE.length] ?? []), ...behind.slice(1)];
  }
}

/** Fields of protobuf with any number and type, whose lengths are true or not, one in another. */
const fields: fc.Arbitrary<Uint8Array> = fc
  .letrec<{ message: number[] }>((tie) => ({
    message: fc
      .array(
        fc.tuple(
          fc.nat({ max: 30 }),
          fc.constantFrom(0, 1, 2, 2, 2, 3, 4, 5, 6, 7),
          fc.oneof(
            { maxDepth: 4 },
            fc.array(fc.nat({ max: 255 }), { maxLength: 12 }),
            fc.constantFrom(...HUGE),
            tie("message"),
          ),
          fc.boolean(),
        ),
        { maxLength: 5 },
      )
      .map((all) =>
        all.flatMap(([number, type, content, isTrue]) => {
          const tag = number * 8 + type;
          const head = tag < 0x80 ? [tag] : [(tag % 0x80) + 0x80, Math.floor(tag / 0x80)];
          return type === 2 && isTrue && content.length < 0x80
            ? [...head, content.length, ...content]
            : [...head, ...content];
        }),
      ),
  }))
  .message.map((bytes) => Uint8Array.from(bytes));

/** Any bytes, well-formed fields of anything, and what was right once. */
export function hostile(valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    { weight: 2, arbitrary: fields },
    { weight: 5, arbitrary: mutated(valid) },
  );
}

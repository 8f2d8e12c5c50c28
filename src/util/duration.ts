/**
 * Durations as users write them: a number of milliseconds, or a number with a unit.
 */
import { InvalidArgumentError } from "../errors.ts";

/** Milliseconds, or a number with a unit: `"1.5s"`, `"2h"`, `"30d"`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d" | "w"}`;

/** Longest duration that is taken: 1,000 years of 365.25 days, in ms. Sums with machine time stay safe integers. */
export const DURATION_MS_MAX = 31_557_600_000_000;

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 604_800_000],
]);

const GRAMMAR = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;

/**
 * A duration as a whole number of ms, rounded up, so that nobody waits less than they asked for.
 *
 * `field` is the option's name as the caller spells it.
 *
 * @throws {InvalidArgumentError} unless it is finite, >= 0, at most 1,000 years, without spaces, sign or exponent.
 */
export function parseDuration(value: Duration, field: string): number {
  // Callers without types can pass anything, so nothing is taken from the declared type.
  const given: unknown = value;
  const milliseconds = typeof given === "number" ? given : textToMs(given);
  if (!Number.isFinite(milliseconds) || milliseconds < 0 || milliseconds > DURATION_MS_MAX) {
    throw new InvalidArgumentError({
      field,
      expected: 'milliseconds, or a number with ms, s, m, h, d or w ("2h"), at most 1,000 years',
      found: shown(given),
    });
  }
  // 1.1 s is 1100.0000000000002 ms in floating point; that is noise and not asked for.
  return Math.ceil(Number(milliseconds.toFixed(6)));
}

function textToMs(given: unknown): number {
  const parts = typeof given === "string" ? GRAMMAR.exec(given) : null;
  const unitMs = UNIT_MS.get(parts?.[2] ?? "");
  return unitMs === undefined ? Number.NaN : Number(parts?.[1]) * unitMs;
}

function shown(given: unknown): string {
  if (typeof given === "string") return JSON.stringify(given.slice(0, 40));
  return typeof given === "number" ? `${given}` : typeof given;
}

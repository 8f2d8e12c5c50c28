import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../src/errors.ts";
import { DURATION_MS_MAX, type Duration, parseDuration } from "../../src/util/duration.ts";

describe("parseDuration", () => {
  test.each<{ value: Duration; ms: number }>([
    { value: 0, ms: 0 },
    { value: 250, ms: 250 },
    { value: 0.2, ms: 1 },
    { value: "15ms", ms: 15 },
    { value: "0.5ms", ms: 1 },
    { value: "1.1s", ms: 1100 },
    { value: "90s", ms: 90_000 },
    { value: "2m", ms: 120_000 },
    { value: "2h", ms: 7_200_000 },
    { value: "1.5d", ms: 129_600_000 },
    { value: "2w", ms: 1_209_600_000 },
    { value: DURATION_MS_MAX, ms: DURATION_MS_MAX },
  ])("reads $value as $ms ms", ({ value, ms }) => {
    expect(parseDuration(value, "timeout")).toBe(ms);
  });

  test.each<{ value: unknown }>([
    { value: -1 },
    { value: Number.NaN },
    { value: Number.POSITIVE_INFINITY },
    { value: DURATION_MS_MAX + 1 },
    { value: "53000w" },
    { value: "" },
    { value: "10" },
    { value: "s" },
    { value: "-1s" },
    { value: "+1s" },
    { value: "1 s" },
    { value: " 1s" },
    { value: "1s\n" },
    { value: "1e3ms" },
    { value: ".5s" },
    { value: "5.s" },
    { value: "1y" },
    { value: "1S" },
    { value: "1h30m" },
    { value: "0x10ms" },
    { value: null },
    { value: undefined },
    { value: 5n },
    { value: {} },
    { value: ["1s"] },
  ])("refuses $value and names the field", ({ value }) => {
    const read = (): number => parseDuration(value as Duration, "step.timeout");
    expect(read).toThrow(InvalidArgumentError);
    expect(read).toThrow(/Expected step\.timeout to be milliseconds, .* got /);
  });
});

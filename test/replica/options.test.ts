import { describe, expect, test } from "vitest";
import { checkLimits, checkTiming } from "../../src/replica/options.ts";

describe("options of the log host", () => {
  test("defaults are those of the design", () => {
    expect(checkTiming()).toEqual({
      tickMs: 15,
      heartbeatTicks: 2,
      electionTicks: 8,
      idleFlushMs: 50,
      snapshotStallMs: 30_000,
      clockSkewMaxMs: 1000,
    });
    expect(checkLimits()).toEqual({
      payloadBytesMax: 1_048_576,
      entryBytesMax: 1_048_576,
      inFlightBytesMax: 67_108_864,
      windowBytes: 4_194_304,
      frameBytesMax: 4_194_304,
      snapshotChunkBytes: 262_144,
      snapshotsMax: 2,
    });
  });

  test.each([
    { option: "tickMs", value: 0 },
    { option: "tickMs", value: 1.5 },
    { option: "heartbeatTicks", value: Number.NaN },
    { option: "electionTicks", value: 2 },
    { option: "idleFlushMs", value: -1 },
    { option: "clockSkewMaxMs", value: Number.POSITIVE_INFINITY },
    { option: "snapshotStallMs", value: 0 },
  ])("timing refuses $option = $value and names it", ({ option, value }) => {
    expect(() => checkTiming({ [option]: value })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_ARGUMENT", field: option }),
    );
  });

  test.each([
    { option: "snapshotChunkBytes", value: 1023 },
    { option: "snapshotChunkBytes", value: 4_194_304 },
    { option: "snapshotsMax", value: 0 },
  ])("limits refuse $option = $value and name it", ({ option, value }) => {
    expect(() => checkLimits({ [option]: value })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_ARGUMENT", field: option }),
    );
  });

  test("a frame that the largest entry does not fit is refused", () => {
    expect(() => checkLimits({ payloadBytesMax: 8 * 1_048_576 })).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_ARGUMENT", field: "frameBytesMax" }),
    );
    const frameBytesMax = 9 * 1_048_576;
    expect(checkLimits({ payloadBytesMax: 8 * 1_048_576, frameBytesMax }).frameBytesMax).toBe(
      frameBytesMax,
    );
  });
});

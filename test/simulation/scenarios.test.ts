// Goal: bugs that were found once stay found. Method: each is played by hand on a few cores.
import { describe, expect, test } from "vitest";
import { SCENARIOS } from "./scenarios/scenarios.ts";

describe("scenarios", () => {
  test.each([...SCENARIOS])("%s", (_name, play) => {
    expect(play).not.toThrow();
  });
});

// Goal: planted bugs stay plantable, and the machine that plants them works. Method: every patch is tried on the sources
// of now; one bug of each kind is built and run. `npm run sim:mutants` runs them all.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HOST_SCENARIOS } from "./host/scenarios/scenarios.ts";
import { applyPatch, ROOT } from "./mutants/build.ts";
import { fateOf } from "./mutants/fate.ts";
import { MUTANTS } from "./mutants/mutants.ts";
import { SCENARIOS } from "./scenarios/scenarios.ts";

describe("planted bugs", () => {
  test.each(MUTANTS)("$name: can be planted", ({ patches, scenario }) => {
    for (const patch of patches) {
      const text = readFileSync(join(ROOT, patch.file), "utf8");
      expect(applyPatch(text, patch)).not.toBe(text);
    }
    const scenarios = [...SCENARIOS.keys(), ...HOST_SCENARIOS.keys()];
    if (scenario !== undefined) expect(scenarios).toContain(scenario);
  });

  test("have names that tell them apart", () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  test.each(["sorted upwards", "stable whatever the term", "host: TLS option ignored"])(
    "%s: is caught",
    (name) => {
      const mutant = MUTANTS.find((one) => one.name === name);
      if (mutant === undefined) throw new Error(`no mutant ${name}`);
      expect(fateOf(mutant, { seconds: 20, events: 3000, from: 1 }).isCaught).toBe(true);
    },
  );

  test("none: nothing is caught", () => {
    const nothing = { name: "nothing planted", story: "", patches: [] };
    const fate = fateOf(nothing, { seconds: 1, events: 1000, from: 1 });
    expect(fate).toMatchObject({ isCaught: false });
    expect(fate.seeds).toBeGreaterThan(0);
  });
});

/** Plays one scenario, for the planted bugs that only a scenario can show. */
import { SCENARIOS } from "./scenarios.ts";

const [, , name = ""] = process.argv;
const scenario = SCENARIOS.get(name);
if (scenario === undefined) throw new Error(`there is no scenario "${name}"`);
try {
  scenario();
} catch (error) {
  console.error(`scenario failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

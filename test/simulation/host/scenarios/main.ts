/** Plays one scenario of the host, for the planted bugs that only a scenario can show. */
import { HOST_SCENARIOS } from "./scenarios.ts";

const [, , name = ""] = process.argv;
const play = HOST_SCENARIOS.get(name);
if (play === undefined) throw new Error(`there is no scenario "${name}"`);
try {
  await play();
} catch (error) {
  console.error(`scenario failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

/** Promises of the state at moments that a simulated run hardly meets. */
import { defineWorkflow } from "../../../../src/api/definition.ts";
import { Harness } from "../../../workflow/harness.ts";

/** Batches and a snapshot that replaces what they led to come in one burst. */
export async function formerStatesAreSilent(): Promise<void> {
  const order = defineWorkflow({ name: "order", version: 1 }, async (ctx) => {
    await ctx.waitForSignal("go");
  });
  const leader = await Harness.open({ workflows: [order] });
  const { scheduler } = leader;
  for (const workflowId of ["a", "b", "c"]) await leader.start(order, undefined, { workflowId });
  await leader.advance(10);
  const options = { workflows: [order], scheduler, housekeeping: scheduler, lead: false };
  const follower = await Harness.open(options);
  follower.log.savesAtOnce = false;
  // Its log throws when an index runs backwards.
  follower.log.install(leader.disk, 2);
  await follower.advance(500);
  if (follower.fatal.length > 0) throw follower.fatal[0];
  const { activeRuns } = follower.group;
  if (activeRuns !== 3) throw new Error(`${activeRuns} runs are active, expected 3`);
}

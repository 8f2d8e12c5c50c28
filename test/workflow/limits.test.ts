// Goal: nodes may have different limits, and one node others after a restart: its functions go on from what was committed. Method: a process is
// stopped and a new one with another limit is opened over the same disk.
import { expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { FakeDisk } from "../support/fake-log.ts";
import { Harness } from "./harness.ts";

const grow = defineWorkflow({ name: "grow", version: 1 }, async (ctx) => {
  const text = await ctx.replicatedVar("text", "");
  const refused: string[] = [];
  const set = async (value: string): Promise<void> => {
    await text.set(value).catch((error: Error) => refused.push(error.name));
  };
  await set("b".repeat(100));
  await set("x".repeat(2000));
  await ctx.waitForSignal("go");
  await text.update((before) => `${before.at(0)}${before.length}`);
  return `${text.value} ${refused.join()}`;
});

test.each([
  { was: 4096, is: 1024, result: "x2000 ", name: "less: what was set is updated" },
  {
    was: 1024,
    is: 4096,
    result: "b100 PayloadTooLargeError",
    name: "more: what was not set is not",
  },
])("a variable under a limit that was $was bytes and is $is", async ({ was, is, result }) => {
  const disk = new FakeDisk();
  const before = await Harness.open({
    workflows: [grow],
    disk,
    settings: { payloadBytesMax: was },
  });
  await before.start(grow, undefined, { workflowId: "w" });
  await before.advance(100);
  await before.crash();
  const settings = { payloadBytesMax: is };
  const after = await Harness.open({ workflows: [grow], disk, settings });
  const run = await after.start(grow, undefined, { workflowId: "w" });
  await after.wait(run.signal("go"));
  expect(await after.wait(run.waitForCompletion())).toBe(result);
});

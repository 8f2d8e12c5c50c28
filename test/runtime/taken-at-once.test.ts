/** Goal: a call means what it was given, whatever the caller does with its objects afterwards. Method: one object, changed between calls. */
import { defineWorkflow, type StandardSchemaV1, signal } from "raftwork";
import { TestRuntime } from "raftwork/testing";
import { expect, test } from "vitest";

interface Item {
  n: number;
}
/** Gives back the object that it was given. */
const schema: StandardSchemaV1<unknown, Item> = {
  "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: value as Item }) },
};
const bare = defineWorkflow({ name: "bare", version: 1 }, async (_ctx, { n }: Item) => n);
const checked = defineWorkflow(
  { name: "checked", version: 1, input: schema },
  async (_ctx, { n }) => n,
);
const listening = defineWorkflow(
  { name: "listening", version: 1, signals: { bare: signal<Item>(), checked: signal(schema) } },
  async (ctx) => [
    await ctx.waitForSignal("bare"),
    await ctx.waitForSignal("bare"),
    await ctx.waitForSignal("checked"),
    await ctx.waitForSignal("checked"),
  ],
);

test.each([bare, checked])(
  "starts take their input and options when they are called: $name",
  async (workflow) => {
    await using runtime = await TestRuntime.open({ workflows: [bare, checked] });
    const input: Item = { n: 0 };
    const memo = { n: 0 };
    const options = { workflowId: "", memo };
    const starts = [1, 2, 3].map((n) => {
      input.n = n;
      memo.n = n;
      options.workflowId = `w-${n}`;
      return runtime.startWorkflow(workflow, input, options);
    });
    const runs = await Promise.all(starts);
    expect(runs.map(({ workflowId }) => workflowId)).toEqual(["w-1", "w-2", "w-3"]);
    expect(await Promise.all(runs.map((run) => run.waitForCompletion()))).toEqual([1, 2, 3]);
    const described = await Promise.all(runs.map((run) => run.describe()));
    expect(described.map((run) => run.memo["n"])).toEqual([1, 2, 3]);
  },
);

test("signals take their payload when they are called", async () => {
  await using runtime = await TestRuntime.open({ workflows: [listening] });
  const run = await runtime.startWorkflow(listening);
  const payload: Item = { n: 0 };
  const sent: Array<Promise<void>> = [];
  for (const name of ["bare", "checked"] as const) {
    for (const n of [1, 2]) {
      payload.n = n;
      sent.push(run.signal(name, payload));
    }
  }
  await Promise.all(sent);
  expect(await run.waitForCompletion()).toEqual([{ n: 1 }, { n: 2 }, { n: 1 }, { n: 2 }]);
});

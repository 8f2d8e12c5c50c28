/**
 * Goal: calls on a runtime from where they are not expected (inside a run's own turn, a step, a listener) do what they say, and the
 * node goes on or closes in order. Method: memory disk, virtual time; a fatal event fails the test.
 */
import { expect, test } from "vitest";
import { defineWorkflow, type WorkflowRuntime } from "../../src/index.ts";
import { makeWorld, openNode, within } from "./virtual-node.ts";

let runtime: WorkflowRuntime;
let hasActed = false;
const fatal: unknown[] = [];

const echo = defineWorkflow({ name: "echo", version: 1 }, async (ctx, value: unknown) =>
  ctx.step("echo", () => value),
);

type Where = "body" | "predicate" | "step" | "abort listener" | "event listener";
type What = "terminate" | "cancel" | "close" | "start";

/** Does something to its own run, or to the runtime, from somewhere. */
const odd = defineWorkflow(
  { name: "odd", version: 1 },
  async (ctx, { where, what }: { where: Where; what: What }) => {
    const act = (): void => {
      // Once: bodies and predicates are called again in replays, and in the next life.
      if (hasActed) return;
      hasActed = true;
      void doIt(what).catch((error: unknown) => fatal.push(error));
    };
    if (where === "body") act();
    if (where === "predicate") {
      await ctx.condition(() => {
        act();
        return true;
      });
    }
    await ctx.step(
      "step",
      ({ abortSignal, attempt }) => {
        if (where === "step") act();
        if (where !== "abort listener") return attempt;
        abortSignal.addEventListener("abort", act);
        return attempt === 1 ? new Promise(() => {}) : attempt;
      },
      { timeout: "10s", retry: { initialInterval: 10 } },
    );
    await ctx.sleep("1m");
    return "slept";
  },
);

async function doIt(what: What): Promise<unknown> {
  const run = runtime.getRun("odd");
  switch (what) {
    case "terminate":
      return run.terminate();
    case "cancel":
      return run.cancel();
    case "close":
      return runtime.close({ drain: "1s" });
    case "start":
      return runtime.startWorkflow(echo, 1, { workflowId: "started" });
    default:
      throw new Error(`nobody does ${String(what)}`);
  }
}

const ENDS: Readonly<Record<What, string>> = {
  terminate: "ERR_WORKFLOW_TERMINATED",
  cancel: "ERR_WORKFLOW_CANCELLED",
  close: "ERR_RUNTIME_CLOSED",
  start: "slept",
};
const PLACES: readonly Where[] = ["body", "predicate", "step", "abort listener", "event listener"];
const ACTIONS: readonly What[] = ["terminate", "cancel", "close", "start"];

test.each(
  ACTIONS.flatMap((what) =>
    PLACES.flatMap((where) =>
      (["onEviction", "always"] as const).map((replay) => ({ what, where, replay })),
    ),
  ),
)("$what from a $where, replay $replay", async ({ what, where, replay }) => {
  fatal.length = 0;
  hasActed = false;
  const world = makeWorld();
  const options = { workflows: [odd, echo], runtime: { replay } };
  runtime = await openNode(world, options);
  runtime.events.on("fatal", (event) => fatal.push(event));
  runtime.events.on("runBlocked", (event) => fatal.push(event));
  if (where === "event listener") {
    runtime.events.on("checkpointSet", () => {
      doIt(what).catch((error: unknown) => fatal.push(error));
    });
  }
  const run = await within(
    world,
    runtime.startWorkflow(odd, { where, what }, { workflowId: "odd" }),
  );
  const end: unknown = await within(world, run.waitForCompletion()).catch(
    ({ code }: { code: string }) => code,
  );
  expect(end).toBe(ENDS[what]);
  if (what === "start") {
    const started = runtime.getRun("started").waitForCompletion();
    expect(await within(world, started)).toBe(1);
  }
  await within(world, runtime.close());
  expect(fatal).toEqual([]);

  // Its next life finds everything in order.
  runtime = await openNode(world, options);
  runtime.events.on("fatal", (event) => fatal.push(event));
  const again = runtime.getRun("odd");
  if (what === "close") {
    expect(await within(world, again.waitForCompletion())).toBe("slept");
  } else {
    expect((await within(world, again.describe())).status).not.toBe("running");
  }
  await within(world, runtime.close());
  expect(fatal).toEqual([]);
});

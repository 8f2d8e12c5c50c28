/**
 * More of the public types: what is marked with `@ts-expect-error` must not compile, what `is` asserts must hold. Compiled
 * with the tests and never run: what later versions bring is typed already.
 */
// oxlint-disable -- written to be compiled, not to be run

import { defineWorkflow, query, signal, type WorkflowContext, WorkflowRuntime } from "raftwork";
import * as v from "valibot";
import { z } from "zod";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function is<A, B>(_: Equal<A, B>): void;
const sig = signal(z.object({ score: z.number() }));
is<typeof sig, import("raftwork").SignalType<{ score: number }>>(true);
const w = defineWorkflow(
  {
    name: "x",
    version: 1,
    signals: { a: signal(), b: signal<boolean>(), c: signal(v.object({ score: v.number() })) },
  },
  async (ctx) => {
    const a = await ctx.waitForSignal("a", { timeout: 1 });
    is<typeof a, null | undefined>(true);
    const b = await ctx.waitForSignal("b");
    is<typeof b, boolean>(true);
    const c = await ctx.waitForSignal("c");
    is<typeof c, { score: number }>(true);
  },
);
void w;
void query;
// valibot as input, with transform
const vi = defineWorkflow(
  { name: "v", version: 1, input: v.pipe(v.string(), v.transform(Number)) },
  async (_ctx, n) => {
    is<typeof n, number>(true);
    return n;
  },
);
const rt = await WorkflowRuntime.open();
await rt.startWorkflow(vi, "5");
// @ts-expect-error
await rt.startWorkflow(vi, 5);
// a generic helper with this-typed scope
async function helper(ctx: WorkflowContext): Promise<number[]> {
  return ctx.map("m", [1, 2], async (c, n) => c.step("s", () => n));
}
defineWorkflow({ name: "h", version: 1, signals: { a: signal<number>() } }, async (ctx) => {
  await helper(ctx);
  await ctx.scope("s", async (c) => {
    const n = await c.waitForSignal("a");
    is<typeof n, number>(true);
    await helper(c);
  });
});
// inferred from function, options with a schema that disagrees with the annotation
defineWorkflow(
  // @ts-expect-error annotation differs from schema
  { name: "dis", version: 1, input: z.object({ a: z.string() }) },
  async (_ctx, i: { a: number }) => i,
);
// result that is a class instance / function: should a type refuse?
const cls = defineWorkflow({ name: "c", version: 1 }, async () => ({ f: () => 1 }));
void cls;
// void functions return
const vd = defineWorkflow({ name: "c", version: 1 }, async (ctx) => {
  await ctx.sleep(1);
});
is<Awaited<ReturnType<Awaited<ReturnType<typeof st>>["waitForCompletion"]>>, void>(true);
const st = async () => rt.startWorkflow(vd);

import { defineGraph, matchesError } from "raftwork";

const six = await rt.runWorkflow(vi, "5");
is<typeof six, number>(true);
class CardDeclined extends Error {}
const e0: unknown = null;
if (matchesError(e0, CardDeclined) || matchesError(e0, "CardDeclined")) void e0;
defineGraph<{ input: string; processed?: string }, { a: void }>({
  name: "g",
  version: 1,
  nodes: { a: (_ctx, state) => ({ update: { processed: state.input } }) },
});
defineGraph<{ input: string; processed?: string }, { a: void }>({
  name: "g",
  version: 1,
  nodes: {
    // @ts-expect-error unknown key
    a: () => ({ update: { procesed: "x" } }),
  },
});
await WorkflowRuntime.open({ idleEviction: "1m", closeOn: ["SIGTERM"], retention: { age: "7d" } });

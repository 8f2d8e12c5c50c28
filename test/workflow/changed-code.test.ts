/**
 * Goal: code that was changed under a run in flight is found where its history shows it: the run is blocked, and no step whose
 * checkpoint is there runs again under another key.
 * Method: the old code runs for a minute, with a signal and a cancellation if asked for; a node with the new code comes back to its
 * history, and then one with the old code, which must go on as if nothing had been.
 */
import { describe, expect, test } from "vitest";
import { type AnyWorkflow, defineWorkflow } from "../../src/api/definition.ts";
import type { None } from "../../src/api/messages.ts";
import type { TypedWorkflowContext } from "../../src/api/typed-context.ts";
import type { NonDeterminismError } from "../../src/errors.ts";
import { Harness } from "./harness.ts";

type Context = TypedWorkflowContext<unknown, None, None, None>;
type Body = (ctx: Context, charge: (ctx: Context) => Promise<void>) => Promise<void>;

interface Change {
  readonly what: string;
  readonly before: Body;
  readonly after: Body;
  /** What the history has that the new code does not make. */
  readonly expected: string;
  readonly signals?: number;
  readonly isCancelled?: boolean;
}

describe("changed code", () => {
  test.each<Change>([
    {
      what: "a step that is moved from a scope's end to behind it",
      expected: "s#0/step:charge#0",
      before: async (ctx, charge) => {
        await ctx.scope("s", async (scoped) => {
          await scoped.step("look", () => 1);
          await charge(scoped);
        });
        await ctx.sleep("1h");
      },
      after: async (ctx, charge) => {
        await ctx.scope("s", (scoped) => scoped.step("look", () => 1));
        await charge(ctx);
        await ctx.sleep("1h");
      },
    },
    {
      what: "a step that one of the items of a map had",
      expected: "item#1/step:charge#0",
      before: async (ctx, charge) => {
        await ctx.map("item", [0, 1, 2], async (scoped, item) => {
          await scoped.step("look", () => 1);
          if (item === 1) await charge(scoped);
        });
        await ctx.sleep("1h");
      },
      after: async (ctx, charge) => {
        await ctx.map("item", [0, 1, 2], async (scoped, item) => {
          await scoped.step("look", () => 1);
          if (item === 2) await charge(scoped);
        });
        await ctx.sleep("1h");
      },
    },
    {
      what: "a step of a handler that is registered later, when it has the next signal only",
      expected: "signal:x#0/sleep#0",
      signals: 2,
      before: async (ctx, charge) => {
        ctx.onSignal("x", async (scoped) => {
          await scoped.sleep("2s");
          await charge(scoped);
        });
        await ctx.sleep("1h");
      },
      after: async (ctx) => {
        await ctx.waitForSignal("x");
        ctx.onSignal("x", async (scoped) => {
          await scoped.sleep("2s");
        });
        await ctx.sleep("1h");
      },
    },
    {
      what: "a step of a handler that goes on when its scope has ended",
      expected: "s#0/signal:x#0/step:charge#0",
      signals: 1,
      before: async (ctx, charge) => {
        await ctx.sleep("100ms");
        await ctx.scope("s", async (scoped) => {
          scoped.onSignal("x", async (inner) => {
            await charge(inner);
            await inner.step("look", () => 1);
          });
        });
        await ctx.sleep("1h");
      },
      after: async (ctx) => {
        await ctx.sleep("100ms");
        await ctx.scope("s", async (scoped) => {
          scoped.onSignal("x", async (inner) => {
            await inner.step("look", () => 1);
          });
        });
        await ctx.sleep("1h");
      },
    },
    {
      what: "a step behind a handler's end",
      expected: "signal:x#0/step:charge#0",
      signals: 1,
      before: async (ctx, charge) => {
        ctx.onSignal("x", charge);
        await ctx.sleep("1h");
      },
      after: async (ctx, charge) => {
        let seen = 0;
        ctx.onSignal("x", () => {
          seen += 1;
        });
        await ctx.condition(() => seen > 0);
        await charge(ctx);
        await ctx.sleep("1h");
      },
    },
    {
      what: "the timer of a scope that has none any more",
      expected: "scope:s#0",
      before: async (ctx) => {
        await ctx.scope("s", (scoped) => scoped.sleep("2h"), { timeout: "1s" }).catch(() => 0);
        await ctx.waitForSignal("never");
      },
      after: async (ctx) => {
        await ctx.scope("s", (scoped) => scoped.sleep("2h"));
        await ctx.waitForSignal("never");
      },
    },
    {
      what: "a step of a scope that is shielded no more",
      isCancelled: true,
      expected: "undo#0/step:charge#0",
      before: async (ctx, charge) => {
        await ctx.sleep("1h").catch(() => 0);
        await ctx.scope("undo", charge, { shield: true });
        await ctx.scope("rest", (scoped) => scoped.sleep("1h"), { shield: true });
      },
      after: async (ctx, charge) => {
        await ctx.sleep("1h").catch(() => 0);
        await ctx.scope("undo", charge).catch(() => 0);
        await ctx.scope("rest", (scoped) => scoped.sleep("1h"), { shield: true });
      },
    },
    {
      what: "a step that is called when it is cancelled already",
      isCancelled: true,
      expected: "s#0/step:charge#0",
      before: async (ctx, charge) => {
        const undo = async (scoped: Context): Promise<void> => {
          await scoped.sleep("10s").catch(() => 0);
          await charge(scoped);
        };
        await ctx.scope("s", undo, { shield: true }).catch(() => 0);
        await ctx.scope("rest", (scoped) => scoped.sleep("1h"), { shield: true });
      },
      after: async (ctx, charge) => {
        const undo = async (scoped: Context): Promise<void> => {
          await scoped.sleep("10s").catch(() => 0);
          await charge(scoped).catch(() => 0);
        };
        await ctx.scope("s", undo).catch(() => 0);
        await ctx.scope("rest", (scoped) => scoped.sleep("1h"), { shield: true });
      },
    },
  ])("$what blocks the run, and no step runs again", async (change) => {
    let charged = 0;
    const charge = async (ctx: Context): Promise<void> => {
      await ctx.step("charge", () => (charged += 1));
    };
    const workflowOf = (body: Body): AnyWorkflow =>
      defineWorkflow({ name: "w", version: 1 }, async (ctx) => body(ctx, charge));
    const [before, after] = [workflowOf(change.before), workflowOf(change.after)];

    const old = await Harness.open({ workflows: [before] });
    const run = await old.start(before, undefined, { workflowId: "w" });
    for (let sent = 0; sent < (change.signals ?? 0); sent += 1)
      await old.wait(run.signal("x", null));
    await old.advance(1000);
    if (change.isCancelled === true) await old.wait(run.cancel());
    await old.advance(60_000);
    expect(old.blocked).toEqual([]);
    const chargedBefore = charged;
    await old.crash();

    const changed = await Harness.open({ workflows: [after], disk: old.disk });
    await changed.advance(60_000);
    expect(changed.blocked).toHaveLength(1);
    expect((changed.blocked[0] as NonDeterminismError).expectedKey).toBe(change.expected);
    expect(changed.events.filter((event) => /failed|completed|cancelled/.test(event))).toEqual([]);
    expect(charged).toBe(chargedBefore);
    await changed.crash();

    const again = await Harness.open({ workflows: [before], disk: old.disk });
    await again.advance(60_000);
    expect(again.blocked).toEqual([]);
    expect(charged).toBe(chargedBefore);
    await again.crash();
  });
});

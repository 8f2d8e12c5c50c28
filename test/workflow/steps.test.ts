/** Goal: steps are tried as their policy says, no more and no less, and end as they must. Scenarios 18 to 42. */
import { describe, expect, test } from "vitest";
import type { StepContext } from "../../src/api/context.ts";
import { defineWorkflow } from "../../src/api/definition.ts";
import {
  StepFailedError,
  UnserializableValueError,
  WorkflowFailedError,
} from "../../src/errors.ts";
import { matchesError } from "../../src/model/failure.ts";
import { RetryAfter, type RetryPolicy } from "../../src/model/retry-policy.ts";
import { decodeRunEvents } from "../../src/model/run-record.ts";
import { parseHistoryKey } from "../../src/model/state-keys.ts";
import { Harness } from "./harness.ts";

/** A run with one step that throws `failures` times; gives back when each attempt began. */
async function attempts(
  failures: number,
  retry: RetryPolicy,
  error: (attempt: number) => Error = (attempt) => new Error(`failure ${attempt}`),
): Promise<{ begun: number[]; result: unknown; node: Harness }> {
  const begun: number[] = [];
  const workflow = defineWorkflow({ name: "attempts", version: 1 }, async (ctx) => {
    try {
      return await ctx.step(
        "flaky",
        async ({ attempt }) => {
          begun.push(node.scheduler.now());
          if (attempt <= failures) throw error(attempt);
          return `attempt ${attempt}`;
        },
        { retry },
      );
    } catch (caught) {
      return `caught ${(caught as StepFailedError).name}: ${((caught as Error).cause as Error).message}`;
    }
  });
  const node = await Harness.open({ workflows: [workflow] });
  const result = await node.run(workflow);
  return { begun, result, node };
}

function gaps(begun: readonly number[]): number[] {
  return begun.slice(1).map((at, index) => at - (begun[index] ?? 0));
}

describe("retries", () => {
  test("scenario 18: a step that fails twice runs three times, and the workflow sees only the success", async () => {
    const { begun, result, node } = await attempts(2, {});
    expect(begun).toHaveLength(3);
    expect(result).toBe("attempt 3");
    expect(node.events.filter((event) => event.startsWith("step"))).toEqual(["step:flaky#0"]);
    const rows = [...node.disk.state.rows].filter(([key]) => key.startsWith("history/"));
    const at = { group: 1, index: 1 };
    const history = rows.flatMap(([key, row]) =>
      decodeRunEvents(parseHistoryKey(key).seq, row, at),
    );
    expect(history.map(({ command }) => command.type)).toEqual([
      "RunStart",
      "StepAttemptFailed",
      "StepAttemptFailed",
      "Checkpoint",
      "RunComplete",
    ]);
  });

  test("scenario 19: after the last attempt its error is thrown in the workflow", async () => {
    const { begun, result } = await attempts(99, { maximumAttempts: 5 });
    expect(begun).toHaveLength(5);
    expect(result).toBe("caught StepFailedError: failure 5");
  });

  test("scenario 20: errors that are not to be retried are not", async () => {
    class CardDeclined extends Error {
      override readonly name = "CardDeclined";
    }
    const declined = (): Error => new CardDeclined("no funds");
    const policies: RetryPolicy[] = [
      { nonRetryableErrors: [CardDeclined] },
      { nonRetryableErrors: ["CardDeclined"] },
      { shouldRetry: () => false },
      {
        shouldRetry: () => {
          throw new Error("oops");
        },
      },
    ];
    for (const policy of policies) {
      const { begun, result } = await attempts(99, policy, declined);
      expect(begun).toHaveLength(1);
      expect(result).toBe("caught StepFailedError: no funds");
    }
  });

  test("scenario 21: the pauses follow the policy, and are never shorter", async () => {
    const retry: RetryPolicy = {
      initialInterval: 100,
      backoffCoefficient: 2,
      maximumInterval: 400,
      jitter: "none",
      maximumAttempts: 5,
    };
    const { begun } = await attempts(99, retry);
    const expected = [100, 200, 400, 400];
    gaps(begun).forEach((gap, at) => {
      expect(gap).toBeGreaterThanOrEqual(expected[at] ?? 0);
      expect(gap).toBeLessThan((expected[at] ?? 0) + 5);
    });
  });

  test("scenario 22: a thrown RetryAfter sets the next pause", async () => {
    const retry: RetryPolicy = { initialInterval: 10, jitter: "none" };
    const { begun } = await attempts(2, retry, (attempt) =>
      attempt === 1 ? new RetryAfter("3s") : new Error("again"),
    );
    const [first = 0, second = 0] = gaps(begun);
    expect(first).toBeGreaterThanOrEqual(3000);
    expect(second).toBeLessThan(100);
  });

  test("scenario 23: maximumDuration ends the retrying", async () => {
    const retry: RetryPolicy = {
      initialInterval: 100,
      backoffCoefficient: 1,
      jitter: "none",
      maximumAttempts: 1000,
      maximumDuration: "1s",
    };
    const { begun } = await attempts(9999, retry);
    expect(begun.length).toBeGreaterThan(5);
    expect((begun.at(-1) ?? 0) - (begun[0] ?? 0)).toBeLessThanOrEqual(1000);
  });
});

describe("a step's timeout", () => {
  test("scenario 29: a hanging attempt is aborted and tried again; the zombie's end changes nothing", async () => {
    const zombies: ((value: string) => void)[] = [];
    const aborted: unknown[] = [];
    const workflow = defineWorkflow({ name: "hang", version: 1 }, async (ctx) =>
      ctx.step(
        "hang",
        ({ attempt, abortSignal }) => {
          if (attempt === 3) return "done";
          abortSignal.addEventListener("abort", () => aborted.push(abortSignal.reason));
          return new Promise<string>((resolve, reject) => {
            zombies.push(attempt === 1 ? resolve : reject);
          });
        },
        { timeout: 200, retry: { initialInterval: 10 } },
      ),
    );
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toBe("done");
    expect(aborted).toHaveLength(2);
    expect(matchesError(aborted[0], "StepTimeoutError")).toBe(true);
    for (const end of zombies) end("late");
    await node.advance(1000);
    expect(node.fatal).toEqual([]);
  });
});

describe("results", () => {
  test("scenario 35: a result that cannot be kept fails the step once, with a typed error naming it", async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    const values: [string, unknown][] = [
      ["function", () => 1],
      ["symbol", Symbol("s")],
      ["cycle", cyclic],
      ["large", "x".repeat(1_100_000)],
    ];
    for (const [name, value] of values) {
      let runs = 0;
      const workflow = defineWorkflow({ name: "bad", version: 1 }, async (ctx) => {
        const caught = await ctx
          .step(name, () => {
            runs += 1;
            return value;
          })
          .then(
            () => null,
            (error: unknown) => error,
          );
        return { name: (caught as Error).name, message: (caught as Error).message };
      });
      const node = await Harness.open({ workflows: [workflow] });
      const caught = await node.run(workflow);
      expect(runs).toBe(1);
      expect(caught.name).toMatch(/^(UnserializableValueError|PayloadTooLargeError)$/);
      expect(caught.message).toContain(name);
      expect(node.fatal).toEqual([]);
    }
  });

  test("a run result that cannot be kept fails the run", async () => {
    const workflow = defineWorkflow({ name: "bad", version: 1 }, async () => ({ f: () => 1 }));
    const node = await Harness.open({ workflows: [workflow] });
    const error = await node.run(workflow).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(WorkflowFailedError);
    expect(matchesError(error, UnserializableValueError)).toBe(true);
    expect((error as Error).message).toContain("result.f");
  });

  test("scenario 2: undefined, null, 0, '' and false round-trip distinguishably", async () => {
    const workflow = defineWorkflow({ name: "echo", version: 1 }, async (ctx, input: unknown) => [
      await ctx.step("echo", () => input),
      input,
    ]);
    const node = await Harness.open({ workflows: [workflow] });
    for (const value of [undefined, null, 0, "", false, Number.NaN, -0]) {
      expect(await node.run(workflow, value)).toEqual([value, value]);
    }
  });

  test("the function gets a copy of its own, on the leader too", async () => {
    const original = { items: [1, 2] };
    const workflow = defineWorkflow({ name: "copy", version: 1 }, async (ctx) => {
      const copy = await ctx.step("give", () => original);
      copy.items.push(3);
      return [copy === original, original.items.length, copy.items.length];
    });
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toEqual([false, 2, 3]);
  });

  test("scenario 37: a hundred steps run at the same time, with results in the order of input", async () => {
    let running = 0;
    let most = 0;
    const workflow = defineWorkflow({ name: "hundred", version: 1 }, async (ctx) =>
      Promise.all(
        Array.from({ length: 100 }, (_, at) =>
          ctx.step("part", async () => {
            running += 1;
            most = Math.max(most, running);
            await new Promise<void>((resolve) => node.scheduler.setTimeout(resolve, 100 - at));
            running -= 1;
            return at;
          }),
        ),
      ),
    );
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toEqual(Array.from({ length: 100 }, (_, at) => at));
    expect(most).toBe(100);
  });

  test("scenario 39: Promise.any and allSettled behave natively, with the same AggregateError on a follower", async () => {
    const aggregates: unknown[] = [];
    const workflow = defineWorkflow({ name: "any", version: 1 }, async (ctx) => {
      const failing = (name: string): Promise<never> =>
        ctx.step(
          name,
          () => {
            throw new TypeError(name);
          },
          { retry: { maximumAttempts: 1 } },
        );
      const settled = await Promise.allSettled([failing("one"), ctx.step("two", () => 2)]);
      const error = await Promise.any([failing("three"), failing("four")]).catch((e: unknown) => e);
      const messages = (error as AggregateError).errors.map((e: Error) => e.message);
      aggregates.push(messages);
      return [settled.map(({ status }) => status), messages];
    });
    const node = await Harness.open({ workflows: [workflow] });
    const result = await node.run(workflow);
    expect(result[0]).toEqual(["rejected", "fulfilled"]);
    const follower = await Harness.open({ workflows: [workflow], lead: false });
    for (const { bytes } of node.disk.entries.slice(0, -1)) follower.log.append(bytes, null);
    await follower.advance(10);
    expect(aggregates).toHaveLength(2);
    expect(aggregates[1]).toEqual(aggregates[0]);
  });
});

describe("the step's context", () => {
  test("scenario 41: a call on the workflow's context inside a step is refused, at once or after an await", async () => {
    for (const late of [false, true]) {
      let runs = 0;
      const workflow = defineWorkflow({ name: "nested", version: 1 }, async (ctx) =>
        ctx.step("outer", async () => {
          runs += 1;
          if (late) await new Promise<void>((resolve) => node.scheduler.setTimeout(resolve, 5));
          return ctx.step("inner", () => 1);
        }),
      );
      const node = await Harness.open({ workflows: [workflow] });
      const error = await node.run(workflow).catch((caught: unknown) => caught);
      expect(matchesError(error, "ContextMisuseError")).toBe(true);
      expect(runs).toBe(1);
      expect(node.blocked).toEqual([]);
    }
  });

  test("the idempotency key is the same for all attempts, and another for every operation and run", async () => {
    const keys: string[] = [];
    const workflow = defineWorkflow({ name: "keys", version: 1 }, async (ctx) => {
      for (let at = 0; at < 2; at += 1) {
        await ctx.step(
          "charge",
          ({ idempotencyKey, attempt }) => {
            keys.push(idempotencyKey);
            if (attempt === 1) throw new Error("once more");
          },
          { retry: { initialInterval: 1 } },
        );
      }
    });
    const node = await Harness.open({ workflows: [workflow] });
    await node.run(workflow);
    await node.run(workflow);
    expect(keys).toHaveLength(8);
    for (let at = 0; at < 8; at += 2) expect(keys[at]).toBe(keys[at + 1]);
    expect(new Set(keys).size).toBe(4);
    for (const key of keys) expect(key).toMatch(/^rw-[A-Za-z0-9_-]{43}$/);
  });

  test("fencing tokens grow with attempts and terms, as numbers and as strings", async () => {
    const tokens: StepContext["fencingToken"][] = [];
    const workflow = defineWorkflow({ name: "tokens", version: 1 }, async (ctx) =>
      ctx.step(
        "fenced",
        ({ fencingToken, attempt }) => {
          tokens.push(fencingToken);
          if (attempt < 12) throw new Error("again");
        },
        { retry: { maximumAttempts: 12, initialInterval: 1, maximumInterval: 1 } },
      ),
    );
    const node = await Harness.open({ workflows: [workflow] });
    await node.run(workflow);
    node.log.depose();
    node.log.lead();
    await node.run(workflow);
    expect(tokens).toHaveLength(24);
    tokens.slice(1).forEach((token, at) => {
      const before = tokens[at];
      if (before === undefined) throw new Error("no token");
      expect(token.compareTo(before)).toBeGreaterThan(0);
      expect(token.sortable > before.sortable).toBe(true);
    });
  });

  test("scenario 42: a step that nobody awaits is abandoned when the function returns", async () => {
    const reasons: unknown[] = [];
    const workflow = defineWorkflow({ name: "abandon", version: 1 }, async (ctx) => {
      void ctx.step("forgotten", ({ abortSignal }) => {
        abortSignal.addEventListener("abort", () => reasons.push(abortSignal.reason));
        return new Promise<never>(() => {});
      });
      await ctx.step("awaited", () => 1);
      void ctx.step("never", () => reasons.push("started"));
      return "returned";
    });
    const node = await Harness.open({ workflows: [workflow] });
    expect(await node.run(workflow)).toBe("returned");
    expect(reasons).toHaveLength(1);
    expect(matchesError(reasons[0], "RunClosedError")).toBe(true);
  });
});

test("attempts are counted in the log, and their errors kept there", async () => {
  const { node } = await attempts(1, {});
  const commands = [...node.disk.state.rows]
    .filter(([key]) => key.startsWith("history/"))
    .map(([, value]) => Buffer.from(value).toString("latin1"));
  expect(commands.some((text) => text.includes("failure 1"))).toBe(true);
});

/**
 * Goal: whatever is changed in code under a run in flight, no step whose checkpoint is in the history runs again, and no checkpoint is
 * passed over that the new code does not make: the run is blocked.
 * Method: random programs whose steps have names of their own, run for a random time with signals and a cancellation now and then; then a
 * node comes back with the program changed at one or two places. `SEED=… SEEDS=… npx vitest run test/workflow/changed-programs.test.ts`
 * tries others.
 */
import { expect, test } from "vitest";
import { type AnyWorkflow, defineWorkflow } from "../../src/api/definition.ts";
import type { None } from "../../src/api/messages.ts";
import type { TypedWorkflowContext } from "../../src/api/typed-context.ts";
import { unreachable } from "../../src/util/assert.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { seeds } from "../storage/support.ts";
import { commandsOf, Harness } from "./harness.ts";

type Context = TypedWorkflowContext<unknown, None, None, None>;

interface Op {
  kind: "step" | "sleep" | "wait" | "condition" | "handler" | "scope" | "map" | "all" | "race";
  /** Of steps: theirs alone. */
  name: string;
  ms: number;
  /** Of a scope: its timeout; of a wait. 0 for none. */
  timeoutMs: number;
  isShielded: boolean;
  concurrency: number;
  ops: Op[];
}

const SEED = Number(process.env["SEED"] ?? 1);
const SEEDS = Number(process.env["SEEDS"] ?? 40);
const KINDS = ["step", "step", "step", "sleep", "wait", "condition", "handler"] as const;
const NESTING = ["scope", "scope", "map", "all", "race"] as const;

/** One life of the function: steps that it has called, and all that were ever run. */
class Life {
  readonly called = new Set<string>();
  readonly ran: string[];
  #signals = 0;

  constructor(ran: string[]) {
    this.ran = ran;
  }

  async sequence(ctx: Context, ops: readonly Op[], path: string): Promise<void> {
    for (const op of ops) {
      try {
        await this.#op(ctx, op, path);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
      }
    }
  }

  async #op(ctx: Context, op: Op, path: string): Promise<unknown> {
    const timeout = op.timeoutMs === 0 ? undefined : op.timeoutMs;
    switch (op.kind) {
      case "step": {
        // Steps of items and of handlers are others in each.
        const name = `${op.name}${path.replace(/[^0-9.]/g, "")}`;
        this.called.add(name);
        return ctx.step(name, async () => {
          this.ran.push(name);
          if (op.ms > 0) await new Promise((resolve) => setImmediate(resolve));
        });
      }
      case "sleep":
        return ctx.sleep(op.ms);
      case "wait":
        return ctx.waitForSignal("x", { timeout: timeout ?? 3_600_000 });
      case "condition":
        return ctx.condition(() => this.#signals > op.concurrency, { timeout: timeout ?? 500 });
      case "handler": {
        let calls = 0;
        ctx.onSignal("x", async (scoped) => {
          this.#signals += 1;
          calls += 1;
          await this.sequence(scoped, op.ops, `${path}.${calls}`);
        });
        return undefined;
      }
      case "scope":
        return ctx.scope("s", (scoped) => this.sequence(scoped, op.ops, path), {
          timeout,
          shield: op.isShielded,
        });
      case "map":
        return ctx.map(
          "m",
          [0, 1, 2],
          (scoped, item) => this.sequence(scoped, op.ops, `${path}.${item}`),
          { concurrency: op.concurrency },
        );
      case "all":
        return Promise.all(op.ops.map((part) => this.sequence(ctx, [part], path)));
      case "race":
        return Promise.race(op.ops.map((part) => this.sequence(ctx, [part], path)));
      default:
        return unreachable(op.kind);
    }
  }
}

let names = 0;

function randomOps(random: SeededRandom, depth: number): Op[] {
  return Array.from({ length: 1 + random.below(4) }, () => randomOp(random, depth));
}

function randomOp(random: SeededRandom, depth: number): Op {
  const nests = depth < 3 && random.below(3) === 0;
  const kinds = nests ? NESTING : KINDS;
  const kind = kinds[random.below(kinds.length)] ?? "step";
  names += 1;
  return {
    kind,
    name: `${kind}-${"abcdefghijklmnop"[names % 16]}${"abcdefghijklmnop"[(names >> 4) % 16]}`,
    ms: random.below(3) * 100,
    timeoutMs: random.below(3) === 0 ? 100 + random.below(5) * 100 : 0,
    isShielded: random.below(4) === 0,
    concurrency: 1 + random.below(3),
    ops: nests || kind === "handler" ? randomOps(random, depth + 1) : [],
  };
}

/** All sequences of a program. */
function listsOf(ops: Op[]): Op[][] {
  return [ops, ...ops.flatMap((op) => (op.ops.length > 0 ? listsOf(op.ops) : []))];
}

function pick<T>(random: SeededRandom, from: readonly T[]): T {
  return from[random.below(Math.max(1, from.length))] as T;
}

/** Changes one thing; says what. */
function change(random: SeededRandom, program: Op[]): string {
  const list =
    pick(
      random,
      listsOf(program).filter((ops) => ops.length > 0),
    ) ?? program;
  if (list.length === 0) return "nothing is left to change";
  const at = random.below(list.length);
  const op = list[at] as Op;
  switch (random.below(9)) {
    case 0:
      list.splice(at, 1);
      return `removes ${op.name}`;
    case 1:
    case 2:
    case 3: {
      list.splice(at, 1);
      const target = pick(random, listsOf(program));
      target.splice(random.below(target.length + 1), 0, op);
      return `moves ${op.name}`;
    }
    case 4:
      op.concurrency = 1 + (op.concurrency % 3);
      return `another concurrency of ${op.name}`;
    case 5:
      op.isShielded = !op.isShielded;
      return `another shield of ${op.name}`;
    case 6:
      op.timeoutMs = op.timeoutMs === 0 ? 100 : 0;
      return `another timeout of ${op.name}`;
    case 7: {
      const wrapped = { ...randomOp(random, 9), kind: pick(random, NESTING), ops: [op] };
      list[at] = wrapped;
      return `wraps ${op.name} in ${wrapped.kind}`;
    }
    default:
      list.splice(at, 1, ...op.ops);
      return `unwraps ${op.name}`;
  }
}

function shown(ops: readonly Op[]): unknown {
  return ops.map(({ kind, name, ops: inner, ms, timeoutMs, isShielded, concurrency }) => {
    const how = `${name} ms=${ms} t=${timeoutMs} sh=${isShielded} c=${concurrency}`;
    return inner.length > 0 ? { [how]: shown(inner) } : kind === "step" ? name : how;
  });
}

test.each(seeds(SEEDS, SEED))("no step runs again, none is passed over (SEED=%d)", async (seed) => {
  const random = new SeededRandom(seed);
  names = 0;
  const program = randomOps(random, 0);
  const changed = structuredClone(program);
  const what = [change(random, changed)];
  if (random.below(2) === 0) what.push(change(random, changed));
  const ran: string[] = [];
  const workflowOf = (ops: Op[], lives: Life[]): AnyWorkflow =>
    defineWorkflow({ name: "w", version: 1 }, async (ctx) => {
      const life = new Life(ran);
      lives.push(life);
      await life.sequence(ctx, ops, "");
      await ctx.scope("end", (scoped) => scoped.sleep("30d"), { shield: true });
    });

  const before = workflowOf(program, []);
  const old = await Harness.open({ workflows: [before] });
  const run = await old.start(before, undefined, { workflowId: "w" });
  for (let at = random.below(6); at > 0; at -= 1) {
    await old.advance(random.below(300));
    const dice = random.below(4);
    if (dice === 0) await old.wait(run.cancel());
    else if (dice < 3) await old.wait(run.signal("x", at));
  }
  await old.advance(random.below(2000));
  expect(old.blocked).toEqual([]);
  await old.crash();
  const history = commandsOf(old).flatMap((c) => (c.type === "Checkpoint" ? [c.key] : []));
  const done = new Set(history.flatMap((key) => /step:(.*)#0$/.exec(key)?.[1] ?? []));
  const ranBefore = ran.length;

  const lives: Life[] = [];
  const after = workflowOf(changed, lives);
  const next = await Harness.open({ workflows: [after], disk: old.disk });
  await next.advance(86_400_000);
  const isBlocked = next.blocked.length > 0;
  const all = commandsOf(next).flatMap((c) => (c.type === "Checkpoint" ? [c.key] : []));
  await next.crash();
  const told = JSON.stringify(
    { what, history, all, old: shown(program), new: shown(changed) },
    null,
    1,
  );
  const again = ran.slice(ranBefore).filter((name) => done.has(name));
  expect(again, told).toEqual([]);
  if (isBlocked) return;
  const called = lives[0]?.called ?? new Set();
  expect(
    [...done].filter((name) => !called.has(name)),
    told,
  ).toEqual([]);
  // It is not blocked: a fresh reading of all there is by the same code is not either, with nothing to do.
  const check = await Harness.open({ workflows: [after], disk: next.disk });
  await check.advance(1000);
  await check.crash();
  expect(check.blocked, told).toEqual([]);
});

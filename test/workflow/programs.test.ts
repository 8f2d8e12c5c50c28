/**
 * Goal: whatever a function does with scopes, maps, races, waits, conditions, timeouts and shields, and whenever signals, cancels,
 * crashes and changes of leadership come, every node and every replay takes one path.
 * Method: random programs on a leader whose commits, crashes and calls are made by dice; then the log is fed to a follower, at once and with
 * "replay always", and all traces are compared.
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import type { None } from "../../src/api/messages.ts";
import type { TypedWorkflowContext } from "../../src/api/typed-context.ts";
import { decodeBatch } from "../../src/model/batch.ts";
import { decodeCommand } from "../../src/model/command.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { FakeDisk } from "../support/fake-log.ts";
import { commandsOf, Harness } from "./harness.ts";

type Context = TypedWorkflowContext<void, None, None, None>;

type Op =
  | { readonly kind: "step" | "fail" | "var" | "once"; readonly name: string }
  | { readonly kind: "sleep"; readonly ms: number }
  | { readonly kind: "wait" | "condition"; readonly name: string; readonly ms: number }
  | { readonly kind: "scope"; readonly ops: Op[]; readonly ms: number; readonly shield: boolean }
  | {
      readonly kind: "map";
      readonly ops: Op[];
      readonly items: number;
      readonly concurrency: number;
    }
  | { readonly kind: "all" | "race" | "any" | "settled"; readonly ops: Op[] };

const name = fc.constantFrom("a", "b");
const ms = fc.constantFrom(1, 5, 20, 50);

const { op: anyOp } = fc.letrec<{ op: Op; ops: Op[] }>((tie) => ({
  ops: fc.array(tie("op"), { minLength: 1, maxLength: 3, depthIdentifier: "op" }),
  op: fc.oneof(
    { depthIdentifier: "op", maxDepth: 3, depthSize: "small" },
    fc.record({ kind: fc.constantFrom("step", "fail", "var", "once"), name }),
    fc.record({ kind: fc.constant("sleep" as const), ms }),
    fc.record({ kind: fc.constantFrom("wait" as const, "condition" as const), name, ms }),
    fc.record({ kind: fc.constant("scope" as const), ops: tie("ops"), ms, shield: fc.boolean() }),
    fc.record({
      kind: fc.constant("map" as const),
      ops: tie("ops"),
      items: fc.nat({ max: 3 }),
      concurrency: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({ kind: fc.constantFrom("all", "race", "any", "settled"), ops: tie("ops") }),
  ),
}));

/** What all parts of one call of the function share. */
interface Shared {
  readonly trace: string[];
  /** Between two attempts of a step that fails; the longer one is long enough for the run to leave memory. */
  readonly retryMs: 3 | 60;
  level: number;
}

async function runOps(ctx: Context, ops: readonly Op[], at: string, shared: Shared): Promise<void> {
  for (const [index, op] of ops.entries()) {
    const label = `${at}.${index}`;
    let outcome: string;
    try {
      outcome = String(await runOp(ctx, op, label, shared));
    } catch (error) {
      outcome = (error as Error).name;
    }
    shared.level += 1;
    shared.trace.push(`${label} ${op.kind} ${outcome} ${ctx.now()}`);
  }
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case for each kind.
function runOp(ctx: Context, op: Op, label: string, shared: Shared): Promise<unknown> {
  const inside =
    (part: string) =>
    (scoped: Context): Promise<void> =>
      runOps(scoped, "ops" in op ? op.ops : [], `${label}${part}`, shared);
  const parts = (): Promise<unknown>[] =>
    ("ops" in op ? op.ops : []).map((part, index) =>
      runOps(ctx, [part], `${label}|${index}`, shared).then(() => index),
    );
  switch (op.kind) {
    case "step":
      return ctx.step(op.name, ({ attempt }) => (attempt > 1 ? "again" : "first")).then(() => "ok");
    case "once":
      return ctx
        .step(op.name, () => 1, { semantics: "atMostOnce" })
        .then(
          () => "ran",
          // A crash may interrupt it; that is in the log, and the same everywhere.
          (error: Error) => error.name,
        );
    case "fail":
      return ctx.step(op.name, () => Promise.reject(new Error("no")), {
        retry: { maximumAttempts: 3, initialInterval: shared.retryMs, jitter: "none" },
      });
    case "var":
      return ctx
        .scope("v", async (scoped) => scoped.replicatedVar(op.name, shared.level))
        .then(({ value }) => value);
    case "sleep":
      return ctx.sleep(op.ms);
    case "wait":
      return ctx.waitForSignal<number>(op.name, { timeout: op.ms });
    case "condition": {
      const from = shared.level;
      return ctx.condition(() => shared.level > from + 1, { timeout: op.ms });
    }
    case "scope":
      return ctx.scope("s", inside("/"), { timeout: op.ms * 3, shield: op.shield });
    case "map": {
      const items = Array.from({ length: op.items }, (_, item) => item);
      return ctx.map("m", items, (scoped, item) => inside(`[${item}]`)(scoped), {
        concurrency: op.concurrency,
      });
    }
    case "all":
      return Promise.all(parts());
    case "race":
      return Promise.race(parts());
    case "any":
      return Promise.any(parts());
    default:
      return Promise.allSettled(parts()).then((all) => all.length);
  }
}

function isEnd(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false;
  const types = decodeBatch(bytes).commands.map(
    (command) => decodeCommand(command, { group: 1, index: 0 }).type,
  );
  return types.some((type) => type === "RunComplete" || type === "RunFail");
}

function isPrefix(one: readonly string[], other: readonly string[]): boolean {
  const length = Math.min(one.length, other.length);
  return one.slice(0, length).join("\n") === other.slice(0, length).join("\n");
}

test("random programs take one path on leader, follower and in every replay (SEED=20261121)", async () => {
  let ended = 0;
  let cancelled = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyOp, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      async (ops, seed) => {
        const dice = new SeededRandom(seed);
        const traces: string[][] = [];
        const workflow = defineWorkflow({ name: "program", version: 1 }, async (ctx) => {
          const shared: Shared = { trace: [], level: 0, retryMs: seed % 2 === 0 ? 3 : 60 };
          traces.push(shared.trace);
          if (seed % 3 === 0) {
            ctx.onSignal("b", async (scoped) => {
              await scoped.step("handled", () => 1).catch(() => {});
              shared.level += 5;
            });
            const withoutWaits = (op: Op): boolean => !JSON.stringify(op).includes('"wait"');
            await runOps(ctx, ops.filter(withoutWaits), "", shared);
          } else {
            await runOps(ctx, ops, "", shared);
          }
          return shared.trace.length;
        });
        const scheduler = new VirtualScheduler();
        const disk = new FakeDisk();
        // In half of the worlds a run leaves memory whenever it can, and what is applied is saved or not.
        const isForgetful = dice.below(2) === 0;
        const settings = {
          replay: dice.below(2) === 0 ? "always" : "onEviction",
          maxResidentRuns: isForgetful ? 0 : 10_000,
        } as const;
        // One crash often comes soon after another.
        const moreCrashes = isForgetful ? 15 * dice.below(3) : 0;
        const workflows = [workflow];
        const housekeeping = scheduler;
        const open = async (): Promise<Harness> => {
          const options = { workflows, disk, scheduler, housekeeping, settings, manual: true };
          const life = await Harness.open(options);
          life.log.savesAtOnce = !isForgetful || dice.below(2) === 0;
          return life;
        };
        let node = await open();
        void node.start(workflow, undefined, { workflowId: "p" }).catch(() => {});
        node.log.commit();
        await node.advance(0);
        const all: Harness[] = [node];
        const isOver = (): boolean =>
          all.some(({ events }) =>
            events.some((event) => event.endsWith(" p") && !event.startsWith("started")),
          );
        for (let round = 0; round < 1000 && !isOver(); round += 1) {
          await node.advance(dice.below(4));
          // A proposer's order is kept by every log.
          const count = 1 + dice.below(4);
          node.log.commit((_proposal, at) => at < count);
          const run = node.get(workflow, "p");
          const chance = dice.below(100);
          if (chance < 8) void run.signal(dice.below(2) === 0 ? "a" : "b", round).catch(() => {});
          else if (chance < 9 && round > 5) void run.cancel().catch(() => {});
          else if (chance < 12) {
            node.log.depose();
            await node.advance(1);
            node.log.lead();
          } else if (chance < 15 + moreCrashes) {
            await node.crash();
            // All was told but for the last entries, if it was not saved.
            const told = disk.entries.length - dice.below(4);
            disk.toldIndex = Math.max(disk.appliedIndex, told);
            await node.advance(dice.below(2) * 100);
            node = await open();
            all.push(node);
          }
        }
        for (const life of all) expect([...life.fatal, ...life.blocked]).toEqual([]);
        expect(isOver()).toBe(true);
        ended += 1;
        if (commandsOf(node).some(({ type }) => type === "Cancel")) cancelled += 1;
        // Losers of a race may come after the end, without effect.
        const end = disk.entries.findIndex(({ bytes }) => isEnd(bytes));
        expect(end).toBeGreaterThan(0);
        node.log.saveAll();
        const left = [...disk.state.rows.keys()].filter((key) => /^(timer|operation)\//.test(key));
        expect(left).toEqual([]);
        const lives = traces.length;
        for (const replay of ["onEviction", "always"] as const) {
          const follower = await Harness.open({
            workflows: [workflow],
            lead: false,
            settings: { replay },
          });
          for (const { bytes } of disk.entries.slice(0, end)) {
            follower.log.append(bytes, null);
            await follower.advance(0);
          }
          await follower.advance(100);
          expect([...follower.blocked, ...follower.fatal]).toEqual([]);
          expect(follower.mismatches).toEqual([]);
        }
        expect(traces.length).toBeGreaterThan(lives);
        const longest = traces.reduce((one, other) => (other.length > one.length ? other : one));
        for (const trace of traces) expect(isPrefix(trace, longest), trace.join("\n")).toBe(true);
      },
    ),
    { numRuns: 200, seed: 20_261_121 },
  );
  expect(ended).toBe(200);
  expect(cancelled).toBeGreaterThan(10);
}, 120_000);

/**
 * Goal: wherever leadership goes, and whatever the nodes have in memory then, a step that may run once is begun once, attempts count up,
 * no step is begun behind its own checkpoint, and all nodes end with one history and one state.
 * Method: three nodes with a log each, in one of which the dice commit what its leader proposes; the others take it later, or as a
 * snapshot. Leadership moves, also away from a node that does not hear of it; nodes crash, lack the definition for a while, or have code
 * that blocks its runs. The runs are random programs.
 *
 * `SEED=… SEEDS=… npx vitest run test/workflow/moving-leadership.test.ts` tries others.
 */
import { describe, expect, test } from "vitest";
import type { StepContext } from "../../src/api/context.ts";
import { type AnyWorkflow, defineWorkflow } from "../../src/api/definition.ts";
import type { None } from "../../src/api/messages.ts";
import type { TypedWorkflowContext } from "../../src/api/typed-context.ts";
import { encodeBatch } from "../../src/model/batch.ts";
import { decodePayload } from "../../src/model/payload-codec.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import type { EngineSettings } from "../../src/workflow/engine.ts";
import { type Dice, diceFor } from "../simulation/core/dice.ts";
import { seeds } from "../storage/support.ts";
import { FakeDisk } from "../support/fake-log.ts";
import { finish } from "../support/log-node.ts";
import { commandsOf, Harness } from "./harness.ts";

const SEED = Number(process.env["SEED"] ?? 1);
const SEEDS = Number(process.env["SEEDS"] ?? 15);
const NODES = 3;
const RUNS = ["x", "y", "z"];
const ROUNDS = 250;

type Context = TypedWorkflowContext<void, None, None, None>;

interface Program {
  readonly ctx: Context;
  readonly world: World;
  readonly at: number;
  readonly trace: string[];
  level: number;
}

interface Begun {
  readonly attempts: number[];
  readonly isOnce: boolean;
}

/** Parts of a program; all that they do follows from their dice. */
async function runParts(
  program: Program,
  ctx: Context,
  { random, depth, label }: { random: SeededRandom; depth: number; label: string },
): Promise<void> {
  const count = depth === 0 ? 6 + random.below(6) : 1 + random.below(2);
  for (let at = 0; at < count; at += 1) {
    const here = `${label}.${at}`;
    // Parts that are under way at once have dice of their own.
    const part = new SeededRandom(random.below(1_000_000));
    let outcome: string;
    // Code that cannot be replayed: the run is blocked on this node.
    if (program.world.node(program.at).isBroken) {
      program.world.forget(program);
      await program.world.pause(5);
    }
    try {
      outcome = String(await runPart(program, ctx, { random: part, depth, label: here }));
    } catch (error) {
      outcome = (error as Error).name;
    }
    program.level += 1;
    program.trace.push(`${here} ${outcome} ${ctx.now()}`);
  }
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case for each kind.
function runPart(
  program: Program,
  ctx: Context,
  { random, depth, label }: { random: SeededRandom; depth: number; label: string },
): Promise<unknown> {
  const { world, at } = program;
  const name = random.below(2) === 0 ? "a" : "b";
  const ms = [1, 10, 40, 120][random.below(4)] ?? 1;
  const slowMs = random.below(2) === 0 ? 0 : ms;
  const inside = (scoped: Context, part: string): Promise<void> =>
    runParts(program, scoped, {
      random: new SeededRandom(random.below(1_000_000)),
      depth: depth + 1,
      label: `${label}${part}`,
    });
  switch (random.below(depth < 2 ? 14 : 9)) {
    case 0:
      return ctx.step(name, (step) => world.perform(at, step, { slowMs }));
    case 1:
      return ctx.step(name, (step) => world.perform(at, step, { slowMs, isOnce: true }), {
        semantics: "atMostOnce",
      });
    case 2:
    case 3: {
      const failures = 1 + random.below(3);
      const retry = { maximumAttempts: 30, initialInterval: [3, 60][random.below(2)] ?? 3 };
      return ctx.step(
        name,
        async (step) => {
          const done = await world.perform(at, step, { slowMs });
          if (step.attempt <= failures) throw new Error("again");
          return done;
        },
        { retry: { ...retry, backoffCoefficient: 1, jitter: "none" } },
      );
    }
    case 4:
      return ctx.step(
        name,
        async (step) => {
          step.heartbeat(step.attempt);
          await world.perform(at, step, { slowMs: 5 });
          step.heartbeat(-step.attempt);
          return world.pause(slowMs);
        },
        { heartbeatTimeout: 60, totalTimeout: 400, retry: { initialInterval: 20 } },
      );
    case 5:
      return ctx.sleep(ms);
    case 6:
      return ctx.scope("v", async (scoped) => {
        const variable = await scoped.replicatedVar(name, program.level);
        await Promise.all([variable.update((value) => value + 1), variable.set(ms)]);
        return variable.value;
      });
    case 7:
      return ctx.waitForSignal<number>(name, { timeout: ms * 2 });
    case 8: {
      const from = program.level;
      return ctx.condition(() => program.level > from + 1, { timeout: ms });
    }
    case 9:
    case 10: {
      const shield = random.below(4) === 0;
      return ctx.scope("s", (scoped) => inside(scoped, "/"), { timeout: ms * 2, shield });
    }
    case 11: {
      const items = Array.from({ length: random.below(5) }, (_, item) => item);
      const concurrency = 1 + random.below(3);
      const seed = random.below(1_000_000);
      return ctx
        .map(
          "m",
          items,
          (scoped, item) =>
            runParts(program, scoped, {
              random: new SeededRandom(seed + item),
              depth: depth + 1,
              label: `${label}[${item}]`,
            }),
          { concurrency },
        )
        .then(({ length }) => length);
    }
    case 12:
      return Promise.all([inside(ctx, "|0"), inside(ctx, "|1")]);
    default:
      return Promise.race([inside(ctx, "|0").then(() => 0), ctx.sleep(ms).then(() => 1)]);
  }
}

class Node {
  readonly disk = new FakeDisk();
  readonly workflow: AnyWorkflow;
  settings: Partial<EngineSettings> = {};
  harness: Harness | null = null;
  /** Another one leads, and it has not heard of that. */
  isZombie = false;
  /** Its functions do what no node can replay. */
  isBroken = false;
  /** They did once in this life. */
  wasBroken = false;
  /** It has the definition. */
  isComplete = true;

  constructor(workflow: AnyWorkflow) {
    this.workflow = workflow;
  }

  get life(): Harness {
    if (this.harness === null) throw new Error("the node is not open");
    return this.harness;
  }
}

class World {
  readonly scheduler = new VirtualScheduler();
  readonly nodes: Node[];
  readonly traces = new Map<string, string[][]>();
  readonly begun = new Map<string, Begun>();
  readonly wrong: string[] = [];
  leader = 0;
  term = 1;
  moves = 0;
  installs = 0;
  readonly #seed: number;
  readonly #dice: Dice;

  constructor(seed: number) {
    this.#seed = seed;
    this.#dice = diceFor(seed, "moving leadership");
    this.nodes = Array.from({ length: NODES }, (_, at) => new Node(this.#program(at)));
  }

  #program(at: number): AnyWorkflow {
    return defineWorkflow({ name: "program", version: 1 }, async (ctx) => {
      const trace: string[] = [];
      const traces = this.traces.get(ctx.workflowId) ?? [];
      this.traces.set(ctx.workflowId, traces);
      traces.push(trace);
      const program: Program = { ctx, world: this, at, trace, level: 0 };
      const random = new SeededRandom(this.#seed * RUNS.length + RUNS.indexOf(ctx.workflowId));
      if (random.below(3) === 0) {
        ctx.onSignal("c", async (scoped, value) => {
          await scoped
            .step("handled", (step) => this.perform(at, step, { slowMs: Number(value) % 30 }))
            .catch(() => {});
          program.level += 3;
        });
      }
      await runParts(program, ctx, { random, depth: 0, label: "" });
      return trace;
    });
  }

  /** What this function does from now on is its own. */
  forget({ ctx, trace }: Program): void {
    const traces = this.traces.get(ctx.workflowId) ?? [];
    this.traces.set(
      ctx.workflowId,
      traces.filter((other) => other !== trace),
    );
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (ms === 0) resolve();
      else this.scheduler.setTimeout(resolve, ms);
    });
  }

  /** A side effect on one node. */
  async perform(
    at: number,
    { idempotencyKey, attempt }: StepContext,
    { slowMs, isOnce = false }: { slowMs: number; isOnce?: boolean },
  ): Promise<string> {
    const begun = this.begun.get(idempotencyKey) ?? { attempts: [], isOnce };
    this.begun.set(idempotencyKey, begun);
    begun.attempts.push(attempt);
    const node = this.nodes[at] as Node;
    if (node.isZombie) this.wrong.push(`node ${at} began ${idempotencyKey} without a majority`);
    const isDone = commandsOf(node.life).some(
      (command) =>
        command.type === "Checkpoint" &&
        command.outcome.type === "value" &&
        decodePayload(command.outcome.payload, "result") === idempotencyKey,
    );
    if (isDone) this.wrong.push(`node ${at} began ${idempotencyKey}, whose checkpoint it has`);
    if (begun.attempts.slice(0, -1).some((other) => other >= attempt)) {
      this.wrong.push(`attempts of ${idempotencyKey}: ${begun.attempts.join()}`);
    }
    if (isOnce && begun.attempts.length > 1) this.wrong.push(`${idempotencyKey} ran twice`);
    await this.pause(slowMs);
    return idempotencyKey;
  }

  node(at: number): Node {
    return this.nodes[at] as Node;
  }

  async open(at: number): Promise<void> {
    const node = this.node(at);
    const dice = this.#dice;
    node.settings = {
      replay: dice.chance(0.3) ? "always" : "onEviction",
      maxResidentRuns: dice.chance(0.7) ? 0 : 10_000,
      idleEvictionMs: dice.chance(0.5) ? 40 : 60_000,
      hydrationsMax: dice.between(1, 8),
    };
    const { disk, settings, workflow } = node;
    const { scheduler } = this;
    node.isZombie = false;
    node.isBroken = false;
    node.wasBroken = false;
    node.isComplete = dice.chance(0.8);
    node.harness = await Harness.open({
      workflows: node.isComplete ? [workflow] : [],
      disk,
      scheduler,
      housekeeping: scheduler,
      settings,
      manual: true,
      lead: false,
    });
    node.harness.log.savesAtOnce = dice.chance(0.5);
    this.#slowReads(disk);
  }

  /** Histories take a while to be read. */
  #slowReads(disk: FakeDisk): void {
    const { state } = disk;
    if (Object.hasOwn(state, "scan")) return;
    const scan = state.scan.bind(state);
    const dice = this.#dice;
    const pause = (): Promise<void> => this.pause(dice.below(3) * dice.below(20));
    state.scan = async function* (range, options) {
      if (range.gte.startsWith("history/")) await pause();
      yield* scan(range, options);
    };
  }

  lead(at: number): void {
    const node = this.node(at);
    this.leader = at;
    node.disk.term = this.term;
    node.life.log.contact = true;
    node.life.log.lead();
    this.term = node.disk.term;
  }

  async crash(at: number): Promise<void> {
    const node = this.node(at);
    const { life, disk } = node;
    // What is being read is waited for.
    await finish(this.scheduler, life.crash());
    this.#check(at);
    const told = disk.entries.length - this.#dice.below(4);
    disk.toldIndex = Math.max(disk.appliedIndex, told);
    await this.advance(this.#dice.below(2) * 60);
    await this.open(at);
  }

  /** Leadership goes to another node, or to the same one again. */
  async move(): Promise<void> {
    const dice = this.#dice;
    const from = this.node(this.leader);
    this.moves += 1;
    const to = dice.below(NODES);
    const isSilent = to !== this.leader && dice.chance(0.4);
    // What it has proposed may have reached a majority all the same.
    const { proposed } = from.life.log;
    const late = dice.chance(0.5) ? proposed.slice(0, dice.below(proposed.length + 1)) : [];
    from.life.log.proposed = [];
    const commands = late.map(({ command }) => command);
    const machineTime = from.life.log.machineTimeNow();
    if (isSilent) {
      from.isZombie = true;
      from.life.log.contact = false;
    } else if (dice.chance(0.3)) await this.crash(this.leader);
    else from.life.log.depose();
    await this.advance(dice.below(3) * dice.below(30));
    const node = this.node(to);
    if (node.isZombie) this.#wake(node);
    node.life.log.follow(from.disk);
    if (commands.length > 0) node.life.log.append(encodeBatch(machineTime, commands), null);
    if (dice.chance(0.3)) await this.advance(dice.below(10));
    this.lead(to);
  }

  /** It hears of the term that it has missed. */
  #wake(node: Node): void {
    node.isZombie = false;
    node.life.log.contact = true;
    node.life.log.proposed = [];
    node.life.log.depose();
  }

  async advance(ms: number): Promise<void> {
    await this.scheduler.run({ untilMs: this.scheduler.now() + ms });
  }

  /** A follower takes some of what it lacks, or all as a snapshot. */
  follow(at: number, isWhole = false): void {
    if (at === this.leader) return;
    const node = this.node(at);
    const dice = this.#dice;
    const leader = this.node(this.leader);
    if (node.isZombie) {
      if (!isWhole && dice.chance(0.8)) return;
      this.#wake(node);
    }
    const { log } = node.life;
    if (!isWhole && dice.chance(0.1)) {
      leader.life.log.saveAll();
      if (leader.disk.appliedIndex > log.lastIndex) {
        this.installs += 1;
        log.install(leader.disk);
        return;
      }
    }
    const entries = leader.disk.entries.slice(log.lastIndex);
    const count = isWhole ? entries.length : dice.below(4);
    for (const { bytes } of entries.slice(0, count)) log.append(bytes, null);
  }

  /** The node has the definition, and its code is right: whatever stood still goes on. */
  mend(at: number): void {
    const node = this.node(at);
    if (!node.isComplete) {
      node.isComplete = true;
      node.life.register(node.workflow);
    }
    if (!node.wasBroken) return;
    node.isBroken = false;
    for (const workflowId of RUNS) {
      const retried = node.life.get(node.workflow, workflowId).retry();
      retried.catch(() => {});
    }
  }

  break(at: number): void {
    const node = this.node(at);
    node.isBroken = true;
    node.wasBroken = true;
  }

  async round(): Promise<void> {
    const dice = this.#dice;
    await this.advance(dice.chance(0.2) ? dice.below(150) : dice.below(4));
    const count = dice.below(5);
    const leader = this.node(this.leader);
    leader.life.log.commit((_proposal, at) => at < count);
    for (let at = 0; at < NODES; at += 1) if (dice.chance(0.5)) this.follow(at);
    if (dice.chance(0.2)) this.node(dice.below(NODES)).life.log.saveAll();
    const chance = dice.below(100);
    const run = leader.life.get(leader.workflow, RUNS[dice.below(RUNS.length)] ?? "");
    const given = dice.below(1000);
    if (chance < 15) void run.signal(["a", "b", "c"][dice.below(3)] ?? "a", given).catch(() => {});
    else if (chance === 15 && dice.chance(0.3)) void run.cancel().catch(() => {});
    else if (chance < 24) await this.move();
    else if (chance < 27) {
      const at = dice.below(NODES);
      if (at !== this.leader) await this.crash(at);
    }
    if (dice.chance(0.1)) this.mend(dice.below(NODES));
    if (dice.chance(0.02)) this.break(dice.below(NODES));
    for (let at = 0; at < NODES; at += 1) this.#check(at);
  }

  #check(at: number): void {
    const { wasBroken, life } = this.node(at);
    const { fatal, mismatches } = life;
    const blocked = wasBroken ? [] : life.blocked;
    expect({ at, fatal, blocked, mismatches }).toEqual({
      at,
      fatal: [],
      blocked: [],
      mismatches: [],
    });
    expect(this.wrong).toEqual([]);
  }

  get isOver(): boolean {
    const ends = commandsOf(this.node(this.leader).life).filter(
      ({ type }) => type === "RunComplete" || type === "RunFail",
    );
    const ended = new Set(
      ends.map((command) => ("workflowId" in command ? command.workflowId : "")),
    );
    return ended.size === RUNS.length;
  }

  async end(): Promise<void> {
    const { log } = this.node(this.leader).life;
    for (let round = 0; round < 5000 && !this.isOver; round += 1) {
      if (round % 50 === 0) for (let at = 0; at < NODES; at += 1) this.mend(at);
      await this.advance(2);
      log.commit();
    }
    expect(this.isOver).toBe(true);
    for (let round = 0; round < 300; round += 1) {
      for (let at = 0; at < NODES; at += 1) this.follow(at, true);
      log.commit();
      await this.advance(2);
    }
    for (let at = 0; at < NODES; at += 1) {
      this.follow(at, true);
      await this.advance(200);
      this.#check(at);
      this.node(at).life.log.saveAll();
    }
    await this.advance(10);
    const rows = this.nodes.map(({ disk }) =>
      [...disk.state.rows]
        .map(([key, value]) => `${key} ${Buffer.from(value).toString("hex")}`)
        .sort(),
    );
    for (const other of rows) expect(other).toEqual(rows[0]);
    const left = [...this.node(0).disk.state.rows.keys()].filter((key) =>
      /^(timer|operation)\//.test(key),
    );
    expect(left).toEqual([]);
    for (const [workflowId, traces] of this.traces) {
      const longest = traces.reduce(
        (one, other) => (other.length > one.length ? other : one),
        [] as string[],
      );
      for (const trace of traces) {
        expect(trace, workflowId).toEqual(longest.slice(0, trace.length));
      }
    }
    for (const { life } of this.nodes) await finish(this.scheduler, life.crash());
  }

  async play(): Promise<void> {
    for (let at = 0; at < NODES; at += 1) await this.open(at);
    this.mend(0);
    this.lead(0);
    for (const workflowId of RUNS) {
      const { life, workflow } = this.node(0);
      void life.start(workflow, undefined, { workflowId }).catch(() => {});
      life.log.commit();
    }
    for (let round = 0; round < ROUNDS && !this.isOver; round += 1) await this.round();
    await this.end();
  }
}

describe("leadership moves", () => {
  test.each(seeds(SEEDS, SEED))("runs take one path (SEED=%d)", async (seed) => {
    await new World(seed).play();
  });
});

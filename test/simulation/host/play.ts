/**
 * The larger random workflow of the host simulator: what the one-node program has, and handlers of signals, conditions, scopes with
 * timeouts, steps with timeouts and heartbeats, steps that run at most once, failures, and what is left to do after a cancellation.
 */
import type { StepContext, StepOptions } from "../../../src/api/context.ts";
import type { WorkflowDefinition } from "../../../src/api/definition.ts";
import type { TypedWorkflowContext } from "../../../src/api/typed-context.ts";
import { defineWorkflow } from "../../../src/index.ts";
import { SeededRandom } from "../../../src/util/random.ts";
import type { ProgramInput } from "../one-node-program.ts";
import type { PlayWorld } from "./outside.ts";

type Context = TypedWorkflowContext<ProgramInput, {}, {}, {}>;

/** How long steps take at most, in ms: most end at once. */
const DELAYS_MS = [0, 0, 0, 0, 0, 100, 100, 700];
const QUICK = { initialInterval: 4, maximumInterval: 30, jitter: "full" } as const;

/** The workflow whose runs play; what it does and sees goes to `world`. */
export function definePlay(world: PlayWorld): WorkflowDefinition<ProgramInput, unknown[]> {
  return defineWorkflow({ name: "play", version: 1 }, async (ctx, input: ProgramInput) => {
    const play = new Play(ctx, world, input);
    ctx.onSignal<number>("poke", (_, payload) => {
      play.poked.push(payload);
    });
    try {
      return await play.run(input.length);
    } finally {
      await ctx.scope("end", (scoped) => play.step(scoped, "clean up", 0), { shield: true });
    }
  });
}

class Play {
  /** Payloads of the signals that were handled. */
  readonly poked: number[] = [];
  readonly #ctx: Context;
  readonly #world: PlayWorld;
  readonly #random: SeededRandom;
  readonly #seen: unknown[] = [];

  constructor(ctx: Context, world: PlayWorld, input: ProgramInput) {
    this.#ctx = ctx;
    this.#world = world;
    this.#random = new SeededRandom(input.seed);
  }

  async run(length: number): Promise<unknown[]> {
    const random = this.#random;
    const total = await this.#ctx.replicatedVar("total", 0);
    for (let at = 0; at < length; at += 1) {
      // Some outlast the leader that began them, and are still under way when it leads again.
      const delayMaxMs = DELAYS_MS[random.below(DELAYS_MS.length)] ?? 0;
      const delayMs = random.below(delayMaxMs + 1);
      this.#note(await this.#one(at, delayMs));
      if (random.below(4) === 0) this.#note(await total.update((value) => value + at));
    }
    if (random.below(12) === 0) throw new RangeError("the play ends badly");
    return [...this.#seen, total.value, this.poked.length];
  }

  /** A step whose effect is counted. */
  step(ctx: Context, name: string, delayMs: number, options: StepOptions = {}): Promise<string> {
    return ctx.step(name, (step) => this.#effect(step, name, delayMs), options);
  }

  #effect(
    { idempotencyKey, attempt }: StepContext,
    name: string,
    delayMs: number,
  ): Promise<string> {
    const { workflowId } = this.#ctx;
    return this.#world.perform({ workflowId, name, idempotencyKey, attempt, delayMs });
  }

  #note(value: unknown): void {
    this.#world.consumed(this.#ctx.workflowId, this.#seen.length, value);
    this.#seen.push(value);
  }

  #one(at: number, delayMs: number): Promise<unknown> {
    const random = this.#random;
    const ctx = this.#ctx;
    switch (random.below(14)) {
      case 0:
        return this.step(ctx, `s${random.below(3)}`, delayMs);
      case 1:
        return this.#flaky(1 + random.below(3), delayMs);
      case 2:
        return this.#once(delayMs);
      case 3:
        return this.#hasty(10 + random.below(40), random.below(60));
      case 4:
        return this.#beating(2 + random.below(3));
      case 5:
        return ctx.sleep(random.below(120)).then(() => "slept");
      case 6:
        return ctx.sleepUntil(ctx.now() + random.below(80)).then(() => "slept until");
      case 7:
        return ctx
          .waitForSignal<number>("tick", { timeout: random.below(100) })
          .then((signal) => signal ?? "no signal");
      case 8: {
        const enough = this.poked.length + 1 + random.below(2);
        const holds = (): boolean => this.poked.length >= enough;
        return ctx.condition(holds, { timeout: random.below(150) });
      }
      case 9:
        return this.#crowd(2 + random.below(5), delayMs);
      case 10:
        return this.#items(delayMs);
      case 11:
        return this.#timedScope(random.below(60), delayMs);
      case 12:
        return this.#computed(at, delayMs);
      default:
        return this.#race(random.below(60), random.below(60));
    }
  }

  /** Attempts that fail, then one that does not. */
  #flaky(failures: number, delayMs: number): Promise<unknown> {
    // Some are due while whoever led is cut off, or stopped.
    const initialInterval = 4 + 110 * this.#random.below(4);
    return this.#ctx.step(
      "flaky",
      async (step) => {
        const done = await this.#effect(step, "flaky", delayMs);
        if (step.attempt <= failures) throw new Error(`attempt ${step.attempt}`);
        return done;
      },
      { retry: { ...QUICK, initialInterval, maximumInterval: 400 } },
    );
  }

  async #once(delayMs: number): Promise<unknown> {
    const { workflowId } = this.#ctx;
    try {
      return await this.#ctx.step(
        "once",
        ({ idempotencyKey, attempt }) =>
          this.#world.performOnce({ workflowId, name: "once", idempotencyKey, attempt, delayMs }),
        { semantics: "atMostOnce" },
      );
    } catch (error) {
      return rethrowUnless(error, ["StepInterruptedError", "StepFailedError"]);
    }
  }

  /** A step that may take too long, every time. */
  async #hasty(timeoutMs: number, delayMs: number): Promise<unknown> {
    try {
      return await this.step(this.#ctx, "hasty", delayMs, {
        timeout: timeoutMs,
        totalTimeout: 4 * timeoutMs,
        retry: { ...QUICK, maximumAttempts: 2 },
      });
    } catch (error) {
      return rethrowUnless(error, ["StepFailedError", "StepTimeoutError"]);
    }
  }

  #beating(beats: number): Promise<unknown> {
    return this.#ctx.step(
      "beating",
      async (step) => {
        for (let beat = 0; beat < beats; beat += 1) {
          await this.#effect(step, "beating", 8);
          step.heartbeat(beat);
        }
        return beats;
      },
      { heartbeatTimeout: 200, retry: QUICK },
    );
  }

  #crowd(count: number, delayMs: number): Promise<unknown> {
    const steps = Array.from({ length: count }, (_, one) =>
      this.step(this.#ctx, "crowd", one === 0 ? delayMs : 0),
    );
    return Promise.all([...steps, this.#ctx.sleep(this.#random.below(30))]);
  }

  #items(delayMs: number): Promise<unknown> {
    const work = async (scoped: Context, item: number): Promise<string> => {
      await scoped.sleep(item * 3);
      return this.step(scoped, "item", item === 1 ? delayMs : 0);
    };
    return this.#ctx.map("items", [0, 1, 2], work, { concurrency: 1 + this.#random.below(3) });
  }

  async #timedScope(timeoutMs: number, delayMs: number): Promise<unknown> {
    try {
      const work = async (scoped: Context): Promise<unknown> => {
        const variable = await scoped.replicatedVar("local", 1);
        await variable.set(2);
        return [await this.step(scoped, "scoped", delayMs), variable.value];
      };
      return await this.#ctx.scope("timed", work, { timeout: timeoutMs });
    } catch (error) {
      return rethrowUnless(error, ["ScopeTimeoutError"]);
    }
  }

  async #computed(at: number, delayMs: number): Promise<unknown> {
    const compute = (step: StepContext): Promise<string> => this.#effect(step, "computed", delayMs);
    const variable = await this.#ctx.replicatedVar<string>(`computed ${at}`, compute);
    return [variable.value, this.#ctx.random(), this.#ctx.uuid(), this.#ctx.now()];
  }

  #race(timerMs: number, stepMs: number): Promise<unknown> {
    const slept = this.#ctx.sleep(timerMs).then(() => "timer first");
    const stepped = this.step(this.#ctx, "racer", stepMs).then(() => "step first");
    return Promise.race([slept, stepped]);
  }
}

/** The name of an error that may come; others go on. */
function rethrowUnless(error: unknown, names: readonly string[]): string {
  if (error instanceof Error && names.includes(error.name)) return error.name;
  throw error;
}

/** Goal: steps that may not begin yet begin later in the order in which they came, and none that comes later overtakes them. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import type { ActiveRun } from "../../src/machine/effects.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { HeldDrives } from "../../src/workflow/held-drives.ts";
import { Proposals } from "../../src/workflow/proposals.ts";
import { RunSlot } from "../../src/workflow/run-slot.ts";
import { FakeDisk, FakeLog } from "../support/fake-log.ts";
import { Harness } from "./harness.ts";

/** One group's held steps, whose runs get their turns by hand. */
class Line {
  readonly scheduler = new VirtualScheduler();
  readonly log = new FakeLog(new FakeDisk(), this.scheduler);
  readonly held: HeldDrives;
  /** Steps that have begun, in order. */
  readonly begun: number[] = [];
  /** Steps whose run has been cancelled meanwhile. */
  readonly abandoned = new Set<number>();
  readonly #proposals = new Proposals({ log: this.log, scheduler: this.scheduler });
  readonly #turns: (() => void)[] = [];
  #drains = 0;

  constructor() {
    this.log.open({
      onEvents: (events) => {
        for (const event of events) {
          if (event.type === "dropped") this.#proposals.dropped(event.tickets, event.reason);
        }
      },
    });
    this.held = new HeldDrives({
      log: this.log,
      proposals: this.#proposals,
      scheduler: this.scheduler,
      inTurn: (_slot, work) => this.#turns.push(work),
    });
  }

  get isOpen(): boolean {
    return this.#drains === 0 && this.log.contact && !this.#proposals.congested;
  }

  /** A step comes, and begins if it may. */
  come(step: number): void {
    const slot = new RunSlot({ workflowId: `run-${step}`, runNumber: 1 } as ActiveRun);
    const drive = {
      slot,
      begin: () => {
        if (this.abandoned.has(step) || !this.held.mayStart(drive)) return;
        expect(this.isOpen).toBe(true);
        this.begun.push(step);
      },
    };
    drive.begin();
  }

  /** The run whose turn it is has it. */
  turn(): void {
    this.#turns.shift()?.();
  }

  drain(): void {
    this.#drains += 1;
    this.held.drain();
  }

  goOn(): void {
    if (this.#drains === 0) return;
    this.#drains -= 1;
    this.held.goOn();
  }

  /** An outcome finds no room in the log. */
  congest(): void {
    this.log.room = false;
    const owner = { proposalSettled: () => {} };
    this.#proposals.propose({ command: new Uint8Array(1), term: 1, source: "engine", owner });
    this.log.drop("overloaded");
  }

  /** Lets time pass, without turns. */
  async pass(ms = 20): Promise<void> {
    await this.scheduler.run({ untilMs: this.scheduler.now() + ms });
  }

  /** Everything opens, and all that is left gets its turn. */
  async finish(): Promise<void> {
    this.log.contact = true;
    this.log.room = true;
    while (this.#drains > 0) this.goOn();
    await this.pass();
    while (this.#turns.length > 0) {
      this.turn();
      await this.pass();
    }
  }
}

describe("steps that wait", () => {
  test("a step that comes when contact is back does not overtake those whose turns are still to come", async () => {
    const line = new Line();
    line.log.contact = false;
    line.come(1);
    line.come(2);
    line.log.contact = true;
    await line.pass();
    line.come(3);
    expect(line.begun).toEqual([]);
    line.turn();
    line.come(4);
    expect(line.begun).toEqual([1]);
    await line.finish();
    expect(line.begun).toEqual([1, 2, 3, 4]);
    // Nothing waits any more: the next one begins at once.
    line.come(5);
    expect(line.begun).toEqual([1, 2, 3, 4, 5]);
  });

  test("contact lost before their turns leaves them in front of those that came since", async () => {
    const line = new Line();
    line.log.contact = false;
    line.come(1);
    line.come(2);
    line.log.contact = true;
    await line.pass();
    line.log.contact = false;
    line.come(3);
    line.turn();
    line.turn();
    expect(line.begun).toEqual([]);
    await line.finish();
    expect(line.begun).toEqual([1, 2, 3]);
  });

  test("contact that comes back between two turns does not let the second one begin first", async () => {
    const line = new Line();
    line.log.contact = false;
    line.come(1);
    line.come(2);
    line.log.contact = true;
    await line.pass();
    line.log.contact = false;
    line.turn();
    line.log.contact = true;
    line.turn();
    expect(line.begun).toEqual([]);
    await line.finish();
    expect(line.begun).toEqual([1, 2]);
  });

  test("room that is found and lost again between the turns changes nothing of the order", async () => {
    const line = new Line();
    line.congest();
    for (const step of [1, 2, 3]) line.come(step);
    line.log.room = true;
    await line.pass();
    line.turn();
    line.congest();
    line.come(4);
    line.turn();
    line.turn();
    line.log.room = true;
    await line.pass();
    line.come(5);
    await line.finish();
    expect(line.begun).toEqual([1, 2, 3, 4, 5]);
  });

  test("a drain in the middle keeps the rest in order until the last one is taken back", async () => {
    const line = new Line();
    line.drain();
    for (const step of [1, 2, 3]) line.come(step);
    line.goOn();
    await line.pass();
    line.turn();
    line.drain();
    line.drain();
    line.come(4);
    line.turn();
    line.goOn();
    await line.pass();
    line.turn();
    line.come(5);
    await line.pass();
    expect(line.begun).toEqual([1]);
    line.goOn();
    line.come(6);
    await line.finish();
    expect(line.begun).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("one that has been abandoned holds nobody up", async () => {
    const line = new Line();
    line.log.contact = false;
    for (const step of [1, 2, 3]) line.come(step);
    line.abandoned.add(1);
    line.abandoned.add(3);
    line.log.contact = true;
    await line.pass();
    for (let turn = 0; turn < 3; turn += 1) line.turn();
    expect(line.begun).toEqual([2]);
    line.come(4);
    expect(line.begun).toEqual([2, 4]);
  });

  test("those of a term that is over never begin, and turns they had asked for do not count in the next one", async () => {
    const line = new Line();
    line.log.contact = false;
    for (const step of [1, 2]) line.come(step);
    line.log.contact = true;
    await line.pass();
    line.held.clear();
    line.log.contact = false;
    line.come(3);
    line.log.contact = true;
    await line.pass();
    line.turn();
    line.turn();
    line.come(4);
    expect(line.begun).toEqual([]);
    await line.finish();
    expect(line.begun).toEqual([3, 4]);
  });

  test("whatever opens and closes, they begin in the order in which they came (fast-check)", async () => {
    const move = fc.constantFrom(
      ...(["come", "come", "come", "turn", "turn", "turn", "time", "time"] as const),
      ...(["contact", "no contact", "drain", "go on", "congest", "room", "abandon"] as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 120 }), async (moves) => {
        const line = new Line();
        let came = 0;
        for (const one of moves) {
          if (one === "come") line.come((came += 1));
          else if (one === "turn") line.turn();
          else if (one === "time") await line.pass(6);
          else if (one === "contact") line.log.contact = true;
          else if (one === "no contact") line.log.contact = false;
          else if (one === "drain") line.drain();
          else if (one === "go on") line.goOn();
          else if (one === "congest") line.congest();
          else if (one === "room") line.log.room = true;
          else if (came > 0 && !line.begun.includes(came)) line.abandoned.add(came);
        }
        await line.finish();
        const all = Array.from({ length: came }, (_, at) => at + 1);
        expect(line.begun).toEqual(all.filter((step) => !line.abandoned.has(step)));
      }),
      { numRuns: 500, seed: 11 },
    );
  });
});

test("steps of runs that start while others wait begin behind them", async () => {
  const begun: string[] = [];
  const workflow = defineWorkflow({ name: "line", version: 1 }, async (ctx, name: string) => {
    await ctx.step(name, () => {
      begun.push(name);
      // The first one to begin is also the last one for a while.
      if (begun.length === 1) node.log.contact = false;
    });
  });
  const node = await Harness.open({ workflows: [workflow] });
  node.log.contact = false;
  const names = ["a", "b", "c", "d", "e", "f"];
  for (const name of names.slice(0, 3)) {
    await node.start(workflow, name, { workflowId: name });
    await node.advance(1);
  }
  const drained = node.group.drain(10);
  node.log.contact = true;
  await node.wait(drained);
  await node.start(workflow, "d", { workflowId: "d" });
  node.group.goOn();
  await node.start(workflow, "e", { workflowId: "e" });
  await node.advance(50);
  expect(begun).toEqual(["a"]);
  node.log.contact = true;
  await node.start(workflow, "f", { workflowId: "f" });
  for (const name of names) await node.wait(node.get(workflow, name).waitForCompletion());
  expect(begun).toEqual(names);
});

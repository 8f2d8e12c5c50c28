/**
 * Goal: replicas with the same log have the same state, however they save, restart, and take it from each other by snapshots: rows in
 * memory and on disk, and the runs that are loaded. Method: three state hosts over node stores on disks in memory apply a random log as
 * the dice say; a replica that saves every batch at once says what is right.
 *
 * `SEED=… SEEDS=… npx vitest run test/workflow/replicas-random.test.ts` tries others.
 */
import { expect, test } from "vitest";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { type CalmLog, makeCalmLog } from "../machine/support/calm-log.ts";
import { allRows, shownRuns } from "../machine/support/shown.ts";
import { type Dice, diceFor } from "../simulation/core/dice.ts";
import { seeds } from "../storage/support.ts";
import { finish } from "../support/log-node.ts";
import { StoreReplica } from "./store-replica.ts";

const SEED = Number(process.env["SEED"] ?? 1);
const SEEDS = Number(process.env["SEEDS"] ?? 4);
const BATCHES = 80;
const REPLICAS = 3;
const MOVES_MAX = 5000;
/** State that nobody asks for is given within this time. */
const SAVED_WITHIN_MS = 150;
/** The log begins behind it. */
const ORIGIN = 1;

class World {
  readonly scheduler = new VirtualScheduler();
  readonly disks: readonly MemoryDisk[];
  readonly replicas: StoreReplica[] = [];
  installs = 0;
  restarts = 0;
  readonly #expected: CalmLog;
  readonly #dice: Dice;
  /** Those whose process was killed, by their number. */
  readonly #dead = new Set<number>();
  #onDeath = (): void => {};

  constructor(seed: number, expected: CalmLog) {
    this.#expected = expected;
    this.#dice = diceFor(seed, "replicas");
    const { scheduler } = this;
    this.disks = seeds(REPLICAS, seed).map((one) => new MemoryDisk({ seed: one, scheduler }));
  }

  async open(): Promise<void> {
    for (const disk of this.disks) {
      this.replicas.push(await StoreReplica.open(disk, this.scheduler));
    }
  }

  /** Whether all of the log is everywhere. */
  get isDone(): boolean {
    return this.replicas.every(
      ({ log }) => log.lastIndex() - ORIGIN === this.#expected.batches.length,
    );
  }

  /** One move of one replica; the first one is mostly ahead, the last one mostly behind. */
  async move(): Promise<void> {
    // One may have died since the last move ended.
    await this.restartDead();
    const dice = this.#dice;
    const at = Math.min(dice.below(REPLICAS), dice.below(REPLICAS));
    const died = new Promise<boolean>((resolve) => {
      this.#onDeath = () => resolve(false);
    });
    const isWhole = await Promise.race([this.#act(at).then(() => true), died]);
    // Who takes a snapshot of one that dies would wait for ever.
    if (!isWhole) this.kill(at);
    else if (!this.#dead.has(at) && dice.chance(0.3)) await this.check(this.#replica(at));
  }

  kill(at: number): void {
    this.disks[at]?.crash();
    this.#dead.add(at);
  }

  async restartDead(): Promise<void> {
    for (const at of this.#dead) {
      const disk = this.disks[at] as MemoryDisk;
      disk.cancelCrash();
      await this.#replica(at).host.close();
      this.replicas[at] = await StoreReplica.open(disk, this.scheduler);
      this.restarts += 1;
      this.#dead.delete(at);
    }
  }

  async #act(at: number): Promise<void> {
    const dice = this.#dice;
    const replica = this.#replica(at);
    const roll = dice.below(40);
    if (roll < 6) {
      const from = replica.log.lastIndex() - ORIGIN;
      const batches = this.#expected.batches.slice(from, from + dice.between(1, 3));
      if (batches.length > 0) await replica.append(batches);
    } else if (roll < 16) replica.deliver(dice.between(1, 3));
    else if (roll < 22) replica.want();
    else if (roll < 28) await replica.write();
    else if (roll < 34) replica.tell();
    else if (roll < 37) {
      if (await replica.install(this.#replica(dice.below(REPLICAS)))) this.installs += 1;
    } else if (roll === 37) this.kill(at);
    else if (roll === 38) this.#killSoon(at);
    else await new Promise<void>((resolve) => this.scheduler.setTimeout(resolve, SAVED_WITHIN_MS));
  }

  /** At one of the next writes, before, in or behind it. */
  #killSoon(at: number): void {
    const disk = this.disks[at] as MemoryDisk;
    disk.crashAt(disk.pointsPassed + this.#dice.between(1, 12), () => {
      this.#dead.add(at);
      this.#onDeath();
    });
  }

  #replica(at: number): StoreReplica {
    return this.replicas[at] as StoreReplica;
  }

  async check(replica: StoreReplica): Promise<void> {
    const { rowsAt, runsAt } = this.#expected;
    expect(replica.fatal).toEqual([]);
    if (!replica.isLoading) {
      const { appliedIndex, machine, overlay } = replica.host;
      const runs = JSON.stringify(shownRuns(machine));
      expect(runs, `runs at ${appliedIndex}`).toBe(runsAt[appliedIndex - ORIGIN]);
      const rows = (await allRows(overlay)).join("\n");
      expect(rows, `rows at ${appliedIndex}`).toBe(rowsAt[appliedIndex - ORIGIN]?.join("\n"));
    }
    const { appliedIndex } = replica.log;
    const onDisk = (await allRows(replica.diskState)).join("\n");
    // A save may have ended meanwhile.
    if (replica.log.appliedIndex !== appliedIndex) return;
    expect(onDisk, `rows on disk at ${appliedIndex}`).toBe(
      rowsAt[appliedIndex - ORIGIN]?.join("\n"),
    );
  }
}

test.each(seeds(SEEDS, SEED))("replicas have the same state (SEED=%d)", async (seed) => {
  const expected = await makeCalmLog(seed, BATCHES);
  const world = new World(seed, expected);
  const played = async (): Promise<void> => {
    await world.open();
    for (let move = 0; move < MOVES_MAX && !world.isDone; move += 1) await world.move();
    expect(world.isDone).toBe(true);
    for (const disk of world.disks) disk.cancelCrash();
    await world.restartDead();
    for (const replica of world.replicas) {
      await replica.settle();
      await world.check(replica);
      expect(replica.host.overlay.size).toBe(0);
    }
    for (const at of world.replicas.keys()) world.kill(at);
    await world.restartDead();
    for (const replica of world.replicas) await world.check(replica);
  };
  await finish(world.scheduler, played());
  // All of them have started again at the end.
  expect(world.restarts).toBeGreaterThan(REPLICAS);
  expect(world.installs).toBeGreaterThan(0);
});

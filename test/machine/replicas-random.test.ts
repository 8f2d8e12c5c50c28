/**
 * Goal: when a replica saves, what of its state is on disk at that time, and where it starts again, does not show: rows, results, effects
 * and loaded runs are those of all others. Method: one replica saves every batch of a random log at once; others take, write and tell
 * when the dice say so, and start again from what they have written.
 *
 * `SEED=… SEEDS=… npx vitest run test/machine/replicas-random.test.ts` tries others.
 */
import { expect, test } from "vitest";
import { type Dice, diceFor } from "../simulation/core/dice.ts";
import { seeds } from "../storage/support.ts";
import { type CalmLog, makeCalmLog } from "./support/calm-log.ts";
import { Replica } from "./support/replica.ts";
import { allRows, shownRuns } from "./support/shown.ts";

const SEED = Number(process.env["SEED"] ?? 1);
const SEEDS = Number(process.env["SEEDS"] ?? 6);
const BATCHES = 80;
const OTHERS = 4;

test.each(seeds(SEEDS, SEED))("it does not show when replicas save (SEED=%d)", async (seed) => {
  const expected = await makeCalmLog(seed, BATCHES);
  const dice = diceFor(seed, "replicas");
  for (let other = 0; other < OTHERS; other += 1) await saveByChance(dice, expected);
});

async function saveByChance(dice: Dice, expected: CalmLog): Promise<void> {
  const { batches, told, runsAt } = expected;
  const replica = new Replica();
  while (replica.index < batches.length) {
    const roll = dice.below(48);
    if (roll < 18) {
      replica.applyBytes(batches[replica.index] ?? new Uint8Array());
      expect(replica.told[replica.index]).toBe(told[replica.index]);
    } else if (roll < 30) replica.take();
    else if (roll < 38) replica.write();
    else if (roll < 47) replica.tell();
    else await replica.restart();
    if (dice.chance(0.2)) await expectSameRows(replica, expected);
  }
  replica.save();
  expect(replica.overlay.size).toBe(0);
  await expectSameRows(replica, expected);
  expect(JSON.stringify(shownRuns(replica.machine))).toBe(runsAt.at(-1));
  await replica.restart();
  expect(JSON.stringify(shownRuns(replica.machine))).toBe(runsAt.at(-1));
}

/** Of the state as applied, scanned and read one by one, and of that on disk. */
async function expectSameRows(replica: Replica, { rowsAt }: CalmLog): Promise<void> {
  const { index, savedIndex, overlay } = replica;
  const rows = rowsAt[index] ?? [];
  expectSame(await allRows(overlay), rows, `rows of index ${index}`);
  const read = rows.map((row) => {
    const key = row.slice(0, row.lastIndexOf(" "));
    return `${key} ${Buffer.from(overlay.get(key) ?? "none").toString("hex")}`;
  });
  expectSame(read, rows, `rows of index ${index}, one by one`);
  const onDisk = await allRows(replica.disk);
  expectSame(onDisk, rowsAt[savedIndex] ?? [], `rows on disk, of index ${savedIndex}`);
}

/** As texts: many times as fast as one by one. */
function expectSame(found: readonly string[], rows: readonly string[], what: string): void {
  expect(found.join("\n"), what).toBe(rows.join("\n"));
}

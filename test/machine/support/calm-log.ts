// A random log and what is right as of each of its indexes: a replica that saves every batch at once, so that nothing lies over its disk.
import { RandomLog } from "./random-log.ts";
import { Replica } from "./replica.ts";
import { allRows, shownRuns } from "./shown.ts";

export interface CalmLog {
  readonly batches: readonly Uint8Array[];
  /** By how many batches are applied: all rows in order, and as JSON the runs in memory. */
  readonly rowsAt: readonly (readonly string[])[];
  readonly runsAt: readonly string[];
  /** What applying each batch came to, by its number from 1 on. */
  readonly told: readonly string[];
}

export async function makeCalmLog(seed: number, count: number): Promise<CalmLog> {
  const calm = new Replica();
  const source = new RandomLog(seed, calm);
  const batches: Uint8Array[] = [];
  const rowsAt = [await allRows(calm.disk)];
  const runsAt = [JSON.stringify(shownRuns(calm.machine))];
  while (batches.length < count) {
    const bytes = await source.next();
    batches.push(bytes);
    calm.applyBytes(bytes);
    calm.save();
    rowsAt.push(await allRows(calm.disk));
    runsAt.push(JSON.stringify(shownRuns(calm.machine)));
  }
  return { batches, rowsAt, runsAt, told: calm.told };
}

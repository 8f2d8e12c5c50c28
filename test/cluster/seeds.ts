/** Seeds of tests on whole clusters: a few for the suite, many others where a minute does not matter (`npm run test:slow`). */

const IS_SLOW = process.env["RAFTWORK_SLOW"] === "1";
const SLOW_SEEDS = Number(process.env["SEEDS"] ?? 5);

/** So many seeds from 1 on, or those of the slow suite behind them: `slowCount`, or as many as the environment says. */
export function seeds(count: number, slowCount: number = SLOW_SEEDS): number[] {
  const length = IS_SLOW ? slowCount : count;
  return Array.from({ length }, (_, at) => (IS_SLOW ? count : 0) + at + 1);
}

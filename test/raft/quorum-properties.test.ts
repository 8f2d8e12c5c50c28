/**
 * Goal: majorities are counted right, for every size and every pattern of acknowledgements. Method:
 * random cases against oracles that count in another way.
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  committedIndex,
  jointCommittedIndex,
  jointVoteOutcome,
  majorityOf,
  voteOutcome,
} from "../../src/raft/quorum.ts";
import { ReadQueue } from "../../src/raft/read-queue.ts";
import { makeMessage } from "../../src/raft/types.ts";
import { naiveCommittedIndex } from "./transcript/quorum.ts";

const SEED = 20_261_121;

/** Ten peers, each with an acknowledged index or none; two sets of voters among them. */
const indexes = fc.array(
  fc.option(fc.oneof(fc.nat(12), fc.nat(2 ** 40), fc.constant(2 ** 31 + 5)), { nil: undefined }),
  { minLength: 10, maxLength: 10 },
);
const voterSet = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 9 });

test(`bugs 5 and 6: the committed index equals the naive one in 50000 random cases (SEED=${SEED})`, () => {
  let cases = 0;
  fc.assert(
    fc.property(indexes, voterSet, voterSet, (acked, incoming, outgoing) => {
      cases += 1;
      const lookup = (id: number): number | undefined => acked[id];
      const first = naiveCommittedIndex(incoming, lookup);
      const second = naiveCommittedIndex(outgoing, lookup);
      if (committedIndex(incoming, lookup) !== first) return false;
      return jointCommittedIndex({ incoming, outgoing }, lookup) === Math.min(first, second);
    }),
    { seed: SEED, numRuns: 50_000 },
  );
  expect(cases).toBe(50_000);
});

test(`the outcome of a vote is what no further vote can change (SEED=${SEED})`, () => {
  const votes = fc.array(fc.option(fc.boolean(), { nil: undefined }), {
    minLength: 10,
    maxLength: 10,
  });
  // Decided means: the same when all missing votes are yes as when all are no.
  const naive = (voters: readonly number[], cast: readonly (boolean | undefined)[]): string => {
    if (voters.length === 0) return "won";
    const count = (missing: boolean): boolean =>
      voters.filter((id) => cast[id] ?? missing).length * 2 > voters.length;
    if (count(false)) return "won";
    return count(true) ? "pending" : "lost";
  };
  fc.assert(
    fc.property(votes, voterSet, voterSet, (cast, incoming, outgoing) => {
      const lookup = (id: number): boolean | undefined => cast[id];
      const one = naive(incoming, cast);
      const other = naive(outgoing, cast);
      let both = "pending";
      if (one === "lost" || other === "lost") both = "lost";
      else if (one === "won" && other === "won") both = "won";
      if (voteOutcome(incoming, lookup) !== one) return false;
      return jointVoteOutcome({ incoming, outgoing }, lookup) === both;
    }),
    { seed: SEED, numRuns: 20_000 },
  );
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
  "two majorities of %d always have a member in common",
  (n) => {
    expect(2 * majorityOf(n)).toBeGreaterThan(n);
    expect(2 * (majorityOf(n) - 1)).toBeLessThanOrEqual(n);
  },
);

test(`a read is confirmed exactly when a quorum has answered a later heartbeat (SEED=${SEED})`, () => {
  const action = fc.oneof(
    fc.constant({ type: "read" as const }),
    fc.record({ type: fc.constant("beat" as const), from: fc.integer({ min: 2, max: 5 }) }),
    fc.record({
      type: fc.constant("late" as const),
      from: fc.integer({ min: 2, max: 5 }),
      pick: fc.nat(20),
    }),
  );
  const voters = { incoming: [1, 2, 3, 4, 5], outgoing: [] };
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const queue = new ReadQueue();
      const sent: { context: Uint8Array; reads: number }[] = [];
      const answered = new Map<number, number>();
      let reads = 0;
      let confirmed = 0;
      for (const each of actions) {
        if (each.type === "read") {
          reads += 1;
          const context = Uint8Array.of(7);
          queue.add({ request: makeMessage({ type: "readIndex", to: 1, context }), index: reads });
          continue;
        }
        // A heartbeat of now, or one of long ago, is answered.
        if (each.type === "beat") sent.push({ context: queue.heartbeatContext(), reads });
        const beat = sent[each.type === "beat" ? sent.length - 1 : each.pick % (sent.length + 1)];
        if (beat === undefined || beat.context.length === 0) continue;
        queue.acknowledge(each.from, beat.context);
        answered.set(each.from, Math.max(answered.get(each.from) ?? 0, beat.reads));
        const taken = queue.takeConfirmed(voters, 1);
        const own = (id: number): number | undefined => (id === 1 ? reads : answered.get(id));
        const expected = naiveCommittedIndex(voters.incoming, own);
        confirmed += taken.length;
        if (confirmed !== Math.max(expected, confirmed - taken.length)) return false;
        if (taken.some(({ index }) => index > expected)) return false;
      }
      return true;
    }),
    { seed: SEED, numRuns: 3_000 },
  );
});

// The queue of one peer against what it promises, with random messages.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messageBytesMax } from "../../src/transport/frame-codec.ts";
import { isUrgent, PeerQueue } from "../../src/transport/peer-queue.ts";
import type { GroupMessage } from "../../src/transport/transport.ts";
import { appendOf, messageOf } from "./nets.ts";

const item: fc.Arbitrary<GroupMessage> = fc.oneof(
  fc.tuple(fc.nat({ max: 1e6 }), fc.nat({ max: 5000 })).map(([at, size]) => appendOf(at, size)),
  fc.nat({ max: 1e6 }).map((commit) => messageOf({ type: "heartbeat", to: 2, commit })),
  fc.nat({ max: 1e6 }).map((index) => messageOf({ type: "appendResponse", to: 2, index })),
);
const act = fc.oneof(
  { weight: 4, arbitrary: item.map((pushed) => ({ pushed, take: 0 })) },
  { weight: 1, arbitrary: fc.nat({ max: 20_000 }).map((take) => ({ pushed: null, take })) },
);

describe("PeerQueue", () => {
  test("gives back what it took: urgent first, each kind in order, in parts that fit", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
        const bytesMax = 20_000;
        const queue = new PeerQueue(bytesMax);
        let urgent: GroupMessage[] = [];
        let rest: GroupMessage[] = [];
        const sizeOf = (items: readonly GroupMessage[]): number =>
          items.reduce((sum, { message }) => sum + messageBytesMax(message), 0);
        for (const { pushed, take } of acts) {
          if (pushed === null) {
            const taken = queue.take(take);
            const expected = [...urgent, ...rest].slice(0, taken.length);
            expect(taken).toEqual(expected);
            if (taken.length > 1) expect(sizeOf(taken)).toBeLessThanOrEqual(take);
            urgent = urgent.filter((one) => !taken.includes(one));
            rest = rest.filter((one) => !taken.includes(one));
          } else if (queue.push(pushed)) (isUrgent(pushed) ? urgent : rest).push(pushed);
          else {
            expect(isUrgent(pushed)).toBe(false);
            expect(queue.bytes + messageBytesMax(pushed.message)).toBeGreaterThan(bytesMax);
          }
          expect(queue.bytes).toBe(sizeOf(urgent) + sizeOf(rest));
          expect(queue.length).toBe(urgent.length + rest.length);
          expect(queue.isEmpty).toBe(queue.length === 0);
        }
      }),
    );
  });

  test("keeps only the newest of each kind of urgent message when there are very many", () => {
    const queue = new PeerQueue(1000);
    for (let commit = 0; commit < 100_000; commit += 1) {
      queue.push(messageOf({ type: "heartbeat", to: 2, commit }, commit % 3));
      if (commit === 50_000) queue.push(messageOf({ type: "vote", to: 2, index: 8 }));
    }
    expect(queue.length).toBeLessThan(2000);
    const taken = queue.take(Infinity).map(({ message }) => message);
    expect(taken.filter(({ type }) => type === "vote")).toHaveLength(1);
    expect(taken.slice(-3).map(({ commit }) => commit)).toEqual([99_997, 99_998, 99_999]);
    expect(queue.bytes).toBe(0);
  });
});

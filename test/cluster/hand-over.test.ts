// Goal: leadership that is handed over goes to the one that can use it best. Method: a leader's status made by hand.
import { expect, test } from "vitest";
import { successorOf } from "../../src/cluster/hand-over.ts";
import type { ProgressStatus, Status } from "../../src/raft/status.ts";

/** A leader with three followers. */
function status(changes: Partial<Record<number, Partial<ProgressStatus>>>): Status {
  const progress = [1, 2, 3, 4].map((id) => ({
    id,
    match: 100,
    isLearner: false,
    recentlyActive: true,
    hostSilent: false,
    ...changes[id],
  }));
  return { id: 1, leadTransferee: 0, progress } as unknown as Status;
}

const anyone = (): boolean => true;

test("it goes to the one that is furthest", () => {
  expect(
    successorOf(status({ 2: { match: 90 }, 3: { match: 95 }, 4: { match: 80 } }), anyone),
  ).toBe(3);
});

test("it goes to one whose host is silent only when there is no other one", () => {
  const far = { match: 120, hostSilent: true };
  expect(successorOf(status({ 2: far, 3: { match: 95 }, 4: { match: 80 } }), anyone)).toBe(3);
  // Nobody knows of the third one whether it is: that is better than knowing that it is.
  const unknown = { match: 50, hostSilent: null };
  expect(successorOf(status({ 2: far, 3: far, 4: unknown }), anyone)).toBe(4);
  expect(successorOf(status({ 2: far, 3: { ...far, match: 130 }, 4: far }), anyone)).toBe(3);
});

test("it goes to nobody who does not answer, who learns, or who may not", () => {
  const status4 = status({ 2: { recentlyActive: false }, 3: { isLearner: true } });
  expect(successorOf(status4, anyone)).toBe(4);
  expect(successorOf(status4, ({ id }) => id !== 4)).toBeNull();
  expect(successorOf({ ...status4, leadTransferee: 4 }, anyone)).toBeNull();
});

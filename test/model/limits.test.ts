// How large a history may grow, and from when on it is said to be large.
import { expect, test } from "vitest";
import { HISTORY_LIMITS, historyStanding } from "../../src/model/limits.ts";

const LIMITS = { historyEventsMax: 10, historyBytesMax: 1000 };

test.each<{ events: number; bytes: number; added: number | null; standing: string }>([
  { events: 4, bytes: 499, added: null, standing: "fine" },
  { events: 5, bytes: 0, added: null, standing: "large" },
  { events: 4, bytes: 500, added: null, standing: "large" },
  { events: 10, bytes: 1000, added: null, standing: "large" },
  { events: 11, bytes: 0, added: null, standing: "full" },
  { events: 0, bytes: 1001, added: null, standing: "full" },
  { events: 9, bytes: 900, added: 100, standing: "large" },
  { events: 10, bytes: 0, added: 0, standing: "full" },
  { events: 0, bytes: 901, added: 100, standing: "full" },
  { events: 3, bytes: 0, added: 1, standing: "fine" },
])("a history of $events events and $bytes bytes, with $added more, is $standing", (row) => {
  const size = { historyLength: row.events, historyBytes: row.bytes };
  expect(historyStanding(size, LIMITS, row.added)).toBe(row.standing);
});

test("a limit of 0 is none", () => {
  const size = { historyLength: 1e9, historyBytes: 1e15 };
  const none = { historyEventsMax: 0, historyBytesMax: 0 };
  expect(historyStanding(size, none, 1)).toBe("fine");
  expect(historyStanding(size, { ...none, historyEventsMax: 5 }, 1)).toBe("full");
});

test("the defaults are those of the contract", () => {
  expect(HISTORY_LIMITS).toEqual({ historyEventsMax: 50_000, historyBytesMax: 52_428_800 });
});

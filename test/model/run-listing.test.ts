// Listing: every run of the filter once, newest first, however many start and end between the pages and the scans.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../src/errors.ts";
import type { RunStatusWord } from "../../src/model/history-event.ts";
import { LIST_EXAMINED_MAX } from "../../src/model/limits.ts";
import { decodeCursor, encodeCursor } from "../../src/model/run-cursor.ts";
import { type ListedRun, RunListing, type RunQuery } from "../../src/model/run-listing.ts";
import { orderedNumber, statusKey } from "../../src/model/state-keys.ts";
import type { StateRow } from "../../src/model/state-reader.ts";

interface Row extends ListedRun {
  readonly startedAt: number;
}

const ALL: RunQuery = {
  statuses: null,
  workflowName: null,
  workflowVersion: null,
  startedFrom: null,
  startedBefore: null,
  limit: 3,
  cursor: null,
};

function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function named({ workflowId, runNumber }: { workflowId: string; runNumber: number }): string {
  return `${workflowId}\u0000${runNumber}`;
}

/** A state of runs that can change while it is listed. */
class Runs {
  readonly #runs = new Map<string, Row>();

  put(run: Row): void {
    this.#runs.set(named(run), run);
  }

  /** One page; `between` happens after each scan, before its rows are taken. */
  page(query: RunQuery, between: () => void = () => {}): { runs: Row[]; next: string | null } {
    const listing = new RunListing<Row>(query, (name) => this.#runs.get(named(name)));
    for (let scan = listing.nextScan(); scan !== null; scan = listing.nextScan()) {
      const { gte, lt } = scan.range;
      const rows = [...this.#runs.values()]
        .map((run): StateRow => ({ key: statusKey(run, run), value: new Uint8Array() }))
        .filter(({ key }) => compare(key, gte) >= 0 && compare(key, lt) < 0)
        .toSorted((one, other) => compare(other.key, one.key));
      between();
      listing.take(rows.slice(0, scan.limit));
    }
    const { runs, nextCursor } = listing.page();
    return { runs: [...runs], next: nextCursor };
  }

  all(query: RunQuery, between: () => void = () => {}): { runs: Row[]; pages: number } {
    const runs: Row[] = [];
    for (let [cursor, pages]: [string | null, number] = [query.cursor, 1]; ; pages += 1) {
      const page = this.page({ ...query, cursor }, between);
      expect(page.runs.length).toBeLessThanOrEqual(query.limit);
      runs.push(...page.runs);
      if (page.next === null) return { runs, pages };
      cursor = page.next;
    }
  }

  get rows(): Row[] {
    return [...this.#runs.values()];
  }
}

function naive(rows: readonly Row[], query: RunQuery): Row[] {
  const place = (row: Row): string =>
    `${orderedNumber(row.startedAt)}/${row.workflowId}\u0000${orderedNumber(row.runNumber)}`;
  return rows
    .filter(
      (row) =>
        (query.statuses?.includes(row.status) ?? true) &&
        (query.workflowName ?? row.workflowName) === row.workflowName &&
        (query.workflowVersion ?? row.workflowVersion) === row.workflowVersion &&
        row.startedAt >= (query.startedFrom ?? 0) &&
        row.startedAt < (query.startedBefore ?? Number.POSITIVE_INFINITY),
    )
    .toSorted((one, other) => compare(place(other), place(one)));
}

const status = fc.constantFrom<RunStatusWord>(
  "running",
  "running",
  "completed",
  "failed",
  "cancelled",
  "terminated",
  "timedOut",
);
const row: fc.Arbitrary<Row> = fc.record({
  workflowId: fc.constantFrom("a", "a/1", "b", "￿", "😀", "ä"),
  runNumber: fc.integer({ min: 1, max: 5 }),
  startedAt: fc.nat({ max: 20 }),
  status,
  workflowName: fc.constantFrom("order", "refund"),
  workflowVersion: fc.constantFrom(1, 2),
});
const query: fc.Arbitrary<RunQuery> = fc.record({
  statuses: fc.option(fc.uniqueArray(status, { minLength: 1, maxLength: 3 })),
  workflowName: fc.option(fc.constantFrom("order", "refund")),
  workflowVersion: fc.option(fc.constantFrom(1, 2)),
  startedFrom: fc.option(fc.nat({ max: 20 })),
  startedBefore: fc.option(fc.nat({ max: 25 })),
  limit: fc.integer({ min: 1, max: 7 }),
  cursor: fc.constant(null),
});

function runsOf(rows: readonly Row[]): Runs {
  const runs = new Runs();
  for (const one of rows) runs.put(one);
  return runs;
}

describe("a listing", () => {
  test("is all that the filter asks for, once, newest first, in full pages (SEED=91)", () => {
    const property = fc.property(fc.array(row, { maxLength: 40 }), query, (rows, asked) => {
      const runs = runsOf(rows);
      const { runs: listed, pages } = runs.all(asked);
      expect(listed).toEqual(naive(runs.rows, asked));
      expect(pages).toBe(Math.max(1, Math.ceil(listed.length / asked.limit)));
    });
    fc.assert(property, { seed: 91, numRuns: 400 });
  });

  test("leaves no run out and tells none twice while runs end and start (SEED=92)", () => {
    const changes = fc.infiniteStream(fc.tuple(fc.nat(), fc.boolean()));
    const given = [fc.array(row, { maxLength: 30 }), fc.integer({ min: 1, max: 4 })] as const;
    const property = fc.property(...given, changes, (rows, limit, stream) => {
      const runs = runsOf(rows);
      const there = new Set(runs.rows.map(named));
      let made = 0;
      const { runs: listed } = runs.all({ ...ALL, limit }, () => {
        const [pick, starts] = stream.next().value ?? [0, false];
        const running = runs.rows.filter((one) => one.status === "running");
        const one = running[pick % Math.max(1, running.length)];
        if (one !== undefined) runs.put({ ...one, status: "completed" });
        if (!starts || made > 50) return;
        made += 1;
        const startedAt = 20 + made;
        const fresh = { workflowId: `new ${made}`, runNumber: 1, startedAt, status: "running" };
        runs.put({ ...fresh, workflowName: "order", workflowVersion: 1 } as Row);
      });
      const names = listed.map(named);
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => there.has(name))).toHaveLength(there.size);
      const times = listed.map(({ startedAt }) => startedAt);
      expect(times).toEqual(times.toSorted((one, other) => other - one));
    });
    fc.assert(property, { seed: 92, numRuns: 300 });
  });

  test("tells how a run stands now, and not one that has left the filter meanwhile", () => {
    const runs = new Runs();
    const one: Row = {
      workflowId: "a",
      runNumber: 1,
      startedAt: 5,
      status: "running",
      workflowName: "order",
      workflowVersion: 1,
    };
    runs.put(one);
    const ends = (): void => runs.put({ ...one, status: "failed" });
    expect(runs.page({ ...ALL, statuses: ["running"] }, ends).runs).toEqual([]);
    runs.put(one);
    expect(runs.page(ALL, ends).runs).toEqual([{ ...one, status: "failed" }]);
  });

  test("finds rare runs among many, in the order of all, whatever their status", () => {
    // One scan of the running runs ends far above where one of the completed ones does.
    const rows = Array.from({ length: 4000 }, (_, at): Row => {
      const status = at % 2 === 0 || at > 2400 ? "running" : "completed";
      const workflowName = at % 9 === 0 ? "rare" : "order";
      const run = { workflowId: `w${at}`, runNumber: 1, startedAt: at, workflowVersion: 1 };
      return { ...run, status, workflowName };
    });
    const runs = runsOf(rows);
    const asked = { ...ALL, workflowName: "rare", limit: 150 };
    const { runs: listed, pages } = runs.all(asked);
    expect(listed).toEqual(naive(rows, asked));
    expect([listed.length, pages]).toEqual([445, 3]);
  });

  test("has a next page exactly when there is one", () => {
    const runs = new Runs();
    for (let at = 0; at < 6; at += 1) {
      runs.put({
        workflowId: `w${at}`,
        runNumber: 1,
        startedAt: at,
        status: "completed",
        workflowName: "order",
        workflowVersion: 1,
      });
    }
    const first = runs.page({ ...ALL, statuses: ["completed"] });
    expect(first.runs.map(({ workflowId }) => workflowId)).toEqual(["w5", "w4", "w3"]);
    const second = runs.page({ ...ALL, statuses: ["completed"], cursor: first.next });
    expect(second.runs.map(({ workflowId }) => workflowId)).toEqual(["w2", "w1", "w0"]);
    expect(second.next).toBeNull();
  });

  test("gives a short page with a cursor rather than looking at all runs for one", () => {
    const place = (at: number): StateRow => ({
      key: statusKey(
        { workflowId: `w${at}`, runNumber: 1 },
        { status: "completed", startedAt: at },
      ),
      value: new Uint8Array(),
    });
    const ask = { ...ALL, statuses: ["completed"] as const, workflowName: "rare" };
    const listing = new RunListing<Row>(ask, () => undefined);
    let next = 1_000_000;
    for (let scan = listing.nextScan(); scan !== null; scan = listing.nextScan()) {
      listing.take(Array.from({ length: scan.limit }, () => place((next -= 1))));
    }
    expect(1_000_000 - next).toBe(LIST_EXAMINED_MAX);
    const { runs, nextCursor } = listing.page();
    expect(runs).toEqual([]);
    const again = new RunListing<Row>({ ...ask, cursor: nextCursor }, () => undefined);
    expect(again.nextScan()?.range.lt).toBe(place(next).key);
  });
});

describe("a cursor", () => {
  test("gives its place back for its filter, and for no other (SEED=93)", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 });
    const property = fc.property(text, text, text, (place, filter, other) => {
      const cursor = encodeCursor(place, filter);
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(decodeCursor(cursor, filter)).toBe(place);
      if (other !== filter) expect(() => decodeCursor(cursor, other)).toThrow(InvalidArgumentError);
    });
    fc.assert(property, { seed: 93, numRuns: 300 });
  });

  test("that was made up or changed is refused (SEED=94)", () => {
    const refused = (cursor: string): void => {
      expect(() => decodeCursor(cursor, "f"), cursor).toThrow(InvalidArgumentError);
    };
    const good = encodeCursor("2ff/order-1\u000011", "f");
    for (const bad of ["", "x", `${good}A`, `${good}=`, good.slice(1), "{}", "💥"]) refused(bad);
    const property = fc.property(fc.nat(), fc.constantFrom("A", "9", "_"), (at, character) => {
      const place = at % good.length;
      const changed = good.slice(0, place) + character + good.slice(place + 1);
      if (changed !== good) refused(changed);
    });
    fc.assert(property, { seed: 94, numRuns: 300 });
    expect(() => new RunListing({ ...ALL, cursor: good }, () => undefined)).toThrow("cursor");
  });
});

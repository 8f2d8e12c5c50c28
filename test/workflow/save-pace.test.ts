/** Goal: state is given to be saved when there is enough of it, when it has waited, or when somebody asks; and never twice. */
import { describe, expect, test } from "vitest";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { SavePace } from "../../src/workflow/save-pace.ts";

const MIB = 1024 * 1024;

function makePace(appliedIndex = 5): {
  pace: SavePace;
  scheduler: VirtualScheduler;
  rows: { count: number };
  due: number[];
} {
  const scheduler = new VirtualScheduler();
  const rows = { count: 0 };
  const due: number[] = [];
  const pace = new SavePace({
    appliedIndex,
    scheduler,
    untaken: () => rows.count,
    onDue: () => {
      if (!pace.isDue) return;
      due.push(scheduler.now());
      pace.given();
    },
  });
  return { pace, scheduler, rows, due };
}

describe("state is due", () => {
  test("when 4,096 rows have changed, or 2 MiB of commands were applied", () => {
    const { pace, rows } = makePace();
    rows.count = 4095;
    pace.applied(6, 2 * MIB - 1);
    expect(pace.isDue).toBe(false);
    rows.count = 4096;
    expect(pace.isDue).toBe(true);
    rows.count = 0;
    pace.applied(7, 1);
    expect(pace.isDue).toBe(true);
    pace.given();
    expect(pace.isDue).toBe(false);
  });

  test("when it has waited for 100 ms, however little there is", async () => {
    const { pace, scheduler, due } = makePace();
    const at = scheduler.now();
    pace.applied(6, 10);
    await scheduler.run({ untilMs: scheduler.now() + 60 });
    pace.applied(7, 10);
    await scheduler.run({ untilMs: scheduler.now() + 1000 });
    expect(due).toEqual([at + 100]);
  });

  test("at once when it is asked for, once", () => {
    const { pace } = makePace();
    pace.hurry();
    expect(pace.isDue).toBe(false);
    pace.applied(6, 10);
    expect(pace.isDue).toBe(true);
    pace.given();
    pace.applied(7, 10);
    expect(pace.isDue).toBe(false);
  });

  test("at once from the end on", async () => {
    const { pace, scheduler, due } = makePace();
    pace.applied(6, 10);
    pace.end();
    expect(pace.isDue).toBe(true);
    pace.given();
    pace.applied(7, 10);
    expect(pace.isDue).toBe(true);
    await scheduler.run({ untilMs: scheduler.now() + 1000 });
    expect(due).toEqual([]);
  });
});

describe("while a save is under way", () => {
  test("time makes nothing due; the end of the save does", async () => {
    const { pace, scheduler, due } = makePace();
    pace.applied(6, 10);
    await scheduler.run({ untilMs: scheduler.now() + 100 });
    expect(due).toHaveLength(1);
    pace.applied(7, 10);
    await scheduler.run({ untilMs: scheduler.now() + 500 });
    expect(due).toHaveLength(1);
    expect(pace.isDue).toBe(false);
    pace.saved(6);
    expect(pace.isDue).toBe(true);
  });

  test("four times as much is given all the same, so that what waits is bounded by those who wait for the disk", () => {
    const { pace, rows } = makePace();
    rows.count = 4096;
    pace.applied(6, 10);
    pace.given();
    pace.applied(7, 10);
    rows.count = 4 * 4096 - 1;
    expect(pace.isDue).toBe(false);
    rows.count = 4 * 4096;
    expect(pace.isDue).toBe(true);
  });
});

test("another state on disk begins anew", async () => {
  const { pace, scheduler, due } = makePace();
  pace.applied(6, 10);
  pace.hurry();
  pace.restart(50);
  expect(pace.isDue).toBe(false);
  await scheduler.run({ untilMs: scheduler.now() + 500 });
  expect(due).toEqual([]);
  const at = scheduler.now();
  pace.applied(51, 10);
  await scheduler.run({ untilMs: scheduler.now() + 500 });
  expect(due).toEqual([at + 100]);
});

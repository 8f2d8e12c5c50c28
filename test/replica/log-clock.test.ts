import { describe, expect, test } from "vitest";
import { LogClock } from "../../src/replica/log-clock.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";

async function pass(scheduler: VirtualScheduler, ms: number): Promise<void> {
  await scheduler.run({ untilMs: scheduler.now() + ms });
}

describe("the log clock", () => {
  test("starts at the wall clock when the machine time is older", () => {
    const scheduler = new VirtualScheduler({ wallStartMs: 5000 });
    expect(new LogClock({ scheduler }, 4000).now()).toBe(5000);
  });

  test("starts at the machine time when the wall clock is behind", () => {
    const scheduler = new VirtualScheduler({ wallStartMs: 5000 });
    expect(new LogClock({ scheduler }, 9000).now()).toBe(9000);
  });

  test("goes on by the monotonic clock while the wall clock is set back", async () => {
    const scheduler = new VirtualScheduler({ wallStartMs: 5000 });
    const clock = new LogClock({ scheduler }, 0);
    scheduler.shiftWall(-3000);
    await pass(scheduler, 1000);
    const reading = clock.now();
    // 1,000 ms have passed, of which slewing may take 0.5 ms.
    expect(reading).toBeGreaterThanOrEqual(5999);
    expect(reading).toBeLessThanOrEqual(6000);
  });

  test("is slewed to the wall clock by at most 500 ppm", async () => {
    const scheduler = new VirtualScheduler({ wallStartMs: 5000 });
    const clock = new LogClock({ scheduler }, 0);
    clock.now();
    scheduler.shiftWall(900);
    await pass(scheduler, 100_000);
    expect(clock.now()).toBe(5000 + 100_000 + 50);
  });

  test("follows a wall clock that is more than clockSkewMax ahead in one jump, and says so", async () => {
    const scheduler = new VirtualScheduler({ wallStartMs: 5000 });
    const jumps: number[] = [];
    const clock = new LogClock({ scheduler, onJump: (jumpMs) => jumps.push(jumpMs) }, 0);
    scheduler.shiftWall(60_000);
    expect(clock.now()).toBe(65_000);
    expect(jumps).toEqual([60_000]);
  });

  test("clockSkewMaxMs decides what is a jump", () => {
    const scheduler = new VirtualScheduler({ wallStartMs: 5000 });
    const clock = new LogClock({ scheduler, clockSkewMaxMs: 100_000 }, 0);
    scheduler.shiftWall(60_000);
    expect(clock.now()).toBe(5000);
  });

  test("goes on from a batch of another leader that is ahead, and ignores one that is behind", async () => {
    const scheduler = new VirtualScheduler({ wallStartMs: 5000 });
    const clock = new LogClock({ scheduler }, 0);
    clock.observe(7000);
    await pass(scheduler, 10);
    expect(clock.now()).toBeGreaterThanOrEqual(7009);
    clock.observe(100);
    expect(clock.now()).toBeGreaterThanOrEqual(7009);
  });

  test("never runs backwards, whatever the wall clock does", async () => {
    const scheduler = new VirtualScheduler({ wallStartMs: 100_000 });
    const clock = new LogClock({ scheduler }, 0);
    let before = clock.now();
    for (let step = 0; step < 200; step += 1) {
      scheduler.shiftWall(((step * 7919) % 5000) - 2500);
      await pass(scheduler, step % 3);
      const reading = clock.now();
      expect(reading).toBeGreaterThanOrEqual(before);
      before = reading;
    }
  });
});

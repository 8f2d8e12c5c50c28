/** Goal: many runs make two crowds that take turns, unless threads wait for processors: then they make one. Method: time and contention by hand. */
import { describe, expect, test } from "vitest";
import { Crowds } from "../../src/replica/crowds.ts";

/** Crowds on a machine whose contention is said. */
class Machine {
  now = 0;
  waitedMs = 0;
  opened = 0;
  closed = 0;
  readonly crowds: Crowds;

  constructor({ tells = true } = {}) {
    const runQueue = {
      waitedMs: () => this.waitedMs,
      close: () => {
        this.closed += 1;
      },
    };
    this.crowds = new Crowds({
      now: () => this.now,
      openRunQueue: () => {
        this.opened += 1;
        return tells ? runQueue : null;
      },
    });
  }

  /** Flushes of so many commands each for so long, with a part of the time spent waiting. */
  flush(commands: number, { forMs = 0, waitedShare = 0 } = {}): void {
    this.crowds.flushed(commands);
    const end = this.now + forMs;
    while (this.now < end) {
      this.now += 5;
      this.waitedMs += 5 * waitedShare;
      this.crowds.flushed(commands);
    }
  }
}

describe("where processors are free", () => {
  test("half of the commands in circulation begin a flush, 16 at least, one when there are hardly any", () => {
    const { crowds } = new Machine();
    for (const [commands, early] of [
      [1, 1],
      [2, 1],
      [3, 16],
      [32, 16],
      [64, 32],
      [65, 33],
    ] as const) {
      crowds.flushed(commands);
      expect([crowds.isEnough(early - 1), crowds.isEnough(early)]).toEqual([false, true]);
    }
  });

  test("few that wait are held back until about as many others are there", () => {
    const { crowds } = new Machine();
    crowds.flushed(60);
    expect(crowds.holdsBack(0)).toBe(false);
    expect(crowds.holdsBack(4)).toBe(true);
    expect([crowds.isEnough(31), crowds.isEnough(32)]).toEqual([false, true]);
    crowds.flushed(32);
    expect(crowds.holdsBack(32)).toBe(false);
  });

  test("a little waiting changes nothing, nor does a system that does not tell", () => {
    const busy = new Machine();
    busy.flush(64, { forMs: 500, waitedShare: 0.19 });
    expect(busy.crowds.isEnough(32)).toBe(true);
    const silent = new Machine({ tells: false });
    silent.flush(64, { forMs: 500, waitedShare: 0.9 });
    expect(silent.crowds.isEnough(32)).toBe(true);
    expect(silent.opened).toBe(1);
  });
});

describe("where threads wait for processors", () => {
  test("the crowd is one: no flush begins early, and who is left over waits for the others", () => {
    const machine = new Machine();
    machine.flush(64, { forMs: 200, waitedShare: 0.25 });
    const { crowds } = machine;
    expect(crowds.isEnough(1000)).toBe(false);
    expect(crowds.holdsBack(32)).toBe(true);
    expect(crowds.holdsBack(0)).toBe(false);
    crowds.flushed(64);
    expect(crowds.isEnough(1000)).toBe(false);
  });

  test("one that is alone still waits for nobody", () => {
    const machine = new Machine();
    machine.flush(64, { forMs: 200, waitedShare: 0.5 });
    machine.crowds.flushed(1);
    expect(machine.crowds.isEnough(1)).toBe(true);
  });

  test("they are two again when it is over", () => {
    const machine = new Machine();
    machine.flush(64, { forMs: 200, waitedShare: 0.5 });
    machine.flush(64, { forMs: 200, waitedShare: 0.01 });
    expect(machine.crowds.isEnough(32)).toBe(true);
  });
});

test("contention is looked at once there are crowds, and no more after the end", () => {
  const machine = new Machine();
  machine.flush(2, { forMs: 200 });
  expect(machine.opened).toBe(0);
  machine.flush(16, { forMs: 10 });
  expect(machine.opened).toBe(1);
  machine.crowds.close();
  machine.crowds.close();
  expect(machine.closed).toBe(1);
  machine.flush(64, { forMs: 200, waitedShare: 1 });
  expect([machine.opened, machine.crowds.isEnough(32)]).toEqual([1, true]);
});

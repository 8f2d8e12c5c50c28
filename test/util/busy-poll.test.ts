// Goal: a thread stays awake exactly while that is some use and hurts nobody. Method: time and contention are set by hand; each turn of the
// loop takes 10 us.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { BusyPoll } from "../../src/util/busy-poll.ts";
import { openRunQueue } from "../../src/util/run-queue.ts";

const TURN_MS = 0.01;

/** A loop whose turns are counted. */
class Loop {
  now = 0;
  /** Part of the time that the thread waits for a processor. */
  waitedShare = 0;
  closed = 0;
  readonly poll: BusyPoll;
  /** What its watch was told, turns as their count. */
  readonly watched: (string | number)[] = [];
  #waitedMs = 0;
  #asked: (() => void)[] = [];

  constructor(options: { lingerMs?: number } = {}) {
    const scheduler = {
      now: () => this.now,
      setImmediate: (callback: () => void) => {
        this.#asked.push(callback);
        return callback;
      },
    };
    this.poll = new BusyPoll({
      ...options,
      scheduler,
      runQueue: {
        waitedMs: () => this.#waitedMs,
        close: () => {
          this.closed += 1;
        },
      },
      watch: {
        began: () => this.watched.push("began"),
        turned: () => {
          const last = this.watched.at(-1);
          if (typeof last === "number") this.watched[this.watched.length - 1] = last + 1;
          else this.watched.push(1);
        },
        ended: () => this.watched.push("ended"),
      },
    });
  }

  /** Lets time pass; gives how often the loop turned. */
  pass(ms: number): number {
    const end = this.now + ms;
    this.#waitedMs += ms * this.waitedShare;
    let turns = 0;
    while (this.#asked.length > 0 && this.now + TURN_MS < end) {
      this.now += TURN_MS;
      const asked = this.#asked;
      this.#asked = [];
      for (const callback of asked) callback();
      turns += 1;
    }
    this.now = end;
    return turns;
  }

  /** One wait, and a pause behind it; gives the turns of both. */
  wait(ms: number = 0.2, pauseMs: number = 0.1): { during: number; after: number } {
    this.poll.began();
    const during = this.pass(ms);
    this.poll.ended();
    return { during, after: this.pass(pauseMs) };
  }

  /** Waits over and over for so long; gives the turns. */
  waitFor(ms: number): number {
    let turns = 0;
    for (const end = this.now + ms; this.now < end; ) {
      const { during, after } = this.wait();
      turns += during + after;
    }
    return turns;
  }
}

/** A loop that has seen that nobody else needs the processor. */
function quiet(options: { lingerMs?: number } = {}): Loop {
  const loop = new Loop(options);
  loop.waitFor(60);
  return loop;
}

describe("a thread that waits", () => {
  test("sleeps until it has seen a window without contention, and then polls", () => {
    const loop = new Loop();
    expect(loop.waitFor(50)).toBe(0);
    loop.waitFor(1);
    expect(loop.wait().during).toBeGreaterThan(15);
  });

  test("polls from the beginning to the end of what it waits for, and no longer", () => {
    const loop = quiet();
    const { during, after } = loop.wait(0.5, 10);
    expect(during).toBeGreaterThan(45);
    expect(after).toBeLessThanOrEqual(1);
  });

  test("sleeps after 1 ms", () => {
    const loop = quiet();
    expect(loop.wait(30).during).toBeLessThanOrEqual(101);
  });

  test("sleeps when what it waits for usually takes longer than 1 ms, until that changes", () => {
    const loop = quiet();
    for (let count = 0; count < 20; count += 1) loop.wait(5);
    expect(loop.wait(5).during).toBe(0);
    for (let count = 0; count < 20; count += 1) loop.wait(0.2);
    expect(loop.wait().during).toBeGreaterThan(15);
  });

  test("turns once at a time, however closely one wait follows the other", () => {
    const loop = quiet();
    for (let count = 0; count < 5; count += 1) {
      loop.poll.began();
      loop.poll.ended();
    }
    loop.poll.began();
    expect(loop.pass(0.5)).toBeLessThanOrEqual(50);
  });
});

describe("contention", () => {
  test("sends it to sleep within 100 ms, for 200 ms", () => {
    const loop = quiet();
    loop.waitedShare = 0.3;
    loop.waitFor(110);
    loop.waitedShare = 0;
    expect(loop.waitFor(150)).toBe(0);
    expect(loop.waitFor(200)).toBeGreaterThan(0);
  });

  test("of a single window does not", () => {
    const loop = quiet();
    for (let round = 0; round < 10; round += 1) {
      loop.waitedShare = 0.3;
      loop.waitFor(50);
      loop.waitedShare = 0;
      expect(loop.waitFor(150)).toBeGreaterThan(0.5 * (150 / TURN_MS));
    }
  });

  test("that goes on makes the pauses longer, up to 10 s", () => {
    const loop = quiet();
    loop.waitedShare = 0.3;
    const turns = loop.waitFor(60_000);
    // One window between two pauses at most; without contention it would be a million turns.
    expect(turns).toBeLessThan(12 * (50 / TURN_MS));
    loop.waitedShare = 0;
    expect(loop.waitFor(11_000)).toBeGreaterThan(0);
  });

  test("that was over for a window is forgotten: the next pause is a short one", () => {
    const loop = quiet();
    loop.waitedShare = 0.3;
    loop.waitFor(5_000);
    loop.waitedShare = 0;
    loop.waitFor(15_000);
    loop.waitedShare = 0.3;
    loop.waitFor(210);
    loop.waitedShare = 0;
    expect(loop.waitFor(400)).toBeGreaterThan(0);
  });

  test("that the system tells nothing of any more sends it to sleep for good", () => {
    const loop = quiet();
    loop.waitedShare = Number.NaN;
    loop.waitFor(55);
    expect(loop.waitFor(30_000)).toBe(0);
  });

  test("is not seen in a stretch in which the thread had nothing to wait for", () => {
    const loop = quiet();
    loop.waitedShare = 1;
    loop.pass(5_000);
    loop.waitedShare = 0;
    expect(loop.waitFor(10)).toBeGreaterThan(0);
  });
});

describe("a thread that lingers", () => {
  test("stays awake between two waits that follow each other closely", () => {
    const loop = quiet({ lingerMs: 0.3 });
    const { during, after } = loop.wait(0.2, 0.25);
    expect(during).toBeGreaterThan(15);
    expect(after).toBeGreaterThan(20);
  });

  test("gives up when the next wait does not come, and does not linger after a wait that came late", () => {
    const loop = quiet({ lingerMs: 0.3 });
    expect(loop.wait(0.2, 20).after).toBeLessThanOrEqual(31);
    expect(loop.wait(0.2, 20).after).toBeLessThanOrEqual(1);
  });
});

test("who watches is told of the beginning, of each turn, and of the end, also of one that ends early", () => {
  const loop = quiet();
  loop.watched.length = 0;
  const { during, after } = loop.wait(0.2, 0.1);
  expect(loop.watched).toEqual(["began", during + after, "ended"]);
  loop.watched.length = 0;
  loop.poll.began();
  loop.poll.stop();
  loop.pass(1);
  expect(loop.watched).toEqual(["began", 1, "ended"]);
});

test("after its end nothing turns, and the run queue is closed once", () => {
  const loop = quiet();
  loop.poll.began();
  loop.poll.stop();
  loop.poll.stop();
  expect(loop.pass(1)).toBeLessThanOrEqual(1);
  loop.poll.ended();
  expect(loop.waitFor(100)).toBe(0);
  expect(loop.closed).toBe(1);
});

test("where Linux tells how long a thread waited, that is a time that only grows", () => {
  const queue = openRunQueue();
  // Other systems do not tell.
  expect(queue !== null).toBe(existsSync("/proc/thread-self/schedstat"));
  if (queue === null) return;
  const first = queue.waitedMs();
  for (const end = performance.now() + 20; performance.now() < end; );
  const second = queue.waitedMs();
  queue.close();
  expect(first).toBeGreaterThanOrEqual(0);
  expect(second).toBeGreaterThanOrEqual(first);
  expect(second).toBeLessThan(performance.now());
});

test("a worker's look at the queue is the mean of what it and the main thread have waited", async () => {
  if (openRunQueue() === null) return;
  const program = `
    import { readFileSync } from "node:fs";
    import { isMainThread, parentPort, Worker } from "node:worker_threads";
    import { openRunQueue } from ${JSON.stringify(new URL("../../dist/util/run-queue.js", import.meta.url).href)};
    const waited = (path) => Number(readFileSync(path, "utf8").split(" ")[1]) / 1e6;
    if (isMainThread) {
      const url = new URL("data:text/javascript," + encodeURIComponent(process.env.PROGRAM));
      new Worker(url).once("message", (seen) => console.log(JSON.stringify(seen)));
    } else {
      const both = () => (waited("/proc/self/schedstat") + waited("/proc/thread-self/schedstat")) / 2;
      const before = both();
      const told = openRunQueue().waitedMs();
      const after = both();
      parentPort.postMessage({ before, told, after, main: waited("/proc/self/schedstat") });
    }`;
  const run = promisify(execFile);
  const env = { ...process.env, PROGRAM: program };
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", program], {
    env,
  });
  const seen = JSON.parse(stdout) as { before: number; told: number; after: number; main: number };
  expect(seen.main).toBeGreaterThan(0);
  expect(seen.told).toBeGreaterThanOrEqual(seen.before);
  expect(seen.told).toBeLessThanOrEqual(seen.after);
});

/**
 * Goal: what two threads send each other arrives once, whole and in order, whichever way it takes, and nothing is left lying while a thread
 * sleeps. Method: rings and ports by themselves, with dice for what is sent, delivered and looked at; then two real threads.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogEvent } from "../../src/model/replicated-log.ts";
import {
  decodeToHost,
  decodeToMain,
  encodeToHost,
  encodeToMain,
} from "../../src/runtime/ring-forms.ts";
import { type RingForm, RingPort } from "../../src/runtime/ring-port.ts";
import type { LinePort } from "../../src/runtime/thread-line.ts";
import { packEvents, packProposals, unpackEvents } from "../../src/runtime/thread-records.ts";
import { type RingRecord, ThreadRing } from "../../src/runtime/thread-ring.ts";
import { BusyPoll } from "../../src/util/busy-poll.ts";
import { LoopScheduler } from "../support/loop-scheduler.ts";
import { PumpedPorts } from "../support/thread-ends.ts";

function record(order: number, size: number, numbers: number = size % 7): RingRecord {
  return {
    kind: size % 3,
    order,
    numbers: Float64Array.from({ length: numbers }, (_, at) => order + at / 8),
    bytes: Uint8Array.from({ length: size }, (_, at) => order + at),
  };
}

describe("a ring", () => {
  test("gives what was written, whole and in order, however often its end is passed", () => {
    // Twice its size of records that are up to a sixth of it.
    const sizes = fc.array(fc.oneof(fc.nat(300), fc.nat(20_000)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.boolean()), (all, dice) => {
        const writer = new ThreadRing();
        const reader = new ThreadRing(writer.buffer);
        let written = 0;
        for (let read = 0; read < all.length; ) {
          const next = all[written];
          const writes = next !== undefined && dice.next().value === true;
          if (writes && writer.tryWrite(record(written, next))) written += 1;
          if (dice.next().value === true || written === all.length) {
            expect(reader.nextOrder()).toBe(read < written ? read : null);
            if (read === written) continue;
            const got = reader.read();
            const expected = record(read, all[read] ?? 0);
            expect({ ...got, bytes: Buffer.from(got.bytes) }).toEqual({
              ...expected,
              bytes: Buffer.from(expected.bytes),
            });
            read += 1;
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  test("takes no record of more than a quarter of it, and none that has no room until one was read", () => {
    const writer = new ThreadRing();
    const reader = new ThreadRing(writer.buffer);
    expect(writer.tryWrite(record(1, 40_000))).toBe(false);
    let count = 0;
    while (writer.tryWrite(record(count, 30_000))) count += 1;
    expect(count).toBe(4);
    expect(writer.tryWrite(record(count, 30_000))).toBe(false);
    reader.read();
    expect(writer.tryWrite(record(count, 30_000))).toBe(true);
    for (let at = 1; at <= count; at += 1) expect(reader.read().order).toBe(at);
    expect(reader.nextOrder()).toBeNull();
  });

  test("keeps what it gave apart from what is written later", () => {
    const ring = new ThreadRing();
    const reader = new ThreadRing(ring.buffer);
    ring.tryWrite(record(1, 100));
    const first = reader.read();
    for (let at = 2; at < 3000; at += 1) {
      ring.tryWrite(record(at, 100));
      reader.read();
    }
    expect(first).toEqual(record(1, 100));
  });

  test("has a reader woken once for each time it stopped to look", () => {
    const ring = new ThreadRing();
    const reader = new ThreadRing(ring.buffer);
    expect([ring.mustWake(), ring.mustWake()]).toEqual([true, false]);
    reader.looks(true);
    expect(ring.mustWake()).toBe(false);
    reader.looks(false);
    expect([ring.mustWake(), ring.mustWake()]).toEqual([true, false]);
  });
});

interface Sent {
  readonly id: number;
  readonly size: number;
}

/** Messages without a size go by the port. */
function encode(message: unknown): RingForm | null {
  const { id, size } = message as Sent;
  if (size < 0) return null;
  return { kind: 1, numbers: Float64Array.of(id), bytes: new Uint8Array(size) };
}

function decode({ numbers, bytes }: RingForm): Sent {
  return { id: numbers[0] ?? 0, size: bytes.length };
}

/** One direction: an end that sends, and one whose loop turns when the test says so. */
function way(): {
  near: RingPort;
  far: RingPort;
  ports: PumpedPorts;
  loop: LoopScheduler;
  taken: Sent[];
} {
  const [out, back] = [new ThreadRing(), new ThreadRing()];
  const ports = new PumpedPorts();
  const loop = new LoopScheduler();
  const end = (port: LinePort, send: ThreadRing, take: ThreadRing): RingPort =>
    new RingPort({
      port,
      out: { ring: new ThreadRing(send.buffer), encode },
      in: { ring: new ThreadRing(take.buffer), decode },
      scheduler: loop,
    });
  const near = end(ports.main, out, back);
  const far = end(ports.host, back, out);
  const taken: Sent[] = [];
  far.on("message", (message) => taken.push(message as Sent));
  return { near, far, ports, loop, taken };
}

describe("a port with rings", () => {
  const size = fc.oneof(fc.constant(-1), fc.nat(100), fc.nat(50_000));
  const act = fc.oneof(
    size.map((bytes) => ({ type: "send" as const, bytes })),
    fc.constantFrom("deliver", "iterate", "began", "turned", "ended").map((type) => ({ type })),
  );

  test("takes all that is sent, in order, whoever wakes whom, and sleeps at the end", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
        const { near, far, ports, loop, taken } = way();
        const sent: Sent[] = [];
        let isTurning = false;
        for (const one of acts) {
          if ("bytes" in one) {
            const message = { id: sent.length, size: one.bytes };
            sent.push(message);
            near.postMessage(message, []);
          } else if (one.type === "deliver") ports.deliver();
          else if (one.type === "iterate") loop.iterate();
          else if (one.type === "began") {
            if (!isTurning) far.watch.began();
            isTurning = true;
          } else if (isTurning) {
            far.watch[one.type === "turned" ? "turned" : "ended"]();
            if (one.type === "ended") isTurning = false;
          }
          expect(taken).toEqual(sent.slice(0, taken.length));
        }
        if (isTurning) far.watch.ended();
        do ports.pump();
        while (loop.iterate());
        expect(taken).toEqual(sent);
        // The next one wakes it.
        near.postMessage({ id: -1, size: 5 }, []);
        expect(ports.waiting).toBe(1);
      }),
      { numRuns: 300 },
    );
  });

  test("a thread that turns is not woken, and takes one record a turn", () => {
    const { near, far, ports, taken } = way();
    far.watch.began();
    for (let id = 0; id < 3; id += 1) near.postMessage({ id, size: 10 }, []);
    expect(ports.waiting).toBe(0);
    far.watch.turned();
    expect(taken.map(({ id }) => id)).toEqual([0]);
    far.watch.turned();
    far.watch.turned();
    expect(taken.map(({ id }) => id)).toEqual([0, 1, 2]);
  });

  test("a record that comes while its reader goes to sleep is taken", () => {
    const { near, far, ports, loop, taken } = way();
    far.watch.began();
    near.postMessage({ id: 0, size: 10 }, []);
    far.watch.ended();
    expect(ports.waiting).toBe(0);
    while (loop.iterate());
    expect(taken).toHaveLength(1);
  });

  test("what a listener throws at is not given twice", () => {
    const { near, far, ports, loop } = way();
    const seen: number[] = [];
    far.on("message", (message) => {
      seen.push((message as Sent).id);
      if (seen.length === 1) throw new Error("no");
    });
    near.postMessage({ id: 0, size: 1 }, []);
    expect(() => ports.pump()).toThrow("no");
    near.postMessage({ id: 1, size: -1 }, []);
    near.postMessage({ id: 2, size: 1 }, []);
    do ports.pump();
    while (loop.iterate());
    expect(seen).toEqual([0, 1, 2]);
  });

  test("goes on after a message that cannot be sent", () => {
    const { near, ports, loop, taken } = way();
    const wrong = { id: 0, size: -1, call: () => {} };
    expect(() => near.postMessage(wrong, [])).toThrow("could not be cloned");
    near.postMessage({ id: 1, size: 1 }, []);
    near.postMessage({ id: 2, size: -1 }, []);
    near.postMessage({ id: 3, size: 1 }, []);
    settle(ports, loop);
    expect(taken.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  // Sizes of what is sent before the far end does anything; -1 goes by the port.
  test.each([
    { name: "a record that it was woken for", sizes: [1] },
    { name: "one of many records", sizes: [1, 1, 1] },
    { name: "a message of the port", sizes: [-1, 1] },
    { name: "a record that is taken for the sake of a message", sizes: [1, 1, -1, 1, -1, 1] },
  ])("goes on after a listener threw at $name", ({ sizes }) => {
    const { near, far, ports, loop } = way();
    const sent: Sent[] = sizes.map((bytes, id) => ({ id, size: bytes }));
    const seen: number[] = [];
    far.on("message", (message) => {
      seen.push((message as Sent).id);
      throw new Error("no");
    });
    for (const one of sent) near.postMessage(one, []);
    let thrown = settle(ports, loop);
    expect(seen).toEqual(sent.map(({ id }) => id));
    // It sleeps, and is woken.
    near.postMessage({ id: 100, size: 1 }, []);
    thrown += settle(ports, loop);
    expect(seen.at(-1)).toBe(100);
    expect(thrown).toBe(seen.length);
  });

  test("goes on after a listener threw while the loop turned", () => {
    const { near, far, ports, loop, taken } = way();
    const runQueue = { waitedMs: () => 0, close: () => {} };
    const poll = new BusyPoll({ scheduler: loop, runQueue, watch: far.watch });
    for (loop.time = 0; loop.time < 200; loop.time += 60) {
      poll.began();
      poll.ended();
      settle(ports, loop);
    }
    poll.began();
    far.on("message", () => {
      throw new Error("no");
    });
    near.postMessage({ id: 0, size: 1 }, []);
    expect(ports.waiting).toBe(0);
    expect(() => loop.iterate()).toThrow("no");
    poll.ended();
    settle(ports, loop);
    far.on("message", (message) => taken.push(message as Sent));
    near.postMessage({ id: 1, size: 1 }, []);
    settle(ports, loop);
    expect(taken).toEqual([{ id: 1, size: 1 }]);
  });
});

/** Delivers and turns until nothing is left, as a process does that survives what listeners throw; gives how often they did. */
function settle(ports: PumpedPorts, loop: LoopScheduler): number {
  let thrown = 0;
  for (let isMore = true; isMore && thrown < 100; ) {
    try {
      do ports.pump();
      while (loop.iterate());
      isMore = false;
    } catch {
      thrown += 1;
    }
  }
  return thrown;
}

describe("what goes by rings", () => {
  const bytes = fc.uint8Array({ maxLength: 40 });
  const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER });

  test("proposals and answers to the host arrive as they were", () => {
    const command = fc.record({ command: bytes, term: whole, ticket: whole });
    fc.assert(
      fc.property(fc.array(command), whole, whole, (commands, appliedIndex, generation) => {
        const proposals = commands.map((one) => ({ ...one, source: "outside" as const }));
        const posts = [
          { type: "post", name: "propose", body: packProposals(proposals) },
          { type: "post", name: "applied", body: { appliedIndex, generation } },
        ];
        for (const post of posts) {
          const form = encodeToHost(post);
          expect(form && decodeToHost(form)).toEqual(post);
        }
      }),
    );
  });

  test("what was committed and saved arrives as it was at the main thread", () => {
    const committed = fc.record({
      type: fc.constant("committed" as const),
      index: whole,
      term: whole,
      bytes,
      tickets: fc.option(fc.array(whole)),
    });
    const saved = fc.record({ type: fc.constant("saved" as const), appliedIndex: whole });
    fc.assert(
      fc.property(fc.array(fc.oneof(committed, saved)), (events) => {
        const form = encodeToMain({ type: "post", name: "events", body: packEvents(events) });
        if (form === null) throw new Error("it goes by the port");
        const post = decodeToMain(form) as { body: Parameters<typeof unpackEvents>[0] };
        expect(unpackEvents(post.body)).toEqual(events);
      }),
    );
  });

  test.each<LogEvent>([
    { type: "becameLeader", term: 1, firstIndex: 2 },
    { type: "dropped", tickets: [1], reason: "overloaded" },
    { type: "saveWanted" },
    { type: "snapshotInstalled", index: 1, term: 1, generation: 2 },
  ])("events with $type go by the port", (event) => {
    const committed: LogEvent = {
      type: "committed",
      index: 1,
      term: 1,
      bytes: new Uint8Array(1),
      tickets: null,
    };
    const body = packEvents([committed, event]);
    expect(encodeToMain({ type: "post", name: "events", body })).toBeNull();
  });

  test("calls, answers and other posts go by the port", () => {
    const others = [
      { type: "call", id: 1, name: "propose", body: null },
      { type: "answer", id: 1, answer: null },
      { type: "post", name: "view", body: {} },
    ];
    for (const one of others) {
      expect(encodeToHost(one)).toBeNull();
      expect(encodeToMain(one)).toBeNull();
    }
  });
});

test("two threads that send, sleep and stay awake by the dice take all of it in order", async () => {
  const child = fileURLToPath(new URL("./thread-ring-child.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [child, "7"]);
  const seen = JSON.parse(stdout) as { taken: number; inOrder: boolean; byRing: number };
  expect(seen).toEqual({ taken: 10_000, inOrder: true, byRing: expect.any(Number) });
  // Both ways were taken.
  expect(seen.byRing).toBeGreaterThan(2000);
  expect(seen.byRing).toBeLessThan(10_000);
});

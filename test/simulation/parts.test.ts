// Goal: what the simulator stands on is right. Method: properties against naive oracles, and the disk by hand.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EMPTY_CONF_STATE, makeEntry, makeMessage, NO_BYTES } from "../../src/raft/types.ts";
import { diceFor } from "./core/dice.ts";
import { Disk } from "./core/disk.ts";
import { EVENT, EventQueue } from "./core/event-queue.ts";
import { encodeOperation, Machine, type Operation } from "./core/machine.ts";
import { applyPatch } from "./mutants/build.ts";

describe("the event queue", () => {
  test("gives events by time, then in the order they came (SEED=7)", () => {
    const step = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant("pop" as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new EventQueue();
        const model: { time: number; value: number }[] = [];
        for (const [value, one] of steps.entries()) {
          if (one === "pop") {
            model.sort((a, b) => a.time - b.time || a.value - b.value);
            const first = model.shift();
            const { time, value } = queue.pop() ?? {};
            expect({ time, value }).toEqual({ time: first?.time, value: first?.value });
            continue;
          }
          model.push({ time: one, value });
          const rest = { kind: EVENT.tick, member: 1, incarnation: 0, message: null };
          queue.push({ ...rest, time: one, value });
        }
        expect(queue.length).toBe(model.length);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe("dice", () => {
  test("of one purpose do not depend on those of another", () => {
    const first = diceFor(5, "network");
    const again = diceFor(5, "network");
    diceFor(5, "disk").next();
    expect([again.next(), again.next()]).toEqual([first.next(), first.next()]);
    expect(diceFor(5, "disk").next()).not.toBe(diceFor(5, "network").next());
    expect(diceFor(6, "disk").next()).not.toBe(diceFor(5, "disk").next());
    expect(diceFor(2 ** 40 + 5, "disk").next()).not.toBe(diceFor(5, "disk").next());
  });
});

describe("the disk", () => {
  const work = (index: number, term = 2) =>
    makeMessage({
      type: "storageAppend",
      to: 1,
      term,
      vote: 1,
      commit: index - 1,
      entries: [makeEntry({ index, term })],
    });

  function diskWith(visibleAtOnce: boolean): Disk {
    const snapshot = { index: 1, term: 1, confState: EMPTY_CONF_STATE, data: NO_BYTES };
    return new Disk({ snapshot, hardState: { term: 1, vote: 0, commit: 1 }, visibleAtOnce });
  }

  test.each([
    { keepsFlight: true, last: 3 },
    { keepsFlight: false, last: 1 },
  ])("keeps or loses a write in flight as a whole: $keepsFlight", ({ keepsFlight, last }) => {
    const disk = diskWith(true);
    for (const index of [2, 3, 4]) disk.enqueue(work(index));
    disk.start(2);
    expect(disk.lastIndex()).toBe(4);
    expect(disk.durable.last).toBe(1);
    disk.crash(keepsFlight);
    expect(disk.lastIndex()).toBe(last);
    expect(disk.hardState.term).toBe(keepsFlight ? 2 : 1);
    expect(disk.hasWaiting || disk.isFlying).toBe(false);
  });

  test.each([true, false])("shows the core what waits only when told to: %s", (visibleAtOnce) => {
    const disk = diskWith(visibleAtOnce);
    disk.enqueue(work(2));
    expect(disk.lastIndex()).toBe(visibleAtOnce ? 2 : 1);
    disk.start(1);
    disk.land();
    expect(disk.lastIndex()).toBe(2);
  });

  test("writes over what another leader had written, and drops what followed it", () => {
    const disk = diskWith(true);
    for (const index of [2, 3, 4]) disk.enqueue(work(index));
    disk.enqueue(work(3, 5));
    disk.start(10);
    disk.land();
    expect([2, 3, 4].map((index) => disk.term(index))).toEqual([2, 5, "unavailable"]);
  });

  test("a snapshot of the own state keeps the entries behind it", () => {
    const disk = diskWith(true);
    for (const index of [2, 3, 4]) disk.enqueue(work(index));
    disk.start(10);
    disk.land();
    const snapshot = { index: 3, term: 2, confState: EMPTY_CONF_STATE, data: NO_BYTES };
    disk.keepSnapshot(snapshot, 0);
    expect(disk.firstIndex()).toBe(4);
    expect(disk.lastIndex()).toBe(4);
    expect(disk.term(3)).toBe(2);
    expect(disk.term(2)).toBe("compacted");
    expect(disk.initialState().hardState.commit).toBe(3);
  });
});

describe("the state machine", () => {
  const sizes = { keys: 4, clients: 2 };
  const operation = (fields: Partial<Operation>): Uint8Array =>
    encodeOperation(
      { client: 0, number: 1, kind: "put", key: 0, value: 7, expected: 0, ...fields },
      3,
    );
  const apply = (machine: Machine, index: number, data: Uint8Array) =>
    machine.apply(makeEntry({ index, term: 1, data }));

  test("does a repeated operation once, and gives its first result", () => {
    const machine = new Machine(sizes);
    const add = operation({ kind: "increment", key: 3, value: 1 });
    expect(apply(machine, 1, add)?.kind).toBe("increment");
    expect(apply(machine, 2, add)).toBeNull();
    expect(machine.value(3)).toBe(1);
    expect(machine.session(0)).toEqual({ number: 1, result: 1 });
  });

  test("is the same after saving and loading", () => {
    const machine = new Machine(sizes);
    apply(machine, 1, operation({}));
    apply(machine, 2, operation({ client: 1, kind: "compareAndSet", expected: 7, value: 9 }));
    const other = new Machine(sizes);
    other.load(machine.save(), 0);
    expect(other.hash).toBe(machine.hash);
    apply(machine, 3, operation({ number: 2, kind: "append", key: 2 }));
    apply(other, 3, operation({ number: 2, kind: "append", key: 2 }));
    expect(other.save()).toEqual(machine.save());
  });

  test("has another hash for the same state on another path", () => {
    const one = new Machine(sizes);
    const other = new Machine(sizes);
    apply(one, 1, operation({ padding: 0 } as Partial<Operation>));
    apply(other, 1, operation({ number: 1, expected: 1 }));
    expect(one.value(0)).toBe(other.value(0));
    expect(one.hash).not.toBe(other.hash);
  });
});

describe("patches", () => {
  const patch = { file: "a.ts", original: "if (x)", replacement: "if (true)" };

  test("replace what is there exactly once", () => {
    expect(applyPatch("a; if (x) b;", patch)).toBe("a; if (true) b;");
  });

  test.each([
    { text: "if (y)", why: "does not hold" },
    { text: "if (x) if (x)", why: "more than once" },
  ])("fail on $text", ({ text, why }) => {
    expect(() => applyPatch(text, patch)).toThrow(why);
  });
});

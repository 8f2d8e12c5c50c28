// Goal: the judge of histories is right. Method: histories known good and known bad, from the literature and by hand,
// and random ones judged by trying all orders.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { explain, type HistoryOperation, judge } from "./linearizability.ts";
import {
  type CounterInput,
  counterModel,
  keyed,
  type ListInput,
  listModel,
  type RegisterInput,
  registerModel,
} from "./models.ts";

type Line<Input, Output> = readonly [
  process: number,
  invokedAt: number,
  returnedAt: number,
  input: Input,
  output: Output | null,
];

function history<Input, Output>(lines: readonly Line<Input, Output>[]) {
  return lines.map(([process, invokedAt, returnedAt, input, output]) => ({
    process,
    invokedAt,
    returnedAt,
    input,
    output,
  }));
}

const write = (value: number): RegisterInput => ({ type: "write", value });
const read: RegisterInput = { type: "read" };
const swap = (expected: number, value: number): RegisterInput => ({
  type: "compareAndSet",
  expected,
  value,
});

describe("registers", () => {
  test.each<{ what: string; outcome: string; lines: Line<RegisterInput, number>[] }>([
    { what: "nothing at all", outcome: "linearizable", lines: [] },
    {
      what: "a read of what was written before",
      outcome: "linearizable",
      lines: [
        [1, 0, 1, write(5), 0],
        [2, 2, 3, read, 5],
      ],
    },
    {
      what: "a stale read",
      outcome: "illegal",
      lines: [
        [1, 0, 1, write(5), 0],
        [2, 2, 3, read, 0],
      ],
    },
    {
      what: "reads that overlap a write, before and behind it",
      outcome: "linearizable",
      lines: [
        [1, 0, 10, write(5), 0],
        [2, 1, 2, read, 0],
        [3, 3, 4, read, 5],
      ],
    },
    {
      what: "reads that overlap a write and go back",
      outcome: "illegal",
      lines: [
        [1, 0, 10, write(5), 0],
        [2, 1, 2, read, 5],
        [3, 3, 4, read, 0],
      ],
    },
    {
      what: "Porcupine's example: 100, 200, and reads of both orders",
      outcome: "illegal",
      lines: [
        [1, 0, 100, write(200), 0],
        [2, 10, 30, read, 200],
        [3, 40, 90, read, 0],
      ],
    },
    {
      what: "a write without an answer that was read",
      outcome: "linearizable",
      lines: [
        [1, 0, Infinity, write(5), null],
        [2, 1, 2, read, 0],
        [3, 50, 51, read, 5],
      ],
    },
    {
      what: "a write without an answer that was read, then not",
      outcome: "illegal",
      lines: [
        [1, 0, Infinity, write(5), null],
        [2, 1, 2, read, 5],
        [3, 50, 51, read, 0],
      ],
    },
    {
      what: "a write without an answer that was read before it was called",
      outcome: "illegal",
      lines: [
        [2, 0, 1, read, 5],
        [1, 2, Infinity, write(5), null],
      ],
    },
    {
      what: "a write without an answer that explains a failed compareAndSet",
      outcome: "linearizable",
      lines: [
        [1, 0, Infinity, write(5), null],
        [2, 1, 2, swap(0, 7), 0],
        [3, 3, 4, read, 5],
      ],
    },
    {
      what: "two successful swaps of one value",
      outcome: "illegal",
      lines: [
        [1, 0, 5, swap(0, 1), 1],
        [2, 1, 6, swap(0, 2), 1],
      ],
    },
    {
      what: "one successful swap of two",
      outcome: "linearizable",
      lines: [
        [1, 0, 5, swap(0, 1), 1],
        [2, 1, 6, swap(0, 2), 0],
        [3, 7, 8, read, 1],
      ],
    },
    {
      what: "a swap that was lost",
      outcome: "illegal",
      lines: [
        [1, 0, 1, swap(0, 1), 1],
        [2, 2, 3, read, 0],
      ],
    },
  ])("$what: $outcome", ({ lines, outcome }) => {
    expect(judge(history(lines), registerModel).outcome).toBe(outcome);
  });

  test("operations that meet at one moment overlap", () => {
    const lines: Line<RegisterInput, number>[] = [
      [1, 0, 5, write(1), 0],
      [2, 5, 6, read, 0],
    ];
    expect(judge(history(lines), registerModel).outcome).toBe("linearizable");
  });
});

describe("counters and lists", () => {
  const add = (amount: number): CounterInput => ({ type: "add", amount });
  const append = (value: number): ListInput => ({ type: "append", value });
  const get = { type: "read" } as const;

  test("a counter that lost an addition is illegal", () => {
    const good: Line<CounterInput, number>[] = [
      [1, 0, 3, add(1), 2],
      [2, 1, 4, add(1), 1],
      [3, 5, 6, get, 2],
    ];
    const bad: Line<CounterInput, number>[] = [
      [1, 0, 3, add(1), 1],
      [2, 1, 4, add(1), 1],
    ];
    expect(judge(history(good), counterModel).outcome).toBe("linearizable");
    expect(judge(history(bad), counterModel).outcome).toBe("illegal");
  });

  test("two readers must see two appends in one order", () => {
    const lines = (second: number[]): Line<ListInput, readonly number[]>[] => [
      [1, 0, 9, append(1), []],
      [2, 0, 9, append(2), []],
      [3, 1, 2, get, [2]],
      [4, 10, 11, get, second],
    ];
    expect(judge(history(lines([2, 1])), listModel).outcome).toBe("linearizable");
    expect(judge(history(lines([1, 2])), listModel).outcome).toBe("illegal");
    expect(judge(history(lines([2])), listModel).outcome).toBe("illegal");
  });
});

describe("parts", () => {
  const model = keyed(registerModel);
  const at = (key: number, input: RegisterInput) => ({ key, input });

  test("keys are judged by themselves, and the wrong one is named", () => {
    const lines: Line<{ key: number; input: RegisterInput }, number>[] = [
      [1, 0, 1, at(1, write(5)), 0],
      [2, 2, 3, at(2, read), 0],
      [2, 4, 5, at(1, read), 0],
    ];
    const judged = judge(history(lines), model);
    expect(judged.outcome).toBe("illegal");
    expect(judged.part.map(({ input }) => input.key)).toEqual([1, 1]);
  });

  test("many keys with many operations are feasible only by parts", () => {
    const lines: Line<{ key: number; input: RegisterInput }, number>[] = [];
    for (let key = 0; key < 30; key += 1) {
      for (let at = 0; at < 6; at += 1) {
        lines.push([at, 0, 100, { key, input: write(at + 1) }, 0]);
      }
      lines.push([7, 101, 102, { key, input: read }, 3]);
    }
    const judged = judge(history(lines), model);
    expect(judged.outcome).toBe("linearizable");
    expect(judged.steps).toBeLessThan(20_000);
  });

  test("a search that takes too long says that it does not know", () => {
    const lines: Line<RegisterInput, number>[] = [];
    for (let at = 0; at < 24; at += 1) lines.push([at, 0, 100, write(at + 1), 0]);
    lines.push([50, 101, 102, read, 999]);
    expect(judge(history(lines), registerModel, { stepsMax: 5000 }).outcome).toBe("unknown");
  });
});

describe("given orders", () => {
  const lines: Line<RegisterInput, number>[] = [
    [1, 0, 10, write(5), 0],
    [2, 1, 2, read, 0],
    [3, 3, 4, read, 5],
    [4, 0, Infinity, write(9), null],
  ];
  const operations = history(lines);
  const by = (order: readonly number[]) => (one: HistoryOperation<RegisterInput, number>) => {
    const place = order.indexOf(one.process);
    return place < 0 ? null : place;
  };

  test("an order that explains a history is enough", () => {
    expect(explain(operations, registerModel, by([2, 1, 3]))).toBeNull();
  });

  test("an order with wrong outputs, against the moments, or without an answered one is refused", () => {
    expect(explain(operations, registerModel, by([1, 2, 3]))).toContain("wrong output");
    expect(explain(operations, registerModel, by([3, 2, 1]))).not.toBeNull();
    expect(explain(operations, registerModel, by([2, 1]))).toContain("never happened");
    const apart = history<RegisterInput, number>([
      [1, 0, 1, write(1), 0],
      [2, 2, 3, write(2), 0],
    ]);
    expect(explain(apart, registerModel, by([2, 1]))).toContain("behind a later one");
  });
});

describe("against an oracle that tries all orders", () => {
  const operation = fc.record({
    process: fc.integer({ min: 1, max: 4 }),
    invokedAt: fc.integer({ min: 0, max: 12 }),
    length: fc.integer({ min: 1, max: 8 }),
    isAnswered: fc.boolean(),
    input: fc.oneof(
      fc.constant(read),
      fc.integer({ min: 1, max: 2 }).map(write),
      fc
        .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 2 }))
        .map(([a, b]) => swap(a, b)),
    ),
    output: fc.integer({ min: 0, max: 2 }),
  });

  test("random histories of registers are judged the same (SEED=42)", () => {
    const judged = { linearizable: 0, illegal: 0, unknown: 0 };
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 6 }), (drawn) => {
        const operations = drawn.map(({ invokedAt, length, isAnswered, ...rest }) => {
          const output = rest.input.type === "write" ? 0 : rest.output;
          return {
            ...rest,
            invokedAt,
            output: isAnswered ? output : null,
            returnedAt: isAnswered ? invokedAt + length : Infinity,
          };
        });
        const { outcome } = judge(operations, registerModel);
        judged[outcome] += 1;
        expect(outcome).toBe(isExplainable(operations, 0) ? "linearizable" : "illegal");
      }),
      { numRuns: 3000, seed: 42 },
    );
    expect(judged.linearizable).toBeGreaterThan(300);
    expect(judged.illegal).toBeGreaterThan(300);
  });
});

/** Whether some order of the rest, with or without what was not answered, goes on from a state. */
function isExplainable(
  rest: readonly HistoryOperation<RegisterInput, number>[],
  state: number,
): boolean {
  if (rest.every(({ output }) => output === null)) return true;
  return rest.some((one) => {
    const others = rest.filter((other) => other !== one);
    if (others.some(({ returnedAt }) => returnedAt < one.invokedAt)) return false;
    const next = registerModel.step(state, one.input, one.output);
    return next !== null && isExplainable(others, next);
  });
}

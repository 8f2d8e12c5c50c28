// Goal: a TicketLine gives each entry out once, in any order. Method: seeded steps beside a Map.
import { expect, test } from "vitest";
import { SeededRandom } from "../../src/util/random.ts";
import { TicketLine } from "../../src/util/ticket-line.ts";

const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 1e6));

test(`gives what a map would, whatever the order (SEED=${SEED})`, () => {
  const random = new SeededRandom(SEED);
  const line = new TicketLine<{ readonly value: number }>();
  const model = new Map<number, { readonly value: number }>();
  let newest = 0;
  for (let step = 0; step < 50_000; step += 1) {
    const choice = random.below(1000);
    if (choice < 500) {
      const entry = { value: step };
      newest += 1;
      expect(line.add(entry)).toBe(newest);
      model.set(newest, entry);
    } else if (choice < 998) {
      // Mostly the oldest ones; sometimes any number, there or not.
      const [oldest = newest] = model.keys();
      const ticket = choice < 950 ? oldest + random.below(5) : random.below(newest + 5) - 2;
      expect(line.take(ticket)).toBe(model.get(ticket));
      model.delete(ticket);
    } else {
      expect(line.takeAll()).toEqual([...model.values()]);
      model.clear();
    }
  }
});

test("a ticket that is taken twice, or before it was given, gives nothing", () => {
  const line = new TicketLine<string>();
  expect(line.take(1)).toBeUndefined();
  expect(line.add("a")).toBe(1);
  expect(line.take(0)).toBeUndefined();
  expect(line.take(1)).toBe("a");
  expect(line.take(1)).toBeUndefined();
  expect(line.takeAll()).toEqual([]);
  expect(line.add("b")).toBe(2);
  expect(line.takeAll()).toEqual(["b"]);
});

/**
 * Goal: a scope says of each key whether it was made in it, also inside of what has ended; it may forget, but never denies what was made.
 * Method: random scopes, maps, handlers and leaks against the set of all keys; then what must not grow.
 */
import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../src/util/random.ts";
import { EndedScopes } from "../../src/workflow/ended-scopes.ts";
import { countedAs, Scope, scopeSegment } from "../../src/workflow/scope.ts";
import { seeds } from "../storage/support.ts";

const STEP = countedAs("step", "a");

function step(scope: Scope, name = "a"): string {
  const base = countedAs("step", name);
  return `${scope.path}${base}#${scope.count(base)}`;
}

function open(parent: Scope, name = "s"): Scope {
  const segment = scopeSegment(name, parent.count(countedAs("scope", name)));
  return parent.open({ segment, isShielded: false });
}

/** A scope that has ended, with so many steps. */
function round(parent: Scope, steps: number): string {
  const scope = open(parent);
  for (let made = 0; made < steps; made += 1) step(scope);
  scope.end();
  return scope.path;
}

describe("what was made in scopes that have ended", () => {
  test.each(seeds(200))("no key that was made is denied (SEED=%d)", (seed) => {
    const random = new SeededRandom(seed);
    const leaks = seed % 2 === 0;
    const root = new Scope();
    const made = new Set<string>();
    let living = [root];
    const ended: Scope[] = [];
    let signals = 0;
    const reachable = (path: string): boolean =>
      !ended.some((scope) => path.startsWith(scope.path));
    for (let at = 0; at < 300; at += 1) {
      const scope = living[random.below(living.length)] as Scope;
      const dice = random.below(10);
      if (dice < 4) made.add(step(scope, "ab"[random.below(2)]));
      else if (dice < 6 && living.length < 12) living.push(open(scope, "st"[random.below(2)]));
      else if (dice === 6) living.push(scope.openNumbered(countedAs("signal", "x"), signals++));
      else if (dice === 7 && leaks && ended.length > 0) {
        made.add(step(ended[random.below(ended.length)] as Scope, "a"));
      } else if (scope !== root) {
        scope.end();
        ended.push(scope);
        // What is in it goes on, now and then.
        living = living.filter((other) => {
          return other !== scope && (random.below(4) > 0 || !other.path.startsWith(scope.path));
        });
      }
    }
    for (const key of made) expect(root.hasMade(key), key).toBe(true);
    for (const { path } of living) {
      if (reachable(path)) expect(root.hasMade(`${path}step:c#0`), path).toBe(false);
    }
  });

  test("what was not made in an instance is known, and what was in others", () => {
    const root = new Scope();
    const many = [1, 1, 2, 2, 2, 0, 1, 3];
    for (const steps of many) round(root, steps);
    for (const [number, steps] of many.entries()) {
      for (let at = 0; at < 5; at += 1) {
        expect(root.hasMade(`s#${number}/${STEP}#${at}`), `s#${number} ${at}`).toBe(at < steps);
      }
    }
    expect(root.hasMade(`s#${many.length}/${STEP}#0`)).toBe(false);
    expect(root.hasMade(`t#0/${STEP}#0`)).toBe(false);
  });

  test("of scopes inside of them, too, also while one of these goes on", () => {
    const root = new Scope();
    const outer = open(root);
    round(outer, 1);
    const open1 = open(outer);
    outer.end();
    expect(root.hasMade(`s#0/s#0/${STEP}#0`)).toBe(true);
    expect(root.hasMade(`s#0/s#0/${STEP}#1`)).toBe(false);
    const late = step(open1);
    open1.end();
    expect(root.hasMade(late)).toBe(true);
    expect(root.hasMade(`s#0/s#1/${STEP}#1`)).toBe(false);
    expect(root.hasMade(`s#0/s#2/${STEP}#0`)).toBe(false);
  });

  test("one of two that were the same when they ended may go on", () => {
    const root = new Scope();
    const [one, two] = [open(root), open(root)];
    const inside = [one, two].map((outer) => {
      round(outer, 1);
      const ended = open(outer);
      ended.end();
      outer.end();
      return ended;
    });
    expect(root.hasMade(step(inside[1] as Scope))).toBe(true);
  });

  test("one that was open goes on as long as it likes", () => {
    const root = new Scope();
    const inside = [open(root), open(root)].map((outer) => {
      round(outer, 1);
      const going = open(outer);
      outer.end();
      return going;
    });
    const [one, two] = inside as [Scope, Scope];
    step(one);
    one.end();
    step(two);
    const late = step(two);
    two.end();
    expect(root.hasMade(late)).toBe(true);
  });

  test("items that end in any order are remembered as if in theirs", () => {
    const root = new Scope();
    const items = Array.from({ length: 100 }, () => open(root));
    const random = new SeededRandom(1);
    const ended = [...items].sort(() => random.below(3) - 1);
    for (const item of items) step(item);
    for (const item of ended) item.end();
    for (const { path } of items) {
      expect(root.hasMade(`${path}${STEP}#0`)).toBe(true);
      expect(root.hasMade(`${path}${STEP}#1`)).toBe(false);
    }
  });

  test("the memory of a loop is that of a round; of rounds that differ the last are known", () => {
    const counts = (many: number): ReadonlyMap<string, number> => new Map([[STEP, many]]);
    const shapeOf = (many: number) => {
      return { counts: counts(many), countsBeforeCancel: null, isTimed: false, ended: null };
    };
    const alike = new EndedScopes();
    for (let number = 0; number < 10_000; number += 1) alike.add(number, shapeOf(1));
    expect(alike.size).toBe(2);
    expect(alike.shapeOf(0)).toEqual(shapeOf(1));

    const others = new EndedScopes();
    for (let number = 0; number < 10_000; number += 1) others.add(number, shapeOf(number));
    expect(others.size).toBeLessThanOrEqual(256);
    expect(others.shapeOf(0)).toBe("unknown");
    expect(others.shapeOf(9999)).toEqual(shapeOf(9999));
    expect(others.shapeOf(10_000)).toBeNull();
  });

  test("after one has gone on behind its end nothing is denied of those of its name", () => {
    const root = new Scope();
    const first = open(root);
    first.end();
    round(root, 0);
    const key = step(first);
    expect(root.hasMade(key)).toBe(true);
    expect(root.hasMade(`s#1/${STEP}#0`)).toBe(true);
  });
});

/** Goal: no scenario is left out of a mode in silence. Method: the table of exceptions is counted, and held against the scenarios. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EXCEPTIONS } from "./exceptions.ts";

const folder = new URL(".", import.meta.url);
const texts = readdirSync(folder)
  .filter((name) => name.endsWith(".test.ts") && !name.startsWith("exceptions"))
  .map((name) => readFileSync(new URL(name, folder), "utf8"));

test("three scenarios are left out of nine modes, each with a reason, and none twice", () => {
  expect(EXCEPTIONS.map(({ title, modes }) => `${title}: ${modes.join()}`)).toEqual([
    "scenario 115: M1,M2,M4,M5",
    "scenario 121: M4",
    "scenario 123: M2,M3,M4,M5",
  ]);
  for (const { reason } of EXCEPTIONS) expect(reason.split(" ").length).toBeGreaterThan(10);
});

test("what is left out is there", () => {
  for (const { title } of EXCEPTIONS) {
    const found = texts.filter(
      (text) => text.includes(`"${title}:`) || text.includes(`\`${title}:`),
    );
    expect(found, title).toHaveLength(1);
  }
});

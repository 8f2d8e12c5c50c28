// Anything broken in any file, by the dice. See damage.test.ts.
import { beforeAll, describe, expect, test } from "vitest";
import { SeededRandom } from "../../src/util/random.ts";
import {
  bytesIn,
  expectNoSilentLoss,
  type Files,
  flipBit,
  judge,
  makeTemplate,
  type Template,
} from "./damage.ts";
import { seeds } from "./support.ts";

/** Closed in order, with tables, a write-ahead file and several files of the journal: all of it is vouched for. */
let closed: Template;
/** Killed, with a WITNESS and a state that are many flushes behind: what comes after them is the documented window. */
let killed: Template;
const journalFileBytes = 3000;

beforeAll(async () => {
  closed = await makeTemplate({ seed: 1, isClosed: true, lives: [12, 12, 12], journalFileBytes });
  killed = await makeTemplate({
    seed: 2,
    isClosed: false,
    lives: [10, 20],
    witnessIntervalMs: 1_000_000,
    flushesPerSave: 7,
    journalFileBytes,
  });
});

const JOURNAL = /^journal\//;

/** Breaks something, anything, by the dice: half of the time in the journal. */
function breakSomething(files: Files, random: SeededRandom): string {
  const isJournal = random.below(2) === 0;
  const names = [...files.keys()].filter((name) => JOURNAL.test(name) === isJournal);
  const name = names[random.below(names.length)] ?? "";
  const bytes = bytesIn(files, name);
  const at = random.below(bytes.length);
  const kind = random.below(7);
  if (kind <= 2) {
    const bit = random.below(8);
    flipBit(files, name, { at, bit });
    return `bit ${bit} of byte ${at} of ${name}`;
  }
  if (kind === 6) {
    files.delete(name);
    return `${name} deleted`;
  }
  if (kind === 3) {
    files.set(name, bytes.subarray(0, at));
    return `${name} cut off at ${at}`;
  }
  const end = Math.min(bytes.length, at + 1 + random.below(600));
  if (kind === 4) {
    bytes.fill(0, at, end);
    return `zeros from ${at} to ${end} of ${name}`;
  }
  for (let position = at; position < end; position += 1) bytes[position] = random.below(256);
  return `noise from ${at} to ${end} of ${name}`;
}

test("the journals of these tests have several files", () => {
  for (const { files } of [closed, killed]) {
    const names = [...files.keys()].filter((name) => JOURNAL.test(name));
    expect(names.length).toBeGreaterThan(2);
  }
});

describe("random damage never loses anything silently", () => {
  test.each(seeds(12, 100))("after closing in order (SEED=%d)", async (seed) => {
    const random = new SeededRandom(seed);
    for (let round = 0; round < 12; round += 1) {
      let what = "";
      const verdict = await judge(closed, (files) => {
        what = breakSomething(files, random);
      });
      const lost = verdict.type === "opened" && verdict.flush !== closed.newestFlush;
      expect({ what, lost }).toEqual({ what, lost: false });
      expectNoSilentLoss(closed, verdict);
      // Of a log that has been applied, a whole file may be missing at the front: as if it had been trimmed.
      const trimmed = verdict.type === "opened" && verdict.firstIndex > 2;
      expect({ what, trimmed }).toEqual({
        what,
        trimmed: trimmed && /^journal.*deleted/.test(what),
      });
    }
  });

  test.each(seeds(12, 200))("after a kill, but for the window (SEED=%d)", async (seed) => {
    const random = new SeededRandom(seed);
    for (let round = 0; round < 12; round += 1) {
      const verdict = await judge(killed, (files) => {
        breakSomething(files, random);
      });
      expectNoSilentLoss(killed, verdict);
    }
  });
});

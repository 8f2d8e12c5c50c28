// Damage to the journal of a real data directory, and parts of it that are older than others. As damage.test.ts; what
// happens to each kind of bytes is in journal-opening.test.ts.
import { beforeAll, describe, expect, test } from "vitest";
import {
  bytesIn,
  type Files,
  flipBit,
  judge,
  makeTemplate,
  openedWhole,
  type Template,
  type Verdict,
} from "./damage.ts";
import { framesOf, writtenBytes } from "./journals.ts";

/** Closed in order: the WITNESS vouches for all of it. */
let closed: Template;
/** Killed, with a WITNESS that is many flushes behind, and three flushes that no row knows of, either. */
let killed: Template;
/** Killed, with a state that is nearly as old as the group. */
let behind: Template;

const FILES = /^journal\/\w+\.log$/;
const journalFileBytes = 3000;
const witnessIntervalMs = 1_000_000;

beforeAll(async () => {
  closed = await makeTemplate({ seed: 1, isClosed: true, lives: [12, 12, 12], journalFileBytes });
  const options = { isClosed: false, witnessIntervalMs, journalFileBytes };
  killed = await makeTemplate({ ...options, seed: 2, lives: [10, 20], unsavedFlushes: 3 });
  behind = await makeTemplate({ ...options, seed: 3, lives: [2], unsavedFlushes: 25 });
});

/** Names of the files that have frames, in their order; a file made ahead has none. */
function filesOf(files: Files): string[] {
  const names = [...files.keys()].filter((name) => FILES.test(name)).sort();
  return names.filter((name) => framesIn(files, name).length > 0);
}

function framesIn(files: Files, name: string): ReturnType<typeof framesOf> {
  return framesOf(bytesIn(files, name), Number.parseInt(name.slice("journal/1".length), 16));
}

async function expectRefused(
  template: Template,
  damage: (files: Files) => void,
  message: RegExp,
): Promise<void> {
  const verdict = await judge(template, damage);
  expect(verdict).toMatchObject({ type: "refused", message: expect.stringMatching(message) });
}

test("the directories of these tests have several files of the journal", async () => {
  for (const template of [closed, killed, behind]) {
    expect(filesOf(template.files).length).toBeGreaterThan(2);
    expect(await judge(template, () => {})).toEqual(openedWhole(template));
  }
});

describe("the last frame", () => {
  /** Breaks the frame of the newest flush. */
  async function judgeLast(
    template: Template,
    damage: (bytes: Buffer, at: number) => Buffer | undefined,
  ): Promise<Verdict> {
    return judge(template, (files) => {
      const name = filesOf(files).at(-1) ?? "";
      const frame = framesIn(files, name).at(-1);
      const bytes = bytesIn(files, name);
      files.set(name, damage(bytes, frame?.at ?? 0) ?? bytes);
    });
  }

  test("of which any part is missing is a flush that never was", async () => {
    const name = filesOf(killed.files).at(-1) ?? "";
    const { at = 0 } = framesIn(killed.files, name).at(-1) ?? {};
    const length = writtenBytes(bytesIn(killed.files, name), at);
    const expected = openedWhole(killed, { flush: killed.newestFlush - 1 });
    for (let kept = 0; kept < length; kept += 11) {
      const zeros = await judgeLast(killed, (bytes) => void bytes.fill(0, at + kept));
      const cut = await judgeLast(killed, (bytes) => bytes.subarray(0, at + kept));
      expect({ kept, zeros, cut }).toEqual({ kept, zeros: expected, cut: expected });
    }
  });

  test("is missed when the WITNESS knows of it", async () => {
    const verdict = await judgeLast(closed, (bytes, at) => void bytes.fill(0, at));
    expect(verdict).toMatchObject({ message: expect.stringMatching(/WITNESS says that flush/) });
  });

  test("is missed when a row of the database knows of it", async () => {
    // The third one from the end was durable before the last save.
    await expectRefused(
      killed,
      (files) => {
        const names = filesOf(files);
        const frames = names.flatMap((name) =>
          framesIn(files, name).map(({ at }) => ({ name, at })),
        );
        for (const { name, at } of frames.slice(-4)) bytesIn(files, name).fill(0, at);
      },
      /the record's flush \d+ is above the newest flush/,
    );
  });
});

test("a flipped bit in any frame but the last one is refused", async () => {
  for (const name of filesOf(killed.files)) {
    const bytes = bytesIn(killed.files, name);
    const frames = framesIn(killed.files, name);
    if (name === filesOf(killed.files).at(-1)) frames.pop();
    for (const { at, number } of frames) {
      const length = writtenBytes(bytes, at);
      for (let offset = number % 40; offset < length; offset += 40) {
        const verdict = await judge(killed, (files) => {
          flipBit(files, name, { at: at + offset, bit: offset % 8 });
        });
        expect({ name, number, offset, type: verdict.type }).toMatchObject({ type: "refused" });
      }
    }
  }
});

describe("a file of the journal", () => {
  test("that is missing, or cut off, is refused while the state is before its end", async () => {
    const names = filesOf(behind.files);
    for (const name of names.slice(0, -1)) {
      await expectRefused(
        behind,
        (files) => void files.delete(name),
        /trimmed \d+ is above applied|WITNESS says that flush/,
      );
      const end = framesIn(behind.files, name).at(-1)?.end ?? 0;
      for (const keep of [0, 3, end >> 1, end - 9]) {
        await expectRefused(
          behind,
          (files) => void files.set(name, bytesIn(files, name).subarray(0, keep)),
          /has no beginning|is missing before|and the file before it at/,
        );
      }
    }
  });

  test("at the front is not missed where all of it has been applied: it could have been trimmed", async () => {
    const [first = "", second = ""] = filesOf(closed.files);
    const one = await judge(closed, (files) => void files.delete(first));
    const both = await judge(closed, (files) => {
      files.delete(first);
      files.delete(second);
    });
    for (const verdict of [one, both]) {
      const firstIndex = verdict.type === "opened" ? verdict.firstIndex : 0;
      expect(firstIndex).toBeGreaterThan(2);
      expect(verdict).toEqual(openedWhole(closed, { firstIndex }));
    }
  });

  test("that is the last one is missed by what knows of its flushes", async () => {
    const drop = (files: Files): void => void files.delete(filesOf(files).at(-1) ?? "");
    await expectRefused(closed, drop, /WITNESS says that flush/);
    await expectRefused(killed, drop, /has no beginning behind file/);
  });

  test("in another one's place is refused", async () => {
    await expectRefused(
      killed,
      (files) => {
        const [first = "", second = ""] = filesOf(files);
        files.set(second, Buffer.from(bytesIn(files, first)));
      },
      /has no beginning/,
    );
  });

  test("that was removed, and what nobody finished, say nothing", async () => {
    const verdict = await judge(killed, (files) => {
      const [first = ""] = filesOf(files);
      files.set("journal/spare", Buffer.from(bytesIn(files, first)));
      files.set("journal/1f.log.new", Buffer.from(bytesIn(files, first)));
    });
    expect(verdict).toEqual(openedWhole(killed));
  });
});

test("a journal without its database, and without a WITNESS, is refused", async () => {
  await expectRefused(
    closed,
    (files) => {
      for (const name of files.keys()) if (!name.startsWith("journal/")) files.delete(name);
    },
    /there is a journal/,
  );
});

test("a database without its journal is refused, also without a WITNESS", async () => {
  const drop = (files: Files, kept: RegExp): void => {
    for (const name of files.keys()) if (!kept.test(name)) files.delete(name);
  };
  await expectRefused(closed, (files) => drop(files, /^db|WITNESS/), /journal ends at flush 0/);
  await expectRefused(closed, (files) => drop(files, /^db/), /WITNESS is missing beside 0 flushes/);
});

describe("an older state of one part", () => {
  const older = (files: Files, from: Template, folder: string): void => {
    for (const name of files.keys()) if (name.startsWith(folder)) files.delete(name);
    for (const [name, bytes] of from.files) {
      if (name.startsWith(folder)) files.set(name, Buffer.from(bytes));
    }
  };

  test("an older database beside a newer journal is refused", async () => {
    await expectRefused(
      closed,
      (files) => older(files, killed, "db/"),
      /database ends at batch \d+, but the journal says that batch/,
    );
  });

  test("an older journal beside a newer WITNESS is refused", async () => {
    await expectRefused(
      closed,
      (files) => older(files, killed, "journal/"),
      /journal ends at flush \d+, but WITNESS says that flush/,
    );
  });

  test("an older journal and an older WITNESS beside a newer database are refused", async () => {
    await expectRefused(
      closed,
      (files) => {
        older(files, killed, "journal/");
        older(files, killed, "WITNESS");
      },
      /the record's flush \d+ is above the newest flush/,
    );
  });
});

// Damage to the files of a data directory. Whatever is broken, opening either refuses with StorageCorruptedError or
// everything that was acknowledged reads back. `judge` compares all of it; it throws at any silent difference.
import { beforeAll, describe, expect, test } from "vitest";
import { seal } from "../../src/storage/checksum.ts";
import { encodeWitness } from "../../src/storage/records.ts";
import {
  bytesIn,
  expectNoSilentLoss,
  type Files,
  fileNamed,
  flipBit,
  judge,
  makeTemplate,
  openedWhole,
  recordsOf,
  type Template,
} from "./damage.ts";
import { IDENTITY } from "./support.ts";

const LOG = /^db\/\d+\.log$/;
const TABLE = /^db\/\d+\.ldb$/;
const MANIFEST = /^db\/MANIFEST/;

/** Closed in order, with tables and a write-ahead file: all of it is vouched for. */
let closed: Template;
/** Killed, with a WITNESS that is many flushes behind: what comes after it is the documented window. */
let killed: Template;

beforeAll(async () => {
  closed = await makeTemplate({ seed: 1, isClosed: true, lives: [12, 12, 12] });
  killed = await makeTemplate({
    seed: 2,
    isClosed: false,
    lives: [10, 20],
    witnessIntervalMs: 1_000_000,
  });
});

async function expectRefused(
  template: Template,
  damage: (files: Files) => void,
  message?: RegExp,
): Promise<void> {
  const verdict = await judge(template, damage);
  expect(verdict).toMatchObject({ type: "refused" });
  if (message !== undefined && verdict.type === "refused") expect(verdict.message).toMatch(message);
}

describe("without damage", () => {
  test("a directory that was closed in order opens with everything", async () => {
    expect(closed.witnessFlush).toBe(closed.newestFlush);
    expect([...closed.files.keys()].filter((name) => TABLE.test(name)).length).toBeGreaterThan(1);
    const verdict = await judge(closed, () => {});
    expect(verdict).toEqual(openedWhole(closed));
  });

  test("the directory of a killed process opens with everything", async () => {
    expect(killed.witnessFlush).toBeLessThan(killed.newestFlush - 10);
    const verdict = await judge(killed, () => {});
    expect(verdict).toEqual(openedWhole(killed));
  });
});

describe("a flipped bit in the write-ahead file is refused", () => {
  const fields = [
    { field: "checksum", offset: 0 },
    { field: "length, low byte", offset: 4 },
    { field: "length, high byte", offset: 5 },
    { field: "type", offset: 6 },
    { field: "sequence number", offset: 7 },
    { field: "row count", offset: 15 },
    { field: "row tag", offset: 19 },
    { field: "key", offset: 22 },
    { field: "value", offset: 60 },
  ];
  const places = ["first", "middle", "last"] as const;
  const cases = fields.flatMap((field) => places.map((place) => ({ ...field, place })));
  test.each(cases)("in the $field of its $place record", async ({ offset, place }) => {
    await expectRefused(killed, (files) => {
      const name = fileNamed(files, LOG);
      const records = recordsOf(bytesIn(files, name));
      const number = { first: 0, middle: records.length >> 1, last: records.length - 1 }[place];
      flipBit(files, name, { at: (records[number]?.at ?? 0) + offset });
    });
  });

  test("in every bit of the length of the last record", async () => {
    for (let bit = 0; bit < 16; bit += 1) {
      await expectRefused(killed, (files) => {
        const name = fileNamed(files, LOG);
        const last = recordsOf(bytesIn(files, name)).pop();
        flipBit(files, name, { at: (last?.at ?? 0) + 4 + (bit >> 3), bit: bit & 7 });
      });
    }
  });
});

describe("a write-ahead file that is cut off", () => {
  test("scenario 134: inside its last record loses an unacknowledged batch, which the journal makes up for", async () => {
    for (const template of [closed, killed]) {
      for (const drop of [1, 5, 40]) {
        const verdict = await judge(template, (files) => {
          const name = fileNamed(files, LOG);
          const bytes = bytesIn(files, name);
          files.set(name, bytes.subarray(0, bytes.length - drop));
        });
        // Nobody can tell it from a write that the crash cut off; what the batch was made of is in the journal.
        expect(verdict).toEqual(openedWhole(template, { save: template.newestSave - 1 }));
      }
    }
  });

  test("is refused where the journal vouches for more, and opened where it does not", async () => {
    const name = fileNamed(killed.files, LOG);
    const records = recordsOf(bytesIn(killed.files, name));
    const firstSave = killed.newestSave - records.length + 1;
    for (let kept = 0; kept <= records.length; kept += 1) {
      const end = records[kept]?.at ?? bytesIn(killed.files, name).length;
      const verdict = await judge(killed, (files) => {
        files.set(name, bytesIn(files, name).subarray(0, end));
      });
      const save = firstSave + kept - 1;
      if (save < killed.newestSave - 1) {
        expect(verdict).toMatchObject({
          type: "refused",
          message: expect.stringMatching(/journal says that batch \d+ was durable|missing/),
        });
      } else {
        expect(verdict).toEqual(openedWhole(killed, { save }));
      }
    }
  });

  test("to nothing, with zeros to its old length, is refused", async () => {
    await expectRefused(closed, (files) => bytesIn(files, fileNamed(files, LOG)).fill(0));
  });

  test("a last write of which only zeros arrived is a torn one", async () => {
    const verdict = await judge(killed, (files) => {
      const name = fileNamed(files, LOG);
      files.set(name, Buffer.concat([bytesIn(files, name), Buffer.alloc(700)]));
    });
    expect(verdict).toEqual(openedWhole(killed));
  });

  test("scenario 134: a sector of zeros in the middle is refused", async () => {
    await expectRefused(killed, (files) => {
      const bytes = bytesIn(files, fileNamed(files, LOG));
      bytes.fill(0, 512, 1024);
    });
  });
});

test("records taken out of the middle of the write-ahead file are missed", async () => {
  for (const take of [1, 3]) {
    await expectRefused(
      killed,
      (files) => {
        const name = fileNamed(files, LOG);
        const bytes = bytesIn(files, name);
        const records = recordsOf(bytes);
        const from = records[5]?.at ?? 0;
        const to = records[5 + take]?.at ?? 0;
        files.set(name, Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]));
      },
      /sequence number/,
    );
  }
});

test("records taken from the beginning of the write-ahead file are missed", async () => {
  await expectRefused(
    killed,
    (files) => {
      const name = fileNamed(files, LOG);
      const bytes = bytesIn(files, name);
      files.set(name, bytes.subarray(recordsOf(bytes)[4]?.at ?? 0));
    },
    /sequence number/,
  );
});

describe("a missing file is refused", () => {
  const kinds = [
    { kind: "the write-ahead file", pattern: LOG },
    { kind: "a table", pattern: TABLE },
    { kind: "the manifest", pattern: MANIFEST },
    { kind: "CURRENT", pattern: /^db\/CURRENT$/ },
    { kind: "the journal", pattern: /^journal\/11\.log$/ },
    { kind: "the WITNESS", pattern: /^WITNESS$/ },
  ];
  test.each(kinds)("$kind, after closing in order", async ({ pattern }) => {
    await expectRefused(closed, (files) => files.delete(fileNamed(files, pattern)));
  });
  test.each(kinds)("$kind, after a kill", async ({ pattern }) => {
    await expectRefused(killed, (files) => files.delete(fileNamed(files, pattern)));
  });
  test.each(kinds)("$kind, empty instead", async ({ pattern }) => {
    await expectRefused(closed, (files) => {
      files.set(fileNamed(files, pattern), Buffer.alloc(0));
    });
  });

  test("the write-ahead file, also where the WITNESS vouches for nothing in it", async () => {
    await expectRefused(
      killed,
      (files) => {
        files.delete(fileNamed(files, LOG));
        const record = encodeWitness({ identity: IDENTITY, flushNumber: 3 });
        files.set("WITNESS", Buffer.from(seal("WITNESS", record)));
      },
      /write-ahead file \d+, which MANIFEST-\d+ names, is missing/,
    );
  });

  test("the whole database, while the WITNESS is there: no new one is made", async () => {
    await expectRefused(
      closed,
      (files) => {
        for (const name of files.keys()) if (name.startsWith("db/")) files.delete(name);
      },
      /database is missing beside the file WITNESS/,
    );
  });

  test("everything but the tables", async () => {
    await expectRefused(
      closed,
      (files) => {
        for (const name of files.keys()) if (!TABLE.test(name)) files.delete(name);
      },
      /CURRENT is missing/,
    );
  });

  test("each single file", async () => {
    for (const name of closed.files.keys()) {
      await expectRefused(closed, (files) => files.delete(name));
    }
  });
});

describe("a flipped bit in the manifest is refused", () => {
  const fields = [
    { field: "checksum", offset: 0 },
    { field: "length", offset: 4 },
    { field: "type", offset: 6 },
    { field: "contents", offset: 9 },
  ];
  const cases = fields.flatMap((field) => [0, 1].map((record) => ({ ...field, record })));
  test.each(cases)("in the $field of record $record", async ({ offset, record }) => {
    await expectRefused(closed, (files) => {
      const name = fileNamed(files, MANIFEST);
      const found = recordsOf(bytesIn(files, name))[record];
      flipBit(files, name, { at: (found?.at ?? 0) + offset });
    });
  });

  test("in any byte of CURRENT", async () => {
    const length = bytesIn(closed.files, "db/CURRENT").length;
    for (let at = 0; at < length; at += 1) {
      await expectRefused(closed, (files) => flipBit(files, "db/CURRENT", { at, bit: 1 }));
    }
  });

  test("and a manifest that is cut off anywhere loses nothing silently", async () => {
    const name = fileNamed(closed.files, MANIFEST);
    const { length } = bytesIn(closed.files, name);
    for (let keep = 0; keep < length; keep += Math.ceil(length / 25)) {
      const verdict = await judge(closed, (files) => {
        files.set(name, bytesIn(files, name).subarray(0, keep));
      });
      expectNoSilentLoss(closed, verdict);
    }
  });
});

describe("a flipped bit in a table is refused", () => {
  const tableEnd = (files: Files): { name: string; length: number } => {
    const name = fileNamed(files, TABLE);
    return { name, length: bytesIn(files, name).length };
  };
  const places = [
    { place: "a key of a data block", at: () => 6 },
    { place: "a value of a data block", at: () => 120 },
    { place: "the middle of the file", at: (length: number) => length >> 1 },
    { place: "the index", at: (length: number) => length - 48 - 5 - 20 },
    { place: "the checksum of the index", at: (length: number) => length - 48 - 2 },
    { place: "the index's handle in the footer", at: (length: number) => length - 48 + 4 },
    { place: "the filter index's handle in the footer", at: (length: number) => length - 48 },
    { place: "the magic number", at: (length: number) => length - 3 },
  ];
  test.each(places)("in $place", async ({ at }) => {
    await expectRefused(closed, (files) => {
      const { name, length } = tableEnd(files);
      flipBit(files, name, { at: at(length) });
    });
  });

  test("in any state key, which a read by key would not miss", async () => {
    const { name } = tableEnd(closed.files);
    const bytes = bytesIn(closed.files, name);
    const keys: number[] = [];
    for (let at = bytes.indexOf("value "); at !== -1; at = bytes.indexOf("value ", at + 1)) {
      keys.push(at - 10);
    }
    expect(keys.length).toBeGreaterThan(5);
    for (const at of keys) {
      await expectRefused(closed, (files) => flipBit(files, name, { at }), /checksum of the block/);
    }
  });

  test("in the filter, which would hide rows", async () => {
    await expectRefused(
      closed,
      (files) => {
        const { name } = tableEnd(files);
        const bytes = bytesIn(files, name);
        // Its index comes right behind it and has its name in it.
        const filterEnd = bytes.indexOf("filter.leveldb") - 3 - 5;
        bytes.fill(0, filterEnd - 60, filterEnd - 20);
      },
      /checksum of the block/,
    );
  });

  test("and a table that is cut off or longer is refused", async () => {
    for (const change of [-1, -48, -200, 1]) {
      await expectRefused(closed, (files) => {
        const { name, length } = tableEnd(files);
        const longer = Buffer.concat([bytesIn(files, name), Buffer.alloc(1)]);
        files.set(name, longer.subarray(0, length + change));
      });
    }
  });

  test("and another table in its place is refused", async () => {
    await expectRefused(closed, (files) => {
      const names = [...files.keys()].filter((name) => TABLE.test(name)).sort();
      const [first = "", second = ""] = names;
      files.set(second, bytesIn(files, first));
    });
  });
});

describe("the WITNESS", () => {
  test("with any bit of one of its two slots flipped is read from the other: nothing is lost", async () => {
    for (let at = 0; at < 64; at += 5) {
      for (const slot of [0, 4096]) {
        const verdict = await judge(closed, (files) =>
          flipBit(files, "WITNESS", { at: slot + at, bit: at % 8 }),
        );
        expect(verdict).toEqual(openedWhole(closed));
      }
    }
  });

  test("is refused with any bit of both flipped", async () => {
    for (let at = 0; at < 64; at += 1) {
      await expectRefused(closed, (files) => {
        for (const slot of [0, 4096]) flipBit(files, "WITNESS", { at: slot + at, bit: at % 8 });
      });
    }
  });

  test("is refused when it is cut off anywhere", async () => {
    const { length } = bytesIn(closed.files, "WITNESS");
    const edges = [0, 1, 15, 16, 17, 4095, 4096, 4097, length - 1];
    const between = Array.from({ length: 60 }, (_, at) => Math.floor((at * length) / 60));
    for (const keep of [...edges, ...between]) {
      await expectRefused(closed, (files) => {
        files.set("WITNESS", bytesIn(files, "WITNESS").subarray(0, keep));
      });
    }
  });

  test("of another node is refused", async () => {
    await expectRefused(
      closed,
      (files) => {
        const identity = { ...IDENTITY, incarnation: 2 };
        const record = encodeWitness({ identity, flushNumber: 3 });
        files.set("WITNESS", Buffer.from(seal("WITNESS", record)));
      },
      /belongs to node "node-1", incarnation 2/,
    );
  });
});

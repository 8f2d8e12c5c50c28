// LevelDB's file formats, byte by byte: every flipped bit and every cut is found where a checksum can find it, and what
// a crash leaves is told from damage.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Level } from "level";
import { describe, expect, test } from "vitest";
import { crc32c, maskCrc } from "../../src/storage/crc32c.ts";
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { checkLevelDirectory } from "../../src/storage/level-check.ts";
import { LevelDamage, type LogScan, scanLevelLog } from "../../src/storage/level-log.ts";
import { readLevelManifest } from "../../src/storage/level-manifest.ts";
import { checkLevelTable } from "../../src/storage/level-table.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { readFiles, writeFiles } from "./damage.ts";
import { bytesOf, seeds, temporaryDirectory } from "./support.ts";

const BLOCK = 32768;

test("a large batch leaves the event loop its turns while it is made, and is there as a whole", async () => {
  const backend = await LevelBackend.openHeld(temporaryDirectory());
  const { keyValue } = backend;
  const keys = Array.from({ length: 3000 }, (_, at) => `k${at}`);
  const seal = (key: string, value: Uint8Array): Uint8Array => Buffer.from(`${key}=${value[0]}`);
  let turns = 0;
  const turn = (): void => {
    turns += 1;
    expect(keyValue.get("k0")).toBeUndefined();
    if (turns < 11) setImmediate(turn);
  };
  setImmediate(turn);
  await keyValue.write({ keys, values: keys.map((_, at) => new Uint8Array([at % 256])), seal });
  expect(turns).toBe(11);
  for (const [at, key] of keys.entries()) {
    expect(Buffer.from(keyValue.get(key) ?? []).toString()).toBe(`${key}=${at % 256}`);
  }
  await backend.close();
});

/** Writes a log as LevelDB does. An oracle of its own: nothing of it comes from src. */
function buildLog(payloads: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  const push = (bytes: Buffer): void => {
    parts.push(bytes);
    at += bytes.length;
  };
  for (const payload of payloads) {
    let rest = payload;
    let isFirst = true;
    do {
      const left = BLOCK - (at % BLOCK);
      if (left < 7) push(Buffer.alloc(left));
      const room = BLOCK - (at % BLOCK) - 7;
      const piece = rest.subarray(0, room);
      rest = rest.subarray(piece.length);
      const isLast = rest.length === 0;
      const type = isFirst ? (isLast ? 1 : 2) : isLast ? 4 : 3;
      const record = Buffer.concat([Buffer.alloc(6), Buffer.from([type]), piece]);
      record.writeUInt32LE(slowMaskedCrc(record.subarray(6)), 0);
      record.writeUInt16LE(piece.length, 4);
      push(record);
      isFirst = false;
    } while (rest.length > 0);
  }
  return Buffer.concat(parts);
}

/** One bit at a time. */
function slowCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function slowMaskedCrc(bytes: Uint8Array): number {
  const crc = slowCrc(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function noise(random: SeededRandom, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => 1 + random.below(255)));
}

/** What a scan gives, or the message of the damage. */
function scan(file: Uint8Array): (LogScan & { payloads: Buffer[] }) | string {
  const payloads: Buffer[] = [];
  try {
    const found = scanLevelLog(file, (fragments) => payloads.push(Buffer.concat(fragments)));
    return { ...found, payloads };
  } catch (error) {
    if (error instanceof LevelDamage) return error.message;
    throw error;
  }
}

describe("CRC-32C", () => {
  test("of the digits 1 to 9 is the published one", () => {
    expect(crc32c(bytesOf("123456789"), 0, 9)).toBe(0xe3069283);
  });

  test("equals one bit at a time, for all lengths and alignments", () => {
    const bytes = noise(new SeededRandom(3), 64);
    for (let start = 0; start < 10; start += 1) {
      for (let end = start; end <= 64; end += 1) {
        expect(crc32c(bytes, start, end)).toBe(slowCrc(bytes.subarray(start, end)));
      }
    }
    expect(maskCrc(crc32c(bytes, 0, 64))).toBe(slowMaskedCrc(bytes));
  });
});

describe("a log file", () => {
  const random = new SeededRandom(11);
  // Around the block's end in every way: a header that just fits, a trailer of zeros, records of several blocks.
  const sizes = [1, 300, 32000, 440, 3, 70000, 12, 0, 5, BLOCK - 7 - 30, 100];
  const payloads = sizes.map((size) => noise(random, size));
  const file = buildLog(payloads);

  test("is read back as it was written", () => {
    expect(scan(file)).toEqual({ records: payloads.length, tornAt: null, payloads });
    expect(scan(Buffer.alloc(0))).toEqual({ records: 0, tornAt: null, payloads: [] });
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
    "is read back when a block ends %d bytes behind a record",
    (left) => {
      const filler = noise(random, BLOCK - 7 - left);
      const three = [filler, noise(random, 20), noise(random, 5)];
      expect(scan(buildLog(three))).toEqual({ records: 3, tornAt: null, payloads: three });
    },
  );

  test("with any one bit flipped is damaged, or reads the same", () => {
    const small = [noise(random, 40), noise(random, 200), noise(random, 1), noise(random, 77)];
    const bytes = buildLog(small);
    for (let at = 0; at < bytes.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        expect({ at, bit, found: typeof scan(damaged) }).toEqual({ at, bit, found: "string" });
      }
    }
  });

  test.each(seeds(4))(
    "of many blocks with a bit flipped is damaged, or reads the same (SEED=%d)",
    (seed) => {
      const dice = new SeededRandom(seed);
      const intact = scan(file);
      for (let round = 0; round < 300; round += 1) {
        const at = dice.below(file.length);
        const damaged = Buffer.from(file);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << dice.below(8));
        const found = scan(damaged);
        if (typeof found !== "string") expect(found).toEqual(intact);
      }
    },
  );

  test("cut off anywhere is a torn last record, and all before it is there", () => {
    const small = [noise(random, 40), noise(random, 200), noise(random, 1), noise(random, 77)];
    const bytes = buildLog(small);
    const ends = small.map((_, at) => buildLog(small.slice(0, at + 1)).length);
    for (let keep = 0; keep <= bytes.length; keep += 1) {
      const whole = ends.filter((end) => end <= keep).length;
      const isClean = keep === 0 || ends.includes(keep);
      expect(scan(bytes.subarray(0, keep))).toEqual({
        records: whole,
        tornAt: isClean ? null : (ends[whole - 1] ?? 0),
        payloads: small.slice(0, whole),
      });
    }
  });

  test.each(seeds(4))(
    "of many blocks cut off anywhere is torn, never damaged (SEED=%d)",
    (seed) => {
      const dice = new SeededRandom(seed);
      for (let round = 0; round < 100; round += 1) {
        const found = scan(file.subarray(0, dice.below(file.length)));
        if (typeof found === "string") throw new Error(found);
        // vitest's own comparison takes milliseconds for each of these.
        const whole = payloads.slice(0, found.records);
        expect(Buffer.concat(found.payloads).equals(Buffer.concat(whole))).toBe(true);
      }
    },
  );

  test("is torn where sectors of the last write never arrived", () => {
    const before = [noise(random, 100), noise(random, 900)];
    const whole = buildLog([...before, noise(random, 70_000)]);
    const start = buildLog(before).length;
    const sectors = [start, 1536, 2048, 33280, 65536, whole.length - (whole.length % 512)];
    for (const from of sectors) {
      const torn = Buffer.from(whole);
      torn.fill(0, from, Math.min(from - (from % 512) + 512, torn.length));
      expect(scan(torn)).toMatchObject({ records: 2, tornAt: start });
    }
    const nothing = Buffer.from(whole);
    nothing.fill(0, start);
    expect(scan(nothing)).toMatchObject({ records: 2, tornAt: start });
  });

  test("is damaged where a hole is followed by another record", () => {
    const damaged = buildLog([noise(random, 100), noise(random, 2000), noise(random, 10)]);
    damaged.fill(0, 512, 1024);
    expect(scan(damaged)).toMatch(/another follows at/);
    const apart = Buffer.from(file);
    apart.fill(0, 1024, 1536);
    expect(scan(apart)).toMatch(/another follows at/);
  });

  test("is damaged where fragments do not fit together", () => {
    const blocks = buildLog([noise(random, 90_000)]);
    const alone = buildLog([noise(random, 10)]);
    expect(scan(blocks.subarray(BLOCK))).toBe("the record before 0 has no beginning");
    expect(scan(Buffer.concat([blocks.subarray(0, BLOCK), alone]))).toBe(
      "the record at 0 has no end",
    );
  });
});

/** A real database with several tables and a write-ahead file; its directory. */
async function realDatabase(): Promise<string> {
  const dataDir = temporaryDirectory();
  for (let life = 0; life < 3; life += 1) {
    const backend = await LevelBackend.open({ dataDir });
    for (let batch = 0; batch < 10; batch += 1) {
      const keys = Array.from({ length: 10 }, (_, at) => `key/${life}/${batch}/${at}`);
      await backend.keyValue.write({ keys, values: keys.map((key) => bytesOf(key.repeat(5))) });
    }
    await backend.close();
  }
  return join(dataDir, "db");
}

describe("a real database", () => {
  test("is intact, and its manifest names its files", async () => {
    const directory = await realDatabase();
    expect(await checkLevelDirectory(directory)).toBe("intact");
    const manifest = await readLevelManifest(directory);
    const names = [...readFiles(directory).keys()];
    for (const [number, bytes] of manifest.tables) {
      const name = `${String(number).padStart(6, "0")}.ldb`;
      expect(readFileSync(join(directory, name)).length).toBe(bytes);
    }
    expect(manifest.tables.size).toBe(names.filter((name) => name.endsWith(".ldb")).length);
    expect(names).toContain(`${String(manifest.logNumber).padStart(6, "0")}.log`);
    expect(manifest.lastSequence).toBe(200);
  });

  test("is missing where there is nothing, or no more than LevelDB's own leftovers", async () => {
    const directory = temporaryDirectory();
    expect(await checkLevelDirectory(join(directory, "none"))).toBe("missing");
    writeFileSync(join(directory, "LOG"), "");
    writeFileSync(join(directory, "MANIFEST-000001"), "a crash before CURRENT was made");
    expect(await checkLevelDirectory(directory)).toBe("missing");
  });

  test("has no table in which any byte can change unseen, but for the padding of the footer", async () => {
    const directory = await realDatabase();
    const manifest = await readLevelManifest(directory);
    const [[number, bytes] = [0, 0]] = manifest.tables;
    const path = join(directory, `${String(number).padStart(6, "0")}.ldb`);
    const intact = readFileSync(path);
    await checkLevelTable(path, bytes);
    const unseen: number[] = [];
    for (let at = 0; at < intact.length; at += 1) {
      const damaged = Buffer.from(intact);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(path, damaged);
      const found = await checkLevelTable(path, bytes).then(
        () => false,
        (error: unknown) => error instanceof LevelDamage,
      );
      if (!found) unseen.push(at - intact.length);
    }
    const padding = unseen.filter((fromEnd) => fromEnd >= -48 && fromEnd < -8);
    expect(unseen).toEqual(padding);
    expect(padding.length).toBeLessThan(40);
  });

  test("has no table with bytes that belong to no block", async () => {
    const directory = await realDatabase();
    const [[number, bytes] = [0, 0]] = (await readLevelManifest(directory)).tables;
    const intact = readFileSync(join(directory, `${String(number).padStart(6, "0")}.ldb`));
    const path = join(temporaryDirectory(), "table");
    const end = intact.length - 48;
    writeFileSync(
      path,
      Buffer.concat([intact.subarray(0, end), Buffer.alloc(3), intact.subarray(end)]),
    );
    await expect(checkLevelTable(path, bytes + 3)).rejects.toThrow(/blocks end at/);
  });

  test("with more than one block in a table, and tables larger than a chunk, is intact", async () => {
    const directory = temporaryDirectory();
    const level = new Level<string, Uint8Array>(directory, {
      valueEncoding: "view",
      compression: false,
      maxFileSize: 8 * 1024 * 1024,
    });
    await level.open();
    const random = new SeededRandom(5);
    const batch = level.batch();
    for (let row = 0; row < 3000; row += 1) batch.put(`row/${row}`, noise(random, 1000));
    await batch.write({ sync: true });
    await level.close();
    const again = new Level(directory, { compression: false });
    await again.open();
    await again.close();
    const [[number] = [0]] = (await readLevelManifest(directory)).tables;
    expect(await checkLevelDirectory(directory)).toBe("intact");
    const path = join(directory, `${String(number).padStart(6, "0")}.ldb`);
    const bytes = readFileSync(path);
    for (let at = 0; at < bytes.length; at += 99_991) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 16;
      writeFileSync(path, damaged);
      await expect(checkLevelDirectory(directory)).rejects.toThrow(LevelDamage);
    }
  });

  test("that was closed while its write-ahead file had just been rotated is intact", async () => {
    const dataDir = temporaryDirectory();
    const backend = await LevelBackend.open({ dataDir, writeBufferBytes: 64 * 1024 });
    const random = new SeededRandom(6);
    let seen = 0;
    for (let batch = 0; batch < 60; batch += 1) {
      const keys = [`k${batch}`, `l${batch}`];
      await backend.keyValue.write({ keys, values: [noise(random, 3000), noise(random, 3000)] });
      // As a kill at this moment would leave it, unless a file comes or goes while it is copied.
      const copy = temporaryDirectory();
      let state: string;
      try {
        writeFiles(copy, readFiles(join(dataDir, "db")));
        state = await checkLevelDirectory(copy);
      } catch (error) {
        expect((error as Error).message).toMatch(/missing|ENOENT/);
        state = "raced";
      }
      if (state === "intact") seen += 1;
    }
    await backend.close();
    expect(seen).toBeGreaterThan(40);
    expect(await checkLevelDirectory(join(dataDir, "db"))).toBe("intact");
  });
});

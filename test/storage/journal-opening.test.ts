// What opening makes of a journal: what a crash may leave behind is taken as it is meant, everything else is damage. Byte by
// byte, on a disk in memory.
import { describe, expect, test } from "vitest";
import { StorageCorruptedError } from "../../src/errors.ts";
import { seal } from "../../src/storage/checksum.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { encodeWitness } from "../../src/storage/records.ts";
import {
  appendsOf,
  dataAt,
  expectRefused,
  fileOf,
  framesOf,
  grown,
  journalFile,
  killed,
  lastOf,
  OPTIONS,
  reopened,
  writtenBytes,
} from "./journals.ts";
import { IDENTITY } from "./support.ts";

async function setWitness(disk: MemoryDisk, flushNumber: number): Promise<void> {
  const backend = await disk.open();
  await backend.witness.write(seal("WITNESS", encodeWitness({ identity: IDENTITY, flushNumber })));
  await backend.close();
}

describe("the last frame", () => {
  test("of which only a first part is there is taken as never written, and its place is used again", async () => {
    const disk = await killed(4, 4);
    const { file, at, number, bytes } = lastOf(disk);
    const whole = bytes.slice();
    const length = writtenBytes(whole, at);
    for (let kept = 0; kept < length; kept += 1) {
      await setWitness(disk, 1);
      bytes.set(whole);
      bytes.fill(0, at + kept);
      const node = await reopened(disk);
      expect(node.flushNumber).toBe(number - 1);
      expect(node.group(1).lastIndex()).toBe(7);
      await node.flush([grown(8, 8, { dataBytes: 20 })]);
      disk.crash();
      expect(framesOf(bytes, file).at(-1)).toMatchObject({ at, number });
      const again = await reopened(disk);
      expect(again.flushNumber).toBe(number);
      expect(dataAt(again, 8)).toBe("entry 8 ............");
      disk.crash();
    }
  });

  test("of which any sector is missing is taken as never written", async () => {
    const options = { ...OPTIONS, journalFileBytes: 8192 };
    const disk = await killed(1, 1, options);
    const node = await reopened(disk, options);
    await node.flush([grown(4, 5, { dataBytes: 1500 })]);
    disk.crash();
    const { at, number, bytes } = lastOf(disk);
    const whole = bytes.slice();
    const { end = 0 } = framesOf(bytes, 1).at(-1) ?? {};
    expect(end - at).toBeGreaterThan(3000);
    for (let sector = at - (at % 512); sector < end; sector += 512) {
      await setWitness(disk, 1);
      bytes.set(whole);
      bytes.fill(0, Math.max(sector, at), sector + 512);
      const again = await reopened(disk);
      expect(again.flushNumber).toBe(number - 1);
      disk.crash();
    }
  });

  test("is missed when the WITNESS knows of it", async () => {
    const disk = await killed(4, 4);
    const { number, at, bytes } = lastOf(disk);
    await setWitness(disk, number);
    bytes.fill(0, at);
    await expectRefused(disk, /journal ends at flush 5, but WITNESS says that flush 6/);
  });

  test("is missed when the row of its group knows of it", async () => {
    const disk = await killed(4, 0);
    const { at, bytes } = lastOf(disk);
    bytes.fill(0, at);
    await expectRefused(disk, /the record's flush 6 is above the newest flush 5/);
  });
});

describe("a flipped bit", () => {
  test("in any byte of any frame but the last one is found, and file and flush are named", async () => {
    const disk = await killed(12, 12);
    const last = lastOf(disk);
    expect(last.file).toBeGreaterThan(1);
    for (const [file, bytes] of disk.journal) {
      for (const { at, number } of framesOf(bytes, file)) {
        if (number === last.number) continue;
        const length = writtenBytes(bytes, at);
        for (let offset = 0; offset < length; offset += 1) {
          const flipped = 1 << (offset % 8);
          bytes[at + offset] = (bytes[at + offset] ?? 0) ^ flipped;
          const error = await reopened(disk).catch((cause: unknown) => cause);
          bytes[at + offset] = (bytes[at + offset] ?? 0) ^ flipped;
          expect(error, `${file}:${at}+${offset}`).toBeInstanceOf(StorageCorruptedError);
          const { message } = error as Error;
          // The last frame of a file is missed by the first one of the next file.
          const says = [
            `flush ${number} in file ${file} of the journal is damaged`,
            `flush ${number} is missing before ${number + 1}`,
            `file ${file} of the journal has no beginning`,
            `file ${file + 1} of the journal begins where group 1 ends`,
          ];
          expect(
            says.some((text) => message.includes(text)),
            message,
          ).toBe(true);
        }
      }
    }
    await (await reopened(disk)).close();
  });

  test("in the first frame of the last file is found: it is no file that was made ahead", async () => {
    const disk = await killed(15, 15);
    const { file, bytes, number } = lastOf(disk);
    const first = framesOf(bytes, file)[0]?.number ?? 0;
    expect(number).toBeGreaterThan(first);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    await expectRefused(
      disk,
      new RegExp(`flush ${first} in file ${file} of the journal is damaged`),
    );
  });

  test("in the only file's first frame is found: it is no journal that was never begun", async () => {
    const disk = await killed(1, 1);
    journalFile(disk, 1)[20] = 0xff;
    await expectRefused(disk, /flush 1 in file 1 of the journal is damaged/);
    const backend = await disk.open();
    const keys = disk.table.rows({ gte: "", lt: "\u{10ffff}" }).map(({ key }) => key);
    await backend.keyValue.write({ keys, values: keys.map(() => null) });
    await backend.close();
    await expectRefused(disk, /damaged|WITNESS/);
  });

  test("in what pads a frame, and behind the last one, is nothing", async () => {
    const disk = await killed(2, 2);
    const { at, bytes, number } = lastOf(disk);
    const { end = 0 } = framesOf(bytes, 1).at(-1) ?? {};
    for (let place = at + writtenBytes(bytes, at); place < end; place += 1) bytes[place] = 0xff;
    bytes.fill(0xff, end);
    const node = await reopened(disk);
    expect(node.flushNumber).toBe(number);
    await node.flush([grown(6, 6)]);
    disk.crash();
    const again = await reopened(disk);
    expect(again.flushNumber).toBe(number + 1);
    await again.close();
  });
});

describe("bytes of other files", () => {
  test("behind the last frame, and in a file that was made ahead, are never taken", async () => {
    const disk = await killed(12, 12);
    const { file, bytes, number } = lastOf(disk);
    const { end = 0 } = framesOf(bytes, file).at(-1) ?? {};
    for (const [older, from] of [...disk.journal].filter(([at]) => at < file)) {
      for (const { at, end: to } of framesOf(from, older)) {
        const room = bytes.subarray(end);
        if (to - at > room.length) continue;
        room.fill(0);
        room.set(from.subarray(at, to));
        disk.journal.set(file + 1, from.slice());
        const node = await reopened(disk);
        expect(node.flushNumber).toBe(number);
        disk.crash();
      }
    }
    // What follows is written over them.
    const node = await reopened(disk);
    for (let index = 26; index < 100; index += 2) await node.flush([grown(index, index + 1)]);
    expect(lastOf(disk).file).toBeGreaterThan(file + 1);
    disk.crash();
    const again = await reopened(disk);
    for (let index = 2; index < 100; index += 1)
      expect(dataAt(again, index)).toBe(`entry ${index} `.padEnd(10, "."));
    await again.close();
  });
});

describe("files", () => {
  test("one made ahead and never written is used, as it is", async () => {
    const disk = await killed(4, 4);
    const { file } = lastOf(disk);
    disk.journal.set(file + 1, new Uint8Array(64));
    const node = await reopened(disk);
    for (let index = 10; index < 40; index += 2) await node.flush([grown(index, index + 1)]);
    disk.crash();
    const again = await reopened(disk);
    expect(again.group(1).lastIndex()).toBe(39);
    expect(dataAt(again, 39)).toBe("entry 39 .");
    await again.close();
  });

  test("a later one without a beginning is damage where another one follows", async () => {
    const disk = await killed(4, 4);
    const { file } = lastOf(disk);
    disk.journal.set(file + 1, new Uint8Array(64));
    disk.journal.set(file + 2, new Uint8Array(64));
    await expectRefused(disk, new RegExp(`file ${file + 1} of the journal has no beginning`));
  });

  test("those that a crash has brought back before a gap go again", async () => {
    const disk = await killed(50, 0);
    const old = new Map(
      [...disk.journal].filter(([file]) => file < 3).map(([file, bytes]) => [file, bytes.slice()]),
    );
    disk.journal.delete(1);
    disk.journal.delete(2);
    disk.journal.delete(3);
    const firstIndex = await (async () => {
      const node = await reopened(disk);
      disk.crash();
      return node.group(1).firstIndex();
    })();
    expect(firstIndex).toBeGreaterThan(2);
    for (const [file, bytes] of old) disk.journal.set(file, bytes);
    const node = await reopened(disk);
    expect(node.group(1).firstIndex()).toBe(firstIndex);
    await node.close();
    expect([...disk.journal.keys()].filter((file) => file < 4)).toEqual([]);
  });

  test("those that a crash has brought back without a gap are as if they had never gone", async () => {
    const disk = await killed(50, 0);
    const [first = new Uint8Array()] = [disk.journal.get(1)?.slice()];
    disk.journal.delete(1);
    const node = await reopened(disk);
    const firstIndex = node.group(1).firstIndex();
    expect(firstIndex).toBeGreaterThan(2);
    disk.crash();
    disk.journal.set(1, first);
    const again = await reopened(disk);
    expect(again.group(1).firstIndex()).toBe(2);
    expect(dataAt(again, 2)).toBe("entry 2 ..");
    await again.close();
  });

  test("a missing one in the middle is damage while its entries are needed, and nothing is removed then", async () => {
    const disk = await killed(30, 29);
    const names = [...disk.journal.keys()];
    expect(names.length).toBeGreaterThan(3);
    for (const file of names.slice(0, -2)) {
      const bytes = journalFile(disk, file);
      disk.journal.delete(file);
      await expectRefused(disk, /trimmed \d+ is above applied 1/);
      expect(disk.journal.size).toBe(names.length - 1);
      disk.journal.set(file, bytes);
      await (await reopened(disk)).close();
    }
  });

  test("none at all are missed", async () => {
    const disk = await killed(2, 2);
    disk.journal.clear();
    await expectRefused(disk, /journal ends at flush 0, but WITNESS says that flush 1/);
  });

  test("a journal without any row is missed by none, but it is there", async () => {
    const disk = new MemoryDisk();
    disk.journal.set(1, fileOf(1, appendsOf()));
    await expectRefused(disk, /no node record, but there is a journal/);
  });
});

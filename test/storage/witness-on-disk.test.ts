// Goal: the file WITNESS holds what was written last, or before that, whatever a crash leaves of a write. Method: every torn form of a write.
import { readFileSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { DataPaths } from "../../src/storage/data-dir.ts";
import { newestContent, WitnessOnDisk } from "../../src/storage/witness-on-disk.ts";
import { bytesOf, temporaryDirectory, textOf } from "./support.ts";

const SLOT_BYTES = 4096;

/** Until the test is over, a write through a file handle takes so many bytes at most. */
async function takingAtMost(bytesMax: number): Promise<{ bytesMax: number }> {
  const parts = { bytesMax };
  const handle = await open(process.execPath, "r");
  const all = Object.getPrototypeOf(handle) as Pick<FileHandle, "write">;
  await handle.close();
  const { write } = all;
  onTestFinished(() => void (all.write = write));
  all.write = function replaced(this: FileHandle, ...given: unknown[]) {
    const [bytes, offset, length, at] = given as [Uint8Array, number, number, number];
    const taken = Math.min(length, parts.bytesMax);
    return Reflect.apply(write, this, [bytes, offset, taken, at]) as never;
  };
  return parts;
}

/** Writes these one after the other; the file after each. */
async function filesOf(contents: readonly string[]): Promise<Uint8Array[]> {
  const directory = new DataPaths(temporaryDirectory());
  const witness = new WitnessOnDisk(directory);
  const files: Uint8Array[] = [];
  for (const content of contents) {
    await witness.write(bytesOf(content));
    files.push(new Uint8Array(readFileSync(directory.witnessPath)));
  }
  await witness.close();
  return files;
}

test("a write that is torn anywhere leaves it, or the one before", async () => {
  const contents = ["one", "two and more", "3", "the fourth"];
  const files = await filesOf(contents);
  for (let at = 1; at < files.length; at += 1) {
    const before = files[at - 1] as Uint8Array;
    const after = files[at] as Uint8Array;
    const seen = new Set<string | undefined>();
    for (let done = 0; done <= SLOT_BYTES; done += done < 64 ? 1 : 64) {
      const torn = before.slice();
      for (const slot of [0, SLOT_BYTES]) torn.set(after.subarray(slot, slot + done), slot);
      seen.add(textOf(newestContent(torn)));
    }
    expect([...seen]).toEqual([contents[at - 1], contents[at]]);
  }
});

test("only the slot that is not the newest is written, and whatever is found there is no harm", async () => {
  const contents = ["a", "b", "c"];
  const files = await filesOf(contents);
  for (const [at, file] of files.entries()) {
    const newest = at % 2 === 0 ? 0 : SLOT_BYTES;
    const other = SLOT_BYTES - newest;
    const before = files[at - 1];
    if (before !== undefined) {
      expect(file.subarray(other, other + SLOT_BYTES)).toEqual(
        before.subarray(other, other + SLOT_BYTES),
      );
    }
    const garbage = file.slice().fill(0xa5, other, other + SLOT_BYTES);
    expect(textOf(newestContent(garbage))).toBe(contents[at]);
  }
});

test("a process makes the file anew, also beside one that another process did not live to name", async () => {
  const directory = new DataPaths(temporaryDirectory());
  for (const life of ["first", "second"]) {
    const witness = new WitnessOnDisk(directory);
    for (const content of ["x", "y", life]) await witness.write(bytesOf(content));
    expect(textOf(await witness.read())).toBe(life);
    await witness.close();
    writeFileSync(`${directory.witnessPath}.new`, "half of");
  }
});

test("what the system takes in parts is written to the end, and what it takes nothing of is no success", async () => {
  const directory = new DataPaths(temporaryDirectory());
  const witness = new WitnessOnDisk(directory);
  await witness.write(bytesOf("one"));
  const parts = await takingAtMost(1000);
  // Beyond a page's first part, or its rest would be zeros as before.
  const long = "two".repeat(1000);
  await witness.write(bytesOf(long));
  expect(textOf(await witness.read())).toBe(long);
  parts.bytesMax = 0;
  await expect(witness.write(bytesOf("three"))).rejects.toThrow(/no more bytes/);
  expect(textOf(await witness.read())).toBe(long);
  await witness.close();
});

test("the form of early versions is read as it is", async () => {
  const directory = new DataPaths(temporaryDirectory());
  writeFileSync(directory.witnessPath, "content alone");
  expect(textOf(await new WitnessOnDisk(directory).read())).toBe("content alone");
});

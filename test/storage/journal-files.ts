// One suite for every JournalFiles: what they promise, whatever is underneath.
import { describe, expect, test } from "vitest";
import type { JournalFiles } from "../../src/storage/key-value-store.ts";
import { bytesOf, textOf } from "./support.ts";

/** The files as one process has them. */
export type OpenJournal = JournalFiles & AsyncDisposable;

/** A place that can be opened again after it was closed. */
export interface JournalPlace {
  open(): OpenJournal | Promise<OpenJournal>;
}

/** What a file holds from `at` on, as text. */
export function textAt(journal: JournalFiles, file: number, at: number, length: number): string {
  return textOf(journal.read(file, { at, length })) ?? "";
}

export function journalConformance(name: string, makePlace: () => JournalPlace): void {
  describe(`${name}: conformance`, () => {
    test("there are no files at first", async () => {
      await using journal = await makePlace().open();
      expect(await journal.list()).toEqual([]);
    });

    test("lists the files in the order of their numbers, also after opening again", async () => {
      const place = makePlace();
      const numbers = [300, 2, 0, 16, 15, 2 ** 40];
      {
        await using journal = await place.open();
        for (const file of numbers) await journal.create(file, 10);
        expect(await journal.list()).toEqual([0, 2, 15, 16, 300, 2 ** 40]);
      }
      await using again = await place.open();
      expect(await again.list()).toEqual([0, 2, 15, 16, 300, 2 ** 40]);
    });

    test.each([0, 1, 4096, 64 * 1024, 64 * 1024 + 1, 300_000])(
      "a file made with %d bytes has as many, and nothing in them",
      async (bytes) => {
        await using journal = await makePlace().open();
        await journal.create(1, bytes);
        expect(await journal.size(1)).toBe(bytes);
        const content = journal.read(1, { at: 0, length: bytes + 10 });
        expect(content.length).toBe(bytes);
        expect(content.every((byte) => byte === 0)).toBe(true);
      },
    );

    test("reads back what was written where it was written, also after opening again", async () => {
      const place = makePlace();
      {
        await using journal = await place.open();
        await journal.create(1, 100);
        await journal.create(2, 100);
        await journal.write(1, 0, bytesOf("first"));
        await journal.write(2, 40, bytesOf("other"));
        await journal.write(1, 5, bytesOf("second"));
        await journal.write(1, 3, bytesOf("S"));
        expect(textAt(journal, 1, 0, 11)).toBe("firStsecond");
        expect(textAt(journal, 2, 40, 5)).toBe("other");
      }
      await using again = await place.open();
      expect(textAt(again, 1, 0, 12)).toBe("firStsecond\0");
      expect(textAt(again, 2, 39, 7)).toBe("\0other\0");
      expect(await again.size(1)).toBe(100);
      await again.write(1, 11, bytesOf("!"));
      expect(textAt(again, 1, 5, 7)).toBe("second!");
    });

    test("a write over the end and one beyond it make the file longer", async () => {
      const place = makePlace();
      {
        await using journal = await place.open();
        await journal.create(1, 4);
        await journal.write(1, 2, bytesOf("over the end"));
        expect(await journal.size(1)).toBe(14);
        await journal.write(1, 20, bytesOf("beyond"));
        expect(await journal.size(1)).toBe(26);
      }
      await using again = await place.open();
      expect(await again.size(1)).toBe(26);
      expect(textAt(again, 1, 0, 100)).toBe(`\0\0over the end${"\0".repeat(6)}beyond`);
    });

    test("a long write is there as a whole", async () => {
      await using journal = await makePlace().open();
      const bytes = new Uint8Array(3_000_000).map((_, at) => at % 251);
      await journal.create(1, 1000);
      await journal.write(1, 7, bytes);
      expect(Buffer.compare(journal.read(1, { at: 7, length: bytes.length }), bytes)).toBe(0);
    });

    test("a write of nothing changes nothing", async () => {
      await using journal = await makePlace().open();
      await journal.create(1, 4);
      await journal.write(1, 100, new Uint8Array());
      expect(await journal.size(1)).toBe(4);
    });

    test("a read is shorter where the file ends, and empty beyond", async () => {
      await using journal = await makePlace().open();
      await journal.create(1, 4);
      await journal.write(1, 0, bytesOf("abcd"));
      expect(textAt(journal, 1, 2, 10)).toBe("cd");
      expect(textAt(journal, 1, 4, 10)).toBe("");
      expect(textAt(journal, 1, 400, 10)).toBe("");
      expect(textAt(journal, 1, 0, 0)).toBe("");
    });

    test("bytes of a read and of a write that is done are the caller's own", async () => {
      await using journal = await makePlace().open();
      await journal.create(1, 4);
      const bytes = bytesOf("abcd");
      await journal.write(1, 0, bytes);
      bytes.fill(0);
      journal.read(1, { at: 0, length: 4 }).fill(0);
      expect(textAt(journal, 1, 0, 4)).toBe("abcd");
    });

    test("a removed file is gone, the others stay", async () => {
      const place = makePlace();
      {
        await using journal = await place.open();
        for (const file of [1, 2, 3]) await journal.create(file, 10);
        await journal.write(2, 0, bytesOf("stays"));
        await journal.write(1, 0, bytesOf("goes"));
        await journal.remove(1);
        await journal.remove(3);
        expect(await journal.list()).toEqual([2]);
        expect(() => journal.read(1, { at: 0, length: 1 })).toThrow(/reading the journal/);
        await expect(journal.size(1)).rejects.toMatchObject({ code: "ERR_STORAGE_FAILED" });
        await expect(journal.remove(1)).rejects.toMatchObject({ code: "ERR_STORAGE_FAILED" });
      }
      await using again = await place.open();
      expect(await again.list()).toEqual([2]);
      expect(textAt(again, 2, 0, 5)).toBe("stays");
    });

    test("a file with the number of a removed one is another file", async () => {
      await using journal = await makePlace().open();
      await journal.create(1, 10);
      await journal.write(1, 0, bytesOf("before"));
      await journal.remove(1);
      await journal.create(1, 20);
      expect(await journal.size(1)).toBe(20);
      await journal.create(2, 10);
      await journal.write(1, 0, bytesOf("after"));
      await journal.write(2, 0, bytesOf("another"));
      expect(textAt(journal, 1, 0, 5)).toBe("after");
      expect(textAt(journal, 2, 0, 7)).toBe("another");
    });

    test("a file is made, and another removed, while a third is written", async () => {
      await using journal = await makePlace().open();
      await journal.create(1, 10);
      await journal.create(2, 10);
      const making = journal.create(3, 200_000);
      const removing = journal.remove(1);
      for (let at = 0; at < 10; at += 1) await journal.write(2, at, bytesOf(`${at}`));
      await Promise.all([making, removing]);
      expect(await journal.list()).toEqual([2, 3]);
      expect(textAt(journal, 2, 0, 10)).toBe("0123456789");
      expect(await journal.size(3)).toBe(200_000);
    });

    test("writes are one at a time, over all files", async () => {
      await using journal = await makePlace().open();
      await journal.create(1, 10);
      await journal.create(2, 10);
      const writing = journal.write(1, 0, bytesOf("one"));
      await expect(journal.write(2, 0, bytesOf("two"))).rejects.toThrow(/second write/);
      await writing;
      await journal.write(2, 0, bytesOf("three"));
      expect(textAt(journal, 1, 0, 3)).toBe("one");
      expect(textAt(journal, 2, 0, 5)).toBe("three");
    });

    test("files are made one at a time, and each once", async () => {
      await using journal = await makePlace().open();
      const making = journal.create(1, 10);
      await expect(journal.create(2, 10)).rejects.toThrow(/second file/);
      await making;
      await expect(journal.create(1, 10)).rejects.toThrow(/has a file 1 already/);
      await journal.create(2, 10);
      expect(await journal.list()).toEqual([1, 2]);
    });

    test("a file is not removed while it is written", async () => {
      await using journal = await makePlace().open();
      await journal.create(1, 10);
      const writing = journal.write(1, 0, bytesOf("one"));
      await expect(journal.remove(1)).rejects.toThrow(/while it is written/);
      await writing;
      expect(await journal.list()).toEqual([1]);
    });

    test("a write into a file that is not there is the last one", async () => {
      const place = makePlace();
      {
        await using journal = await place.open();
        await journal.create(1, 10);
        const failure = await journal.write(2, 0, bytesOf("lost")).catch((error: unknown) => error);
        expect(failure).toMatchObject({ code: "ERR_STORAGE_FAILED", retryable: false });
        await expect(journal.write(1, 0, bytesOf("lost"))).rejects.toBe(failure);
        expect(textAt(journal, 1, 0, 1)).toBe("\0");
        expect(await journal.list()).toEqual([1]);
      }
      await using again = await place.open();
      await again.write(1, 0, bytesOf("kept"));
      expect(textAt(again, 1, 0, 4)).toBe("kept");
    });

    test("closing waits for what is under way, twice is once, and ends everything", async () => {
      const place = makePlace();
      const journal = await place.open();
      await journal.create(1, 10);
      const making = journal.create(2, 100_000);
      const writing = journal.write(1, 0, bytesOf("kept"));
      await Promise.all([journal[Symbol.asyncDispose](), journal[Symbol.asyncDispose]()]);
      await Promise.all([making, writing]);
      const closed = { code: "ERR_RUNTIME_CLOSED" };
      expect(() => journal.read(1, { at: 0, length: 1 })).toThrow(expect.objectContaining(closed));
      await expect(journal.write(1, 0, bytesOf("late"))).rejects.toMatchObject(closed);
      await expect(journal.create(3, 10)).rejects.toMatchObject(closed);
      await expect(journal.remove(1)).rejects.toMatchObject(closed);
      await expect(journal.size(1)).rejects.toMatchObject(closed);
      await expect(journal.list()).rejects.toMatchObject(closed);
      await using again = await place.open();
      expect(await again.list()).toEqual([1, 2]);
      expect(textAt(again, 1, 0, 4)).toBe("kept");
    });
  });
}

// Files of the journal that come and go at bad moments. Method: files that hold one frame each, crashes by hand.
import { describe, expect, test } from "vitest";
import { Journal } from "../../src/storage/journal.ts";
import { loadJournal } from "../../src/storage/journal-loader.ts";
import { JournalDamage } from "../../src/storage/journal-record.ts";
import type { JournalFiles } from "../../src/storage/key-value-store.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { begun, fill, install } from "./snapshots.ts";
import { IDENTITY } from "./support.ts";

/** Each frame needs a file of its own. */
const JOURNAL_FILE_BYTES = 0;

describe("a new file of the journal", () => {
  test("may begin with the word of a snapshot that a crash had cut off", async () => {
    const sender = await begun({ open: () => new MemoryDisk().open() });
    await fill(sender.node, 30, 3);
    const snapshot = sender.group.openSnapshot({ chunkBytes: 1024 });
    const disk = new MemoryDisk();
    const options = { journalFileBytes: JOURNAL_FILE_BYTES };
    const { node } = await begun({ open: () => disk.open() }, options);
    await fill(node, 5, 2);
    const crashed = new Promise<void>((resolve) => {
      const watch = (): void => {
        if (node.group(1).appliedIndex < 30) setImmediate(watch);
        else resolve();
      };
      watch();
    });
    void install(node, snapshot);
    await crashed;
    // State and configuration are those of the snapshot, and the journal has not been told.
    disk.crash();
    for (let start = 0; start < 3; start += 1) {
      const again = await NodeStore.open(await disk.open(), options);
      const group = again.group(1);
      expect([group.appliedIndex, group.firstIndex(), group.lastIndex()]).toEqual([30, 31, 30]);
      await again.close();
    }
    await snapshot.close();
    await sender.node.close();
  });

  test("is durable with its first frame before the last one of the others goes", async () => {
    const disk = new MemoryDisk();
    const backend = await disk.open();
    const held = holding(backend.journal);
    const journal = await Journal.create({ files: held.files, fileBytes: 0 }, IDENTITY);
    held.hold();
    void journal.append({ parts: [], saved: 1, standings: () => [] });
    await held.written;
    // No group needs anything of it but where they stood.
    journal.release(() => Infinity);
    await new Promise((resolve) => setImmediate(resolve));
    disk.crash();
    const again = await disk.open();
    expect((await loadJournal(again.journal))?.number).toBe(1);
    await again.close();
  });

  test("is not taken for one that was never written when its first frame is damaged", async () => {
    const disk = new MemoryDisk();
    const backend = await disk.open();
    const options = { files: backend.journal, fileBytes: 4096 };
    const journal = await Journal.create(options, IDENTITY);
    while (!disk.journal.has(3)) {
      await journal.append({ parts: [], saved: 1, standings: () => [] });
    }
    await journal.close();
    // The second file has more than this one frame, the third one has none.
    const bytes = disk.journal.get(2);
    if (bytes === undefined) throw new Error("there is no second file");
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    disk.journal.delete(3);
    await expect(loadJournal(backend.journal)).rejects.toThrow(JournalDamage);
    await backend.close();
  });
});

/** Files whose writes can be held back for ever. */
function holding(files: JournalFiles): {
  readonly files: JournalFiles;
  readonly hold: () => void;
  readonly written: Promise<void>;
} {
  let isHeld = false;
  let noteWritten = (): void => {};
  const written = new Promise<void>((resolve) => {
    noteWritten = resolve;
  });
  return {
    files: {
      list: () => files.list(),
      create: (file, bytes) => files.create(file, bytes),
      size: (file) => files.size(file),
      read: (file, part) => files.read(file, part),
      remove: (file) => files.remove(file),
      write: (file, at, bytes) => {
        if (!isHeld) return files.write(file, at, bytes);
        noteWritten();
        return new Promise(() => {});
      },
    },
    hold: () => {
      isHeld = true;
    },
    written,
  };
}

// One suite for every StorageBackend: what KeyValueStore and WitnessFile promise, whatever is underneath.
import { describe, expect, test } from "vitest";
import type { StorageBackend } from "../../src/storage/key-value-store.ts";
import { bytesOf, rowsOf, textOf } from "./support.ts";

/** A place that can be opened again after it was closed. */
export interface Place {
  open(): Promise<StorageBackend>;
}

export function conformance(name: string, makePlace: () => Place): void {
  describe(`${name}: conformance`, () => {
    test("reads back what was written, also after it was opened again", async () => {
      const place = makePlace();
      const first = await place.open();
      await first.keyValue.write({ keys: ["a", "b"], values: [bytesOf("1"), bytesOf("")] });
      expect(textOf(first.keyValue.get("a"))).toBe("1");
      await first.close();
      const second = await place.open();
      expect(textOf(second.keyValue.get("a"))).toBe("1");
      expect(textOf(second.keyValue.get("b"))).toBe("");
      expect(second.keyValue.get("c")).toBeUndefined();
      await second.close();
    });

    test("a batch removes with null, and the last of a key wins", async () => {
      await using backend = await opened(makePlace());
      await backend.keyValue.write({ keys: ["a", "b"], values: [bytesOf("1"), bytesOf("2")] });
      await backend.keyValue.write({
        keys: ["a", "b", "b", "c", "c"],
        values: [null, null, bytesOf("3"), bytesOf("4"), null],
      });
      expect(await rowsOf(backend.keyValue.scan({ gte: "", lt: "z" }))).toEqual(["b=3"]);
    });

    test("a batch in flight is seen as a whole or not at all", async () => {
      await using backend = await opened(makePlace());
      const keys = ["a", "b"];
      await backend.keyValue.write({ keys, values: keys.map(() => bytesOf("old")) });
      const shown = (): string => {
        const view = backend.keyValue.snapshot();
        const texts = keys.map((key) => textOf(view.get(key)));
        void view.close();
        return texts.join(" ");
      };
      const writing = backend.keyValue.write({ keys, values: keys.map(() => bytesOf("new")) });
      expect(["old old", "new new"]).toContain(shown());
      await writing;
      expect(shown()).toBe("new new");
    });

    test("scans give ranges in UTF-8 order with limit and reverse", async () => {
      await using backend = await opened(makePlace());
      // In UTF-16 order the pair of surrogates would come before U+FFFD.
      const keys = ["a", "a/1", "a/2", "aé", "a€", "a\u{fffd}", "a\u{1f600}", "b"];
      const shuffled = [5, 2, 7, 0, 3, 6, 1, 4].map((at) => keys[at] ?? "");
      await backend.keyValue.write({ keys: shuffled, values: shuffled.map(() => bytesOf("v")) });
      const store = backend.keyValue;
      const keysOf = async (...scan: Parameters<typeof store.scan>): Promise<string[]> =>
        (await rowsOf(store.scan(...scan))).map((row) => row.slice(0, -2));
      expect(await keysOf({ gte: "", lt: "\u{10ffff}" })).toEqual(keys);
      expect(await keysOf({ gte: "a/", lt: "a0" })).toEqual(["a/1", "a/2"]);
      expect(await keysOf({ gte: "a/1", lt: "a€" }, { reverse: true })).toEqual([
        "aé",
        "a/2",
        "a/1",
      ]);
      expect(await keysOf({ gte: "a", lt: "b" }, { limit: 2 })).toEqual(["a", "a/1"]);
      expect(await keysOf({ gte: "a", lt: "b" }, { limit: 2, reverse: true })).toEqual([
        "a\u{1f600}",
        "a\u{fffd}",
      ]);
      expect(await keysOf({ gte: "a", lt: "b" }, { limit: 0 })).toEqual([]);
      expect(await keysOf({ gte: "b", lt: "a" })).toEqual([]);
      expect(await keysOf({ gte: "a", lt: "a" })).toEqual([]);
    });

    test("a scan shows the moment it was asked for, over many pages", async () => {
      await using backend = await opened(makePlace());
      const keys = Array.from({ length: 2500 }, (_, at) => `k${String(at).padStart(5, "0")}`);
      await backend.keyValue.write({ keys, values: keys.map((key) => bytesOf(key)) });
      const scan = backend.keyValue.scan({ gte: "k", lt: "l" });
      await backend.keyValue.write({
        keys: [...keys.slice(0, 2000), "k9"],
        values: [...keys.slice(0, 2000).map(() => null), bytesOf("new")],
      });
      expect((await rowsOf(scan)).length).toBe(2500);
      expect((await rowsOf(backend.keyValue.scan({ gte: "k", lt: "l" }))).length).toBe(501);
    });

    test("a snapshot shows the moment it was made", async () => {
      await using backend = await opened(makePlace());
      await backend.keyValue.write({ keys: ["a", "b"], values: [bytesOf("1"), bytesOf("2")] });
      const snapshot = backend.keyValue.snapshot();
      await backend.keyValue.write({ keys: ["a", "b"], values: [null, bytesOf("3")] });
      expect(textOf(snapshot.get("a"))).toBe("1");
      expect(await rowsOf(snapshot.scan({ gte: "", lt: "z" }))).toEqual(["a=1", "b=2"]);
      await snapshot.close();
      await snapshot.close();
      expect(await rowsOf(backend.keyValue.scan({ gte: "", lt: "z" }))).toEqual(["b=3"]);
    });

    test("bytes given to a write may be used again when it is done", async () => {
      await using backend = await opened(makePlace());
      const value = bytesOf("before");
      await backend.keyValue.write({ keys: ["a"], values: [value] });
      value.fill(0);
      expect(textOf(backend.keyValue.get("a"))).toBe("before");
    });

    test("finds keys of every length and script, and never another key's value", async () => {
      await using backend = await opened(makePlace());
      const bodies = ["", "x", "x".repeat(60), "x".repeat(1400), "é".repeat(700), "x".repeat(5000)];
      const tails = ["", "x", "é", "€", "\u{1f600}", "€€", "\u{1f600}x"];
      const keys = bodies.flatMap((body) =>
        [0, 1, 2, 3, 4, 5].map((pad) => body + "y".repeat(pad)),
      );
      const all = [...new Set(keys.flatMap((key) => tails.map((tail) => `k${key}${tail}`)))];
      const written = all.filter((_, at) => at % 2 === 0);
      await backend.keyValue.write({ keys: written, values: written.map((key) => bytesOf(key)) });
      for (const [at, key] of all.entries()) {
        expect(textOf(backend.keyValue.get(key))).toBe(at % 2 === 0 ? key : undefined);
      }
    });

    test.each([
      { first: 1, ascii: 63, tail: "€" },
      { first: 1, ascii: 64, tail: "é" },
      { first: 1, ascii: 62, tail: "\u{1f600}" },
      { first: 1, ascii: 64, tail: "€" },
      { first: 100, ascii: 163, tail: "é€" },
      { first: 1300, ascii: 1363, tail: "€" },
      { first: 4000, ascii: 4063, tail: "€" },
      { first: 1, ascii: 4158, tail: "€" },
      { first: 1, ascii: 4159, tail: "é" },
    ])("a key of $ascii letters and '$tail' is not taken for the letters alone", async (shape) => {
      const place = makePlace();
      const writer = await place.open();
      const letters = "k".repeat(shape.ascii);
      await writer.keyValue.write({ keys: [letters], values: [bytesOf("another key's")] });
      await writer.close();
      // classic-level makes its buffer for keys at the first read, 64 bytes larger than that key.
      const reader = await place.open();
      expect(reader.keyValue.get("f".repeat(shape.first))).toBeUndefined();
      expect(reader.keyValue.get(letters + shape.tail)).toBeUndefined();
      await reader.close();
    });

    test("writes are one at a time", async () => {
      await using backend = await opened(makePlace());
      const writing = backend.keyValue.write({ keys: ["a"], values: [bytesOf("1")] });
      await expect(backend.keyValue.write({ keys: ["b"], values: [null] })).rejects.toThrow(
        /second write/,
      );
      await writing;
      await backend.keyValue.write({ keys: ["b"], values: [bytesOf("2")] });
      expect(await rowsOf(backend.keyValue.scan({ gte: "", lt: "z" }))).toEqual(["a=1", "b=2"]);
    });

    test("closing waits for the write in flight, twice is once, and ends everything", async () => {
      const place = makePlace();
      const backend = await place.open();
      const writing = backend.keyValue.write({ keys: ["a"], values: [bytesOf("1")] });
      await Promise.all([backend.close(), backend.close()]);
      await writing;
      expect(() => backend.keyValue.get("a")).toThrow("closed");
      await expect(backend.keyValue.write({ keys: ["a"], values: [null] })).rejects.toThrow(
        "closed",
      );
      const again = await place.open();
      expect(textOf(again.keyValue.get("a"))).toBe("1");
      await again.close();
    });

    test("the witness is replaced as a whole and is there after opening again", async () => {
      const place = makePlace();
      const first = await place.open();
      expect(await first.witness.read()).toBeUndefined();
      await first.witness.write(bytesOf("a longer one"));
      await first.witness.write(bytesOf("second"));
      expect(textOf(await first.witness.read())).toBe("second");
      await first.close();
      const second = await place.open();
      expect(textOf(await second.witness.read())).toBe("second");
      await second.close();
    });

    test("the addresses of members are replaced as a whole and are there after opening again", async () => {
      const place = makePlace();
      const first = await place.open();
      expect(await first.peers.read()).toBeUndefined();
      await first.peers.write(bytesOf("a longer one"));
      await first.peers.write(bytesOf("second"));
      expect(textOf(await first.peers.read())).toBe("second");
      await first.close();
      const second = await place.open();
      expect(textOf(await second.peers.read())).toBe("second");
      await second.close();
    });

    test("a place that is open cannot be opened again", async () => {
      const place = makePlace();
      const first = await place.open();
      await expect(place.open()).rejects.toMatchObject({ code: "ERR_DATA_DIR_LOCKED" });
      await first.keyValue.write({ keys: ["a"], values: [bytesOf("1")] });
      await first.close();
      const second = await place.open();
      expect(textOf(second.keyValue.get("a"))).toBe("1");
      await second.close();
    });
  });
}

async function opened(place: Place): Promise<StorageBackend & AsyncDisposable> {
  const backend = await place.open();
  return {
    location: backend.location,
    keyValue: backend.keyValue,
    journal: backend.journal,
    peers: backend.peers,
    witness: backend.witness,
    close: () => backend.close(),
    [Symbol.asyncDispose]: () => backend.close(),
  };
}

// Frames of the journal: what was written is read back, in its file and at its place, and nowhere else.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWhole, prepareFrame, readFrame } from "../../src/storage/journal-record.ts";
import { journalAppend } from "../fuzz/targets.ts";
import { frameOf } from "./journals.ts";

const SEED = 20261122;
const fileNumber = fc.nat({ max: 300 });
const place = fc.nat({ max: 20 }).map((count) => count * 8);

describe(`a frame (SEED=${SEED})`, () => {
  test("is read back as it was written, with the places of its data", () => {
    const property = fc.property(journalAppend, fileNumber, place, (append, file, at) => {
      const frame = prepareFrame(append, file);
      const bytes = Buffer.alloc(at + frame.bytes + 8, 0xff);
      frame.write(bytes.subarray(at, at + frame.bytes));
      const found = readFrame(bytes, { file, at });
      if (found === null) throw new Error("no frame");
      const { parts, end, ...rest } = found;
      const { parts: written, ...expected } = append;
      expect(rest).toEqual(expected);
      expect(end).toBe(at + frame.bytes);
      expect(end % 8).toBe(0);
      const places = frame.places(at);
      const read = parts.map(({ entries, ...part }, number) => ({
        ...part,
        entries: entries.map(({ index, term, place: { file: of, ...found } }, count) => {
          expect(of).toBe(file);
          expect({ file: of, ...found }).toEqual(places[number]?.[count]);
          const data = new Uint8Array(bytes.subarray(found.at, found.at + found.length));
          return { index, term, type: found.type, data };
        }),
      }));
      expect(read).toEqual(written);
    });
    fc.assert(property, { seed: SEED, numRuns: 1000 });
  });

  test("is none in another file, at another place, or without its last byte", () => {
    const property = fc.property(journalAppend, fileNumber, (append, file) => {
      const bytes = frameOf(append, file);
      expect(readFrame(bytes, { file, at: 0 })).not.toBeNull();
      expect(readFrame(bytes, { file: file + 1, at: 0 })).toBeNull();
      expect(readFrame(bytes, { file, at: 8 })).toBeNull();
      const length = 16 + bytes.readUInt32LE(4) + bytes.readUInt32LE(8);
      expect(readFrame(bytes.subarray(0, length - 1), { file, at: 0 })).toBeNull();
    });
    fc.assert(property, { seed: SEED, numRuns: 500 });
  });

  test("is none when any bit of it is another one", () => {
    const property = fc.property(journalAppend, fc.nat(), (append, where) => {
      const bytes = frameOf(append, 1);
      const length = 16 + bytes.readUInt32LE(4) + bytes.readUInt32LE(8);
      const at = where % length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (where % 8));
      expect(readFrame(bytes, { file: 1, at: 0 })).toBeNull();
    });
    fc.assert(property, { seed: SEED, numRuns: 2000 });
  });
});

test("data are whole only for their own group, entry, term and type", () => {
  const data = Uint8Array.of(1, 2, 3);
  const hardState = { term: 2, vote: 0, commit: 1 };
  const entries = [{ index: 7, term: 2, type: "normal" as const, data }];
  const parts = [{ group: 1, hardState, toldIndex: 1, origin: null, entries }];
  const frame = prepareFrame({ number: 1, saved: 1, base: null, parts }, 1);
  const [[place] = []] = frame.places(0);
  if (place === undefined) throw new Error("no place");
  const found = { group: 1, index: 7, term: 2, place };
  expect(isWhole(data, found)).toBe(true);
  expect(isWhole(data, { ...found, group: 2 })).toBe(false);
  expect(isWhole(data, { ...found, index: 8 })).toBe(false);
  expect(isWhole(data, { ...found, term: 3 })).toBe(false);
  expect(isWhole(data, { ...found, place: { ...place, type: "confChange" } })).toBe(false);
  expect(isWhole(data.subarray(1), found)).toBe(false);
  expect(isWhole(new Uint8Array(), found)).toBe(false);
});

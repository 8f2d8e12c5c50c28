import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { StateRow } from "../../src/model/state-reader.ts";

export { ALONE, bytesOf, entry, IDENTITY, type Part, part, write } from "./values.ts";

/** A directory of its own; whoever asks for it removes it. */
export function makeDirectory(): string {
  return mkdtempSync(join(tmpdir(), "raftwork-storage-"));
}

/** A directory of its own, removed when the test is over. */
export function temporaryDirectory(): string {
  const directory = makeDirectory();
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function textOf(value: Uint8Array | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value).toString();
}

/** Rows as `key=value` texts. */
export async function rowsOf(pages: AsyncIterable<readonly StateRow[]>): Promise<string[]> {
  const rows: string[] = [];
  for await (const page of pages) {
    for (const { key, value } of page) rows.push(`${key}=${textOf(value) ?? ""}`);
  }
  return rows;
}

export function seeds(count: number, first = 1): number[] {
  return Array.from({ length: count }, (_, at) => first + at);
}

/** What became of a promise by now. */
export async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  const settled = promise.then(
    () => "resolved",
    () => "rejected",
  );
  const pending = new Promise<string>((resolve) => setImmediate(() => resolve("pending")));
  return Promise.race([settled, pending]);
}

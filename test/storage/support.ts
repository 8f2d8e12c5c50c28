import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { StateRow } from "../../src/model/state-reader.ts";
import type { ConfState, Entry } from "../../src/raft/types.ts";
import type { GroupFlush } from "../../src/storage/group-store.ts";
import type { NodeIdentity } from "../../src/storage/records.ts";

export const IDENTITY: NodeIdentity = {
  clusterId: "cluster-1",
  nodeId: "node-1",
  incarnation: 1,
  formatVersion: 1,
};

export const ALONE: ConfState = {
  voters: [7],
  votersOutgoing: [],
  learners: [],
  learnersNext: [],
  autoLeave: false,
};

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

export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
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

export function entry(index: number, term: number, data: string = `entry ${index}`): Entry {
  return { term, index, type: "normal", data: bytesOf(data) };
}

/** A flush of one group; what is not named stays as it is. */
export function part(fields: Partial<GroupFlush>): GroupFlush {
  return { group: 1, entries: [], hardState: null, state: null, ...fields };
}

export function seeds(count: number, first = 1): number[] {
  return Array.from({ length: count }, (_, at) => first + at);
}

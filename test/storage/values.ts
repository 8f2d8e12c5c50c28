// Values that tests of storage share, without vitest, so that child processes can have them too.
import type { ConfState, Entry } from "../../src/raft/types.ts";
import type { GroupFlush, GroupSave } from "../../src/storage/group-flush.ts";
import type { NodeStore } from "../../src/storage/node-store.ts";
import { type NodeIdentity, STORAGE_FORMAT_VERSION } from "../../src/storage/records.ts";

export const IDENTITY: NodeIdentity = {
  clusterId: "cluster-1",
  nodeId: "node-1",
  incarnation: 1,
  formatVersion: STORAGE_FORMAT_VERSION,
};

export const ALONE: ConfState = {
  voters: [7],
  votersOutgoing: [],
  learners: [],
  learnersNext: [],
  autoLeave: false,
};

export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

export function entry(index: number, term: number, data: string = `entry ${index}`): Entry {
  return { term, index, type: "normal", data: bytesOf(data) };
}

/** What one group writes: a flush, a save, or both. */
export type Part = GroupFlush & GroupSave;

/** A flush of one group, and a save behind it; what is not named stays as it is. */
export function part(fields: Partial<Part>): Part {
  return { group: 1, entries: [], hardState: null, state: null, ...fields };
}

/** Flushes, and then saves what there is to save. */
export async function write(node: NodeStore, parts: readonly Part[]): Promise<void> {
  await node.flush(parts);
  const saves = parts.filter(({ state, staged }) => state !== null || staged !== undefined);
  await node.save(saves);
}

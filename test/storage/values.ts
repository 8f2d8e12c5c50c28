// Values that tests of storage share, without vitest, so that child processes can have them too.
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

export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

export function entry(index: number, term: number, data: string = `entry ${index}`): Entry {
  return { term, index, type: "normal", data: bytesOf(data) };
}

/** A flush of one group; what is not named stays as it is. */
export function part(fields: Partial<GroupFlush>): GroupFlush {
  return { group: 1, entries: [], hardState: null, state: null, ...fields };
}

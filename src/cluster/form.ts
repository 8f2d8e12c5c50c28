/**
 * Forming: how an empty node gets its identity and its group. Here a node that is alone forms a cluster of itself.
 *
 * Invariant: what is there is never changed; a crash between the two steps is finished at the next start.
 */
import { randomUUID } from "node:crypto";
import { DataDirMismatchError } from "../errors.ts";
import type { NodeStore } from "../storage/node-store.ts";
import { STORAGE_FORMAT_VERSION } from "../storage/records.ts";

/** The group of a cluster that has one: it holds the runs. */
export const ONLY_GROUP = 1;
/** Replica id of a node that forms a cluster of itself. */
export const FIRST_REPLICA_ID = 1;

/** @throws {DataDirMismatchError} when the data belong to another node. */
export function checkOwner({ identity }: Pick<NodeStore, "identity">, nodeId: string): void {
  if (identity === null || identity.nodeId === nodeId) return;
  throw new DataDirMismatchError({
    field: "nodeId",
    expected: JSON.stringify(nodeId),
    found: JSON.stringify(identity.nodeId),
  });
}

/**
 * Makes a node store ready to run alone.
 *
 * @throws {DataDirMismatchError} when the data belong to another node.
 */
export async function formAlone(
  store: NodeStore,
  nodeId: string,
  incarnation: number = 1,
): Promise<void> {
  const { identity } = store;
  if (identity === null) {
    await store.initialise({
      clusterId: randomUUID(),
      nodeId,
      incarnation,
      formatVersion: STORAGE_FORMAT_VERSION,
    });
  } else checkOwner(store, nodeId);
  if (store.groups.includes(ONLY_GROUP)) return;
  await store.createGroup({
    group: ONLY_GROUP,
    replicaId: FIRST_REPLICA_ID,
    confState: {
      voters: [FIRST_REPLICA_ID],
      votersOutgoing: [],
      learners: [],
      learnersNext: [],
      autoLeave: false,
    },
  });
}

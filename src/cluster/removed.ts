/**
 * Nodes that were removed: they are told when they ask, and their directories are refused. A node goes on until the
 * configuration is without it, because until then its vote may be needed.
 */
import { JoinRefusedError } from "../errors.ts";
import type { Members } from "../model/members.ts";
import type { ConfState } from "../raft/types.ts";
import type { Transport } from "../transport/transport.ts";
import { decodeHelloAnswer, encodeHello, type Hello, type KnownNode, METHODS } from "./messages.ts";
import { isConfigured } from "./peers.ts";

/** How long a node that starts waits to be told that it was removed, in ms. */
const ANSWER_MS = 300;

/** What a removed node's users get. */
export function removedError(nodeId: string): JoinRefusedError {
  const reason = "the node was removed; its directory must be emptied";
  return new JoinRefusedError({ nodeId, reason });
}

/** Whether who asks was a member with this directory, and is no part of the group any more. */
export function hasLeft(
  { self, incarnation }: Hello,
  members: Members | null,
  conf: ConfState | null,
): boolean {
  if (members === null || conf === null) return false;
  const { nodeId } = self;
  const isIt = (one: { nodeId: string; incarnation: number }): boolean =>
    one.nodeId === nodeId && one.incarnation === incarnation;
  const left = members.members.some(isIt) ? undefined : members.removed.find(isIt);
  return left !== undefined && !isConfigured(left.replicaId, conf);
}

/** What a node that starts knows of itself and others. */
export interface StartingNode {
  readonly transport: Transport;
  readonly self: KnownNode;
  readonly incarnation: number;
  readonly clusterId: string;
  /** Wherever others may be. */
  readonly addresses: readonly string[];
  readonly abortSignal: AbortSignal;
}

/**
 * Asks those who are configured whether this directory is still of the cluster. Nobody needs to answer.
 *
 * @throws {JoinRefusedError} when the node was removed.
 */
export async function refuseRemoved(node: StartingNode): Promise<void> {
  const { transport, self, incarnation, clusterId, abortSignal } = node;
  const payload = encodeHello({ self, incarnation });
  const asked = [...new Set(node.addresses)].filter(
    (address) => address !== "" && address !== self.address,
  );
  const answers = await Promise.allSettled(
    asked.map(async (address) => {
      const call = { payload, timeoutMs: ANSWER_MS, abortSignal };
      return decodeHelloAnswer(await transport.call({ address }, METHODS.hello, call));
    }),
  );
  const isRemoved = answers.some(
    (answer) =>
      answer.status === "fulfilled" && answer.value.removed && answer.value.clusterId === clusterId,
  );
  if (isRemoved) throw removedError(self.nodeId);
}

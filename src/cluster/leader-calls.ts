/** Calls of this node's users on their way to the leader on another node. */
import { PeerMismatchError, RemoteCallError } from "../errors.ts";
import type { Transport } from "../transport/transport.ts";
import type { Logger } from "../util/logger.ts";
import type { Forwarded } from "../workflow/leader-link.ts";
import { ONLY_GROUP } from "./form.ts";
import { decodeForwarded, encodeGroupCall, METHODS } from "./messages.ts";

/** A call, and what it goes by. */
export interface LeaderCall {
  readonly transport: Transport;
  readonly logger: Logger;
  /** Encoded. */
  readonly command: Uint8Array;
  readonly abortSignal: AbortSignal;
}

/** Carries a call to a node that leads, and tells what became of it. Never rejects. */
export async function forwardTo(nodeId: string, options: LeaderCall): Promise<Forwarded> {
  const { transport, logger, command, abortSignal } = options;
  try {
    const payload = encodeGroupCall({ group: ONLY_GROUP, command });
    const call = { payload, abortSignal, timeoutMs: Infinity };
    return decodeForwarded(await transport.call(nodeId, METHODS.call, call));
  } catch (error) {
    logger.debug({ nodeId, err: error }, "a call did not come back from the leader");
    return isUndelivered(error) ? { type: "refused" } : { type: "unknown" };
  }
}

/**
 * Nobody there has begun it: the node was not reached, is another one than was meant, has no room, or is starting. One that has its
 * identity already and is loading its state does not know the method yet.
 */
export function isUndelivered(error: unknown): boolean {
  if (error instanceof PeerMismatchError) return true;
  if (error instanceof RemoteCallError) {
    return error.reason === "overloaded" || error.reason === "unknownMethod";
  }
  return (
    typeof error === "object" &&
    error !== null &&
    "maybeDelivered" in error &&
    error.maybeDelivered === false
  );
}

/**
 * Changes of the configuration as data, and their bytes in log entries.
 *
 * Invariant: a change without members to change, of transition "auto", leaves a joint configuration;
 * its encoding is empty.
 */
import { raftwork } from "../gen/raftwork.js";
import { isThread, type PeerId } from "./types.ts";

/** What happens to one peer. "update" changes nothing here; it orders a host's own record of the peer. */
export type ConfChangeType = "addVoter" | "remove" | "update" | "addLearner";

/** In the order of wire numbers. Append only. */
const CONF_CHANGE_TYPES: readonly ConfChangeType[] = ["addVoter", "remove", "update", "addLearner"];

/**
 * "auto": joint only when more than one change needs it, and left by itself. "jointImplicit": always
 * joint, left by itself. "jointExplicit": always joint, until a change without members is applied.
 */
export type ConfChangeTransition = "auto" | "jointImplicit" | "jointExplicit";

/** In the order of wire numbers. Append only. */
const TRANSITIONS: readonly ConfChangeTransition[] = ["auto", "jointImplicit", "jointExplicit"];

/** One peer's change. A peer id of 0 means that the host has decided to let the change pass. */
export interface ConfChangeSingle {
  readonly type: ConfChangeType;
  readonly peerId: PeerId;
}

/** A change of the configuration. */
export interface ConfChange {
  readonly transition: ConfChangeTransition;
  readonly changes: readonly ConfChangeSingle[];
  /** Opaque to the core. */
  readonly context: Uint8Array;
}

/** Whether a change leaves a joint configuration. */
export function isLeaveJoint(change: ConfChange): boolean {
  return change.transition === "auto" && change.changes.length === 0;
}

/** Whether a change enters a joint configuration, and whether that is left by itself. */
export function entersJoint(change: ConfChange): { autoLeave: boolean } | null {
  if (change.transition === "auto" && change.changes.length <= 1) return null;
  return { autoLeave: change.transition !== "jointExplicit" };
}

/** The bytes of a change for a log entry. */
export function encodeConfChange(change: ConfChange): Uint8Array {
  const { transition, changes, context } = change;
  const message: raftwork.ConfChange.$Properties = {};
  if (transition !== "auto") message.transition = TRANSITIONS.indexOf(transition);
  if (context.length > 0) message.context = context;
  message.changes = changes.map((single) => ({
    type: CONF_CHANGE_TYPES.indexOf(single.type),
    peerId: single.peerId,
  }));
  return raftwork.ConfChange.encode(message).finish();
}

/** Reads a change from the bytes of an entry; null when they are not one. */
export function decodeConfChange(data: Uint8Array): ConfChange | null {
  let message: raftwork.ConfChange.$Properties;
  try {
    message = raftwork.ConfChange.decode(data);
  } catch {
    // The decoder's errors only say that the bytes are no change; that is all the caller asks.
    return null;
  }
  const transition = TRANSITIONS[message.transition ?? 0];
  if (transition === undefined) return null;
  const changes: ConfChangeSingle[] = [];
  for (const single of message.changes ?? []) {
    const type = CONF_CHANGE_TYPES[single.type ?? 0];
    // The decoder may give an object for 64-bit numbers, whatever its declaration says.
    const decoded: unknown = single.peerId ?? 0;
    const peerId = Number(decoded);
    if (type === undefined || !Number.isSafeInteger(peerId) || isThread(peerId)) return null;
    changes.push({ type, peerId });
  }
  return { transition, changes, context: Uint8Array.from(message.context ?? []) };
}

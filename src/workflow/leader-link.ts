/** LeaderLink is how calls of this node reach the leader of their group on another one. */

import type { TooNew } from "./proposals.ts";

/** What became of a call that was carried to the leader. */
export type Forwarded =
  /** It is committed, and applied there at this index. */
  | { readonly type: "applied"; readonly index: number }
  /** Nothing of it happened: that node does not lead, or was not reached. */
  | { readonly type: "refused" }
  /** It may have happened or may yet: the connection broke, or the term ended. */
  | { readonly type: "unknown" }
  /** Nothing of it happened: some member of the group is of an older version. */
  | TooNew
  /** Nothing of it happened: the leader has smaller limits than the node that was called. */
  | { readonly type: "tooLarge"; readonly limitBytes: number }
  /** The leader has too much in flight. */
  | { readonly type: "overloaded"; readonly limitBytes: number; readonly inFlightBytes: number };

/** Carries calls to leaders. */
export interface LeaderLink {
  /**
   * Carries an encoded call to the leader of the group, and resolves with what became of it; never rejects. `abortSignal`:
   * the caller waits no more.
   */
  forward(
    leaderReplicaId: number,
    command: Uint8Array,
    abortSignal: AbortSignal,
  ): Promise<Forwarded>;
}

/**
 * What the cluster's work needs of the workflows of this node. They may be in another thread, so what changes is asked for by promise,
 * and what is read at once may be a moment old.
 */
import type { PublishedWorkflow } from "../model/published.ts";
import type { Forwarded } from "../workflow/leader-link.ts";
import type { WatchedGroup } from "./definition-watch.ts";

/** The workflows of one group on this node. */
export interface ClusterGroup extends WatchedGroup {
  /** The replica that leads, as far as this node knows; 0 when it knows none. */
  readonly leaderReplicaId: number;
  /** All members know commands up to this level: no other ones are proposed. */
  knownToAll(commandLevel: number): void;
  /** Takes a call that another node has carried here, and says what became of it. @throws {MalformedBytesError} when it is none. */
  accept(command: Uint8Array): Promise<Forwarded>;
}

/** What this node can run. */
export interface Catalog {
  /** What members say to each other of it: names and versions, ascending. */
  published(): readonly PublishedWorkflow[];
  /** Checks the input of a start for another node: an encoded request in, an encoded answer out; see prepare-messages.ts. */
  prepare(request: Uint8Array): Promise<Uint8Array>;
}

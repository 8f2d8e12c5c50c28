/** With whom this node exchanges frames. */
import type { Members } from "../model/members.ts";
import type { ConfState } from "../raft/types.ts";
import type { Peer } from "../transport/transport.ts";
import type { AddressBook } from "./address-book.ts";

/**
 * The members, and whoever else is known: the state of a node that was away does not name those who have joined since, one of
 * whom may lead. Not those who have left, once the configuration is without them: until then it needs their votes.
 */
export function peersOf(options: {
  readonly selfId: string;
  readonly members: Members | null;
  readonly conf: ConfState | null;
  readonly book: AddressBook;
}): Peer[] {
  const { selfId, members, conf, book } = options;
  const current = new Set(members?.members.map(({ nodeId }) => nodeId));
  const left = new Set(
    members?.removed
      .filter(
        ({ nodeId, replicaId, incarnation }) =>
          !current.has(nodeId) &&
          !isConfigured(replicaId, conf) &&
          book.incarnationOf(nodeId) <= incarnation,
      )
      .map(({ nodeId }) => nodeId),
  );
  const ids = new Set([...current, ...book.all().map(({ nodeId }) => nodeId)]);
  return [...ids].flatMap((nodeId) => {
    const address = book.addressOf(nodeId);
    return nodeId === selfId || address === undefined || left.has(nodeId)
      ? []
      : [{ nodeId, address }];
  });
}

/** Whether a replica is of the configuration, in whatever part; false when that is not known. */
export function isConfigured(replicaId: number, conf: ConfState | null): boolean {
  if (conf === null) return false;
  const { voters, votersOutgoing, learners } = conf;
  return [...voters, ...votersOutgoing, ...learners].includes(replicaId);
}

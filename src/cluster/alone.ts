/** The cluster of a node that is alone and listens to nobody. */
import type { ClusterAdmin } from "../api/cluster.ts";
import { LastMemberError, MemberNotFoundError } from "../errors.ts";
import type { NodeStore } from "../storage/node-store.ts";
import { ONLY_GROUP } from "./form.ts";
import { leaveBounds, removalTimeout } from "./member-admin.ts";

/** A cluster of one. */
export function aloneAdmin(store: NodeStore, leads: () => boolean): ClusterAdmin {
  const { nodeId = "", clusterId = "" } = store.identity ?? {};
  return {
    info: () => {
      const isLeader = leads();
      const leaderNodeId = isLeader ? nodeId : null;
      const { term } = store.group(ONLY_GROUP).initialState().hardState;
      const self = { nodeId, address: "", role: "voter", isLeader, isConnected: true } as const;
      return { clusterId, nodeId, leaderNodeId, term, members: [self] };
    },
    remove: async (removed, options) => {
      await Promise.resolve();
      removalTimeout(removed, options);
      if (removed !== nodeId) throw new MemberNotFoundError({ nodeId: removed });
      throw new LastMemberError({ nodeId });
    },
    leave: async (options) => {
      await Promise.resolve();
      leaveBounds(options);
      throw new LastMemberError({ nodeId });
    },
  };
}

/** Incoming takes what the transport brings from other nodes: messages and snapshots for replicas, and who can be reached. */
import type { Members } from "../model/members.ts";
import type { LogHost } from "../replica/log-host.ts";
import type { GroupMessage, IncomingSnapshot, TransportListener } from "../transport/transport.ts";
import type { Failover } from "./failover.ts";
import { ONLY_GROUP } from "./form.ts";
import type { Greeter } from "./greeter.ts";
import type { ReplicaMap } from "./replica-map.ts";
import { receiveSnapshot } from "./snapshot-link.ts";

/** What it stands on. */
export interface IncomingOptions {
  readonly host: LogHost;
  readonly map: ReplicaMap;
  readonly greeter: Greeter;
  readonly failover: Failover;
  readonly members: () => Members | null;
}

/** Takes what comes in for the replicas of one node. */
export class Incoming implements TransportListener {
  readonly #options: IncomingOptions;

  constructor(options: IncomingOptions) {
    this.#options = options;
  }

  onMessages(from: string, messages: readonly GroupMessage[]): void {
    const { host, map } = this.#options;
    for (const { group, message } of messages) {
      if (group !== ONLY_GROUP) continue;
      map.seen(message.from, from);
      host.replica(group).receive(message);
    }
  }

  onPeerUp(nodeId: string): void {
    this.#options.greeter.isUp(nodeId, true);
  }

  onPeerDown(nodeId: string): void {
    const { greeter, failover, host } = this.#options;
    greeter.isUp(nodeId, false);
    failover.peerDown(nodeId, host.replica(ONLY_GROUP));
    this.onUnreachable(nodeId);
  }

  onUnreachable(nodeId: string): void {
    const { members, host } = this.#options;
    const member = members()?.members.find((one) => one.nodeId === nodeId);
    if (member === undefined) return;
    host.replica(ONLY_GROUP).steer((node) => {
      node.reportUnreachable(member.replicaId);
    });
  }

  onSnapshot(snapshot: IncomingSnapshot): Promise<void> {
    const { host } = this.#options;
    return receiveSnapshot(snapshot, (group) =>
      group === ONLY_GROUP ? host.replica(group) : null,
    );
  }
}

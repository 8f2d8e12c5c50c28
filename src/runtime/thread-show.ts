/** ThreadShow keeps the main thread informed of what the thread of the Raft host knows of the cluster: see thread-cluster.ts. */
import type { ClusterGroup } from "../cluster/cluster-group.ts";
import type { NodeHost } from "./node-host.ts";
import type { ThreadLine } from "./thread-line.ts";
import type { ClusterView, SeenMember, ToHost, ToMain } from "./thread-records.ts";

/** What it shows, and to whom. */
export interface ThreadShowOptions {
  readonly host: Pick<NodeHost, "admin" | "cluster" | "replica">;
  readonly group: Pick<ClusterGroup, "members">;
  readonly line: ThreadLine<ToMain, ToHost>;
}

/** What changes without a word (configuration, connections, addresses) is looked at this often, in ms. */
const LOOK_MS = 50;

/** Shows one cluster. */
export class ThreadShow {
  readonly #options: ThreadShowOptions;
  #timer: NodeJS.Timeout | null = null;
  #isStarted = false;
  #shown = "";

  constructor(options: ThreadShowOptions) {
    this.#options = options;
  }

  /** The host has been started. What there is to be seen then; what is new is shown from now on. */
  start(): ClusterView {
    this.#isStarted = true;
    const view = this.#view();
    this.#shown = JSON.stringify(view);
    // A node that is alone has nothing that changes without an event.
    if (this.#options.host.cluster !== null) {
      this.#timer = setInterval(() => {
        this.now();
      }, LOOK_MS);
      this.#timer.unref();
    }
    return view;
  }

  /** Shows what is new at once. */
  now(): void {
    if (!this.#isStarted) return;
    const view = this.#view();
    const text = JSON.stringify(view);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#options.line.post("cluster", view);
  }

  /** The host is about to stop. Idempotent. */
  stop(): void {
    this.#isStarted = false;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #view(): ClusterView {
    const { host, group } = this.#options;
    const info = host.admin.info();
    const stated = new Map(group.members().members.map((member) => [member.nodeId, member]));
    const members = info.members.map(
      ({ nodeId, address, role, isConnected }): SeenMember => ({
        nodeId,
        address,
        role,
        isConnected,
        replicaId: stated.get(nodeId)?.replicaId ?? 0,
        statedAddress: stated.get(nodeId)?.address ?? "",
      }),
    );
    const { leader: leaderReplicaId = 0, term = info.term } = host.replica.status() ?? {};
    return { clusterId: info.clusterId, leaderReplicaId, term, members };
  }
}

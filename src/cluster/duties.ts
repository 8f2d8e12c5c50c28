/**
 * Duties are what a node does for its group all the time: as the leader it sees to the members and to the definitions that it lacks; as
 * any member it says what it is. The latter holds for the commands that may be proposed, too: only those that all members know.
 */
import { levelOfAll, type Members } from "../model/members.ts";
import type { PublishedWorkflow } from "../model/published.ts";
import type { ConfState } from "../raft/types.ts";
import type { Replica } from "../replica/replica.ts";
import type { Transport } from "../transport/transport.ts";
import type { Logger } from "../util/logger.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { ClusterGroup } from "./cluster-group.ts";
import { DefinitionWatch } from "./definition-watch.ts";
import { Membership } from "./membership.ts";
import type { KnownNode } from "./messages.ts";
import { isConfigured } from "./peers.ts";
import { Publisher } from "./publishing.ts";
import { Repeating } from "./repeating.ts";

/** What they stand on. */
export interface DutiesOptions {
  readonly self: KnownNode;
  readonly incarnation: number;
  readonly replicaId: number;
  /** Highest level of commands that this node knows. */
  readonly commandLevel: number;
  /** What this node has registered. */
  readonly workflows: () => readonly PublishedWorkflow[];
  readonly group: ClusterGroup;
  readonly replica: Pick<Replica, "status" | "steer">;
  readonly transport: Transport;
  readonly onlyListed: ReadonlySet<string> | null;
  readonly saidAddressOf: (nodeId: string) => string | undefined;
  readonly leaderNodeId: () => string | null;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** What all know is looked at this often, in ms: the configuration changes without a word. */
const LOOK_MS = 100;

/** The duties of one node. */
export class Duties {
  readonly #options: DutiesOptions;
  readonly #membership: Membership;
  readonly #publisher: Publisher;
  readonly #watch: DefinitionWatch;
  readonly #levels: Repeating;

  constructor(options: DutiesOptions) {
    this.#options = options;
    const { nodeId } = options.self;
    const { workflows, scheduler } = options;
    this.#membership = new Membership(options);
    this.#publisher = new Publisher({ ...options, nodeId });
    this.#watch = new DefinitionWatch({
      ...options,
      nodeId,
      workflows: () => (this.#publisher.isOpen ? workflows() : null),
    });
    this.#levels = new Repeating({
      scheduler,
      everyMs: LOOK_MS,
      work: () => this.membersChanged(),
    });
  }

  start(): void {
    this.membersChanged();
    this.#membership.start();
    this.#watch.start();
    this.#levels.start();
  }

  /** What this node has registered is what it has. */
  publish(): void {
    this.#publisher.open();
  }

  /** The members, or what they know, may be others now. */
  membersChanged(): void {
    const { group, replica, commandLevel } = this.#options;
    const conf = replica.status()?.confState ?? null;
    group.knownToAll(levelKnownToAll(group.members(), { conf, own: commandLevel }));
  }

  /** Nothing more is done for others; the node is about to close. Idempotent. */
  stop(): void {
    this.#membership.stop();
    this.#publisher.stop();
    this.#watch.stop();
    this.#levels.stop();
  }
}

/** The highest level of commands that everybody knows who will see them: removed replicas are among them while they vote. */
export function levelKnownToAll(
  { members, removed }: Members,
  { conf, own }: { readonly conf: ConfState | null; readonly own: number },
): number {
  const leaving = removed.filter(({ replicaId }) => conf === null || isConfigured(replicaId, conf));
  // A founder is not named yet.
  return members.length === 0 ? own : levelOfAll([...members, ...leaving]);
}

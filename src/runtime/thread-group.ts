/**
 * ThreadGroup is the workflows of a node as the thread of its Raft host sees them. Who leads is known here from the log itself; the rest
 * is what the main thread showed last, or is asked of it.
 */
import type { Catalog, ClusterGroup } from "../cluster/cluster-group.ts";
import type { WorkflowInUse } from "../machine/active-runs.ts";
import type { MemberResult } from "../machine/effects.ts";
import type { MemberChange } from "../model/command.ts";
import { type Members, NO_MEMBERS } from "../model/members.ts";
import type { Published } from "../model/published.ts";
import type { LogEvent } from "../model/replicated-log.ts";
import type { Forwarded } from "../workflow/leader-link.ts";
import type { ThreadLine } from "./thread-line.ts";
import type { GroupView, ToHost, ToMain } from "./thread-records.ts";

const NOTHING: GroupView = {
  members: NO_MEMBERS,
  published: [],
  workflowsInUse: [],
  workflows: [],
};

/** The workflows of the main thread. */
export class ThreadGroup implements ClusterGroup {
  /** What the main thread has registered. */
  readonly catalog: Catalog = {
    published: () => this.#view.workflows,
    prepare: (request) => this.#line.call("prepareHere", request.slice()),
  };
  readonly #line: ThreadLine<ToMain, ToHost>;
  readonly #machineTimeNow: () => number;
  #view: GroupView = NOTHING;
  #published: ReadonlyMap<string, Published> = new Map();
  #leaderReplicaId = 0;
  /** First entry of the term that this node leads in; null when it does not lead. */
  #firstIndex: number | null = null;
  #appliedIndex = 0;

  constructor(line: ThreadLine<ToMain, ToHost>, machineTimeNow: () => number) {
    this.#line = line;
    this.#machineTimeNow = machineTimeNow;
  }

  get leads(): boolean {
    return this.#firstIndex !== null && this.#appliedIndex >= this.#firstIndex;
  }

  /** Whether the main thread is told that this node leads, whether or not it has applied what came before. */
  get isLeader(): boolean {
    return this.#firstIndex !== null;
  }

  get leaderReplicaId(): number {
    return this.#leaderReplicaId;
  }

  /** What the main thread is about to be told. */
  told(events: readonly LogEvent[]): void {
    for (const event of events) {
      if (event.type === "becameLeader") this.#firstIndex = event.firstIndex;
      else if (event.type === "lostLeadership") this.#firstIndex = null;
      else if (event.type === "leaderKnown") this.#leaderReplicaId = event.leaderReplicaId;
    }
  }

  /** The main thread has applied everything through an index. */
  applied(index: number): void {
    this.#appliedIndex = index;
  }

  /** What the state of the main thread says. */
  show(view: GroupView): void {
    this.#view = view;
    this.#published = new Map(view.published);
  }

  members(): Members {
    return this.#view.members;
  }

  published(nodeId: string): Published | undefined {
    return this.#published.get(nodeId);
  }

  workflowsInUse(): Iterable<WorkflowInUse> {
    return this.#view.workflowsInUse;
  }

  machineTimeNow(): number {
    return this.#machineTimeNow();
  }

  knownToAll(commandLevel: number): void {
    this.#line.post("knownToAll", commandLevel);
  }

  goOn(): void {
    this.#line.post("goOn", null);
  }

  proposeMember(command: MemberChange): Promise<MemberResult | null> {
    return this.#line.call("proposeMember", command);
  }

  accept(command: Uint8Array): Promise<Forwarded> {
    // A copy: a view would take along everything around it.
    return this.#line.call("accept", command.slice());
  }

  async drain(drainMs: number): Promise<void> {
    await this.#line.call("drain", drainMs);
  }
}

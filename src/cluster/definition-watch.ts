/**
 * DefinitionWatch is the leader's look at what it cannot run. Runs whose definition it lacks stand still; when another voter has that
 * definition, and all others in use that this leader has, leadership goes there. Otherwise they wait, and a warning says so.
 *
 * Why it ends: who takes over can run strictly more of what is in use, so two nodes that each lack something of the other keep
 * things as they are. What changes under it (runs that start, nodes that come and go) moves leadership once a minute at most, by
 * machine time that is kept in the state.
 */
import type { WorkflowInUse } from "../machine/active-runs.ts";
import { isPublished, type Published, type PublishedWorkflow } from "../model/published.ts";
import type { Status } from "../raft/status.ts";
import type { Replica } from "../replica/replica.ts";
import type { Logger } from "../util/logger.ts";
import type { Scheduler } from "../util/scheduler.ts";
import { canLead, handOver } from "./hand-over.ts";
import type { PublishingGroup } from "./publishing.ts";
import { Repeating } from "./repeating.ts";

/** What it asks of the group. */
export interface WatchedGroup extends PublishingGroup {
  workflowsInUse(): Iterable<WorkflowInUse>;
  machineTimeNow(): number;
  /** Starts no step any more; resolves when those in flight have ended, or after `drainMs`. */
  drain(drainMs: number): Promise<void>;
  /** Starts steps again. */
  goOn(): void;
}

/** What it stands on. */
export interface DefinitionWatchOptions {
  readonly nodeId: string;
  readonly incarnation: number;
  readonly group: WatchedGroup;
  readonly replica: Pick<Replica, "status" | "steer">;
  /** What this node has registered; null while more of it is to come. */
  readonly workflows: () => readonly PublishedWorkflow[] | null;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** A leader looks this often, in ms. */
const LOOK_MS = 250;
/** Only what has been lacking for so long is lacking, in ms: it may be registered in a moment. */
const LACKING_MS = 5000;
/** Machine time between two hand-overs for the sake of definitions, in ms. */
const BETWEEN_HAND_OVERS_MS = 60_000;
/** Time that steps in flight get to end before leadership goes, in ms. */
const DRAIN_MS = 10_000;

/** A voter that could lead in this leader's place. */
interface Candidate {
  readonly replicaId: number;
  /** Runs in use that it has the definition of. */
  readonly runs: number;
  readonly match: number;
}

/** The definitions that a leader lacks, and who leads in its place. */
export class DefinitionWatch {
  readonly #options: DefinitionWatchOptions;
  readonly #looking: Repeating;
  /** Since when each has been lacking, by name and version. */
  #lackingSince = new Map<string, number>();
  readonly #warned = new Set<string>();
  #isBusy = false;
  #isStopped = false;

  constructor(options: DefinitionWatchOptions) {
    this.#options = options;
    const { scheduler } = options;
    this.#looking = new Repeating({ scheduler, everyMs: LOOK_MS, work: () => this.#look() });
  }

  start(): void {
    this.#looking.start();
  }

  stop(): void {
    this.#isStopped = true;
    this.#looking.stop();
  }

  #look(): void {
    const { group, replica, logger } = this.#options;
    const own = this.#options.workflows();
    if (this.#isBusy) return;
    if (!group.leads || own === null) {
      this.#lackingSince.clear();
      return;
    }
    const inUse = [...group.workflowsInUse()];
    const lacking = this.#lackingForLong(inUse.filter((workflow) => !isPublished(own, workflow)));
    const status = lacking.length === 0 ? null : replica.status();
    if (status === null) return;
    const kept = inUse.filter((workflow) => isPublished(own, workflow));
    const successor = this.#successor(status, { lacking, kept, inUse });
    if (successor === null) {
      this.#warn(lacking);
      return;
    }
    if (group.machineTimeNow() - this.#lastHandOver() < BETWEEN_HAND_OVERS_MS) return;
    this.#isBusy = true;
    this.#handOver(successor, own)
      .catch((error: unknown) => {
        logger.error({ err: error }, "leadership was not handed over");
      })
      .finally(() => {
        this.#isBusy = false;
      });
  }

  #lackingForLong(lacking: readonly WorkflowInUse[]): WorkflowInUse[] {
    const now = this.#options.scheduler.now();
    const before = this.#lackingSince;
    this.#lackingSince = new Map(
      lacking.map((workflow) => [nameOf(workflow), before.get(nameOf(workflow)) ?? now]),
    );
    for (const name of this.#warned) if (!this.#lackingSince.has(name)) this.#warned.delete(name);
    return lacking.filter((workflow) => {
      return now - (this.#lackingSince.get(nameOf(workflow)) ?? now) >= LACKING_MS;
    });
  }

  /** Who has something that is lacking here, and all that is in use and is not; of these, who has most of what is in use. */
  #successor(
    status: Status,
    of: Readonly<Record<"lacking" | "kept" | "inUse", readonly WorkflowInUse[]>>,
  ): number | null {
    const candidates = status.progress.flatMap((progress): Candidate[] => {
      const { id: replicaId, match } = progress;
      const has = canLead(progress, status) ? this.#publishedBy(replicaId) : undefined;
      if (has === undefined) return [];
      const isBetter = of.lacking.some((workflow) => isPublished(has.workflows, workflow));
      const isNoWorse = of.kept.every((workflow) => isPublished(has.workflows, workflow));
      if (!isBetter || !isNoWorse) return [];
      const covered = of.inUse.filter((workflow) => isPublished(has.workflows, workflow));
      const runs = covered.reduce((sum, workflow) => sum + workflow.runs, 0);
      return [{ replicaId, match, runs }];
    });
    const [best] = candidates.sort((one, other) => {
      return other.runs - one.runs || other.match - one.match;
    });
    return best?.replicaId ?? null;
  }

  #publishedBy(replicaId: number): Published | undefined {
    const { group } = this.#options;
    const member = group.members().members.find((one) => one.replicaId === replicaId);
    return member === undefined ? undefined : group.published(member.nodeId);
  }

  #lastHandOver(): number {
    const { group } = this.#options;
    const times = group.members().members.map(({ nodeId }) => {
      return group.published(nodeId)?.handedOverAt ?? 0;
    });
    // Never is long ago, also for a machine time that begins at 0.
    return Math.max(...times) || -Infinity;
  }

  async #handOver(successor: number, workflows: readonly PublishedWorkflow[]): Promise<void> {
    const { group, replica, scheduler, logger, nodeId, incarnation } = this.#options;
    logger.info({ successor }, "leadership goes to a node that has the definitions of more runs");
    const command = { type: "MemberPublish", nodeId, incarnation, workflows } as const;
    const remembered = await group.proposeMember({ ...command, handsOver: true });
    if (remembered?.outcome !== "published" || this.#isStopped) return;
    await group.drain(DRAIN_MS);
    if (this.#isStopped) return;
    await handOver({ replica, scheduler, successor });
    // Whoever closes or leaves meanwhile has drained, too.
    group.goOn();
  }

  #warn(lacking: readonly WorkflowInUse[]): void {
    for (const workflow of lacking) {
      const name = nameOf(workflow);
      if (this.#warned.has(name)) continue;
      this.#warned.add(name);
      const { name: workflowName, version: workflowVersion, runs } = workflow;
      this.#options.logger.warn(
        { workflowName, workflowVersion, runs },
        "runs wait for their definition: no other voter has it and all that is in use here",
      );
    }
  }
}

function nameOf({ name, version }: WorkflowInUse): string {
  return `${version} ${name}`;
}

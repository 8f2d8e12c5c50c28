/**
 * Publishing: each member says which workflows it can run and which commands it knows, whenever the state says something else. The
 * leader puts that into the log, so that every node knows it, and a new leader does too.
 */
import type { Published, PublishedWorkflow } from "../model/published.ts";
import { CallerMismatchError, nameDifference } from "../transport/identity.ts";
import type { CallerName, Transport } from "../transport/transport.ts";
import type { Logger } from "../util/logger.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { MemberGroup } from "./membership.ts";
import {
  decodePublishAnswer,
  encodePublish,
  METHODS,
  type PublishAnswer,
  type PublishRequest,
} from "./messages.ts";
import { Repeating } from "./repeating.ts";

/** What is asked of the group. */
export interface PublishingGroup extends MemberGroup {
  published(nodeId: string): Published | undefined;
}

/** What it stands on. */
export interface PublisherOptions {
  readonly nodeId: string;
  readonly incarnation: number;
  readonly commandLevel: number;
  /** What this node can run now. */
  readonly workflows: () => readonly PublishedWorkflow[];
  readonly group: PublishingGroup;
  readonly transport: Transport;
  /** The node that leads, when it is another one and known. */
  readonly leaderNodeId: () => string | null;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** A node looks this often whether the state says of it what is true, in ms. */
const LOOK_MS = 100;
/** How long the leader may take to answer, in ms. */
const ANSWER_MS = 5000;

/** Sees to it that the state says of this node what is true. */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #looking: Repeating;
  readonly #stopping = new AbortController();
  #isOpen = false;
  #isBusy = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
    const { scheduler } = options;
    this.#looking = new Repeating({ scheduler, everyMs: LOOK_MS, work: () => this.#look() });
  }

  /**
   * From now on what this node has registered is what it has: until then nobody knows what else it is about to register. Idempotent.
   */
  open(): void {
    if (this.#isOpen || this.#stopping.signal.aborted) return;
    this.#isOpen = true;
    this.#looking.start();
  }

  /** Whether what this node has registered is what it has. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  stop(): void {
    this.#stopping.abort(new Error("the node closes"));
    this.#looking.stop();
  }

  #look(): void {
    const { group, logger, nodeId } = this.#options;
    if (this.#isBusy || !isNews(this.#request(), group)) return;
    this.#isBusy = true;
    this.#publish().then(
      () => {
        this.#isBusy = false;
      },
      (error: unknown) => {
        this.#isBusy = false;
        logger.debug({ nodeId, err: error }, "what this node can run was not published yet");
      },
    );
  }

  async #publish(): Promise<void> {
    const { group, transport, leaderNodeId } = this.#options;
    const request = this.#request();
    if (group.leads) {
      await takePublish(request, group);
      return;
    }
    const leader = leaderNodeId();
    if (leader === null) return;
    const payload = encodePublish(request);
    const call = { payload, timeoutMs: ANSWER_MS, abortSignal: this.#stopping.signal };
    decodePublishAnswer(await transport.call(leader, METHODS.publish, call));
  }

  #request(): PublishRequest {
    const { nodeId, incarnation, commandLevel, workflows } = this.#options;
    return { nodeId, incarnation, commandLevel, workflows: workflows() };
  }
}

/**
 * Takes it from the member itself alone: from another one it would replace what that one can run.
 *
 * @throws {CallerMismatchError} when the request is of another node than the caller, or of another cluster.
 */
export function assertOwn(
  { nodeId, incarnation }: PublishRequest,
  { from, clusterId }: { readonly from: CallerName; readonly clusterId: string },
): void {
  const difference = nameDifference({ clusterId, nodeId, incarnation }, from);
  if (difference !== null) throw new CallerMismatchError(difference);
}

/** Puts into the log what a member says of itself, if this node leads. */
export async function takePublish(
  request: PublishRequest,
  group: PublishingGroup,
): Promise<PublishAnswer> {
  if (!group.leads) return "again";
  const { nodeId, incarnation, commandLevel, workflows } = request;
  const member = group.members().members.find((one) => one.nodeId === nodeId);
  // It is about to be named, or is a member no more.
  if (member?.incarnation !== incarnation) return "again";
  if (member.commandLevel !== commandLevel) {
    await group.proposeMember({ ...member, type: "MemberJoin", replicaId: 0, commandLevel });
  }
  if (isNewsOfWorkflows(request, group)) {
    await group.proposeMember({ type: "MemberPublish", nodeId, incarnation, workflows });
  }
  return isNews(request, group) ? "again" : "published";
}

function isNews(request: PublishRequest, group: PublishingGroup): boolean {
  const { nodeId, incarnation, commandLevel } = request;
  const member = group.members().members.find((one) => one.nodeId === nodeId);
  if (member?.incarnation !== incarnation) return false;
  return member.commandLevel !== commandLevel || isNewsOfWorkflows(request, group);
}

function isNewsOfWorkflows(
  { nodeId, incarnation, workflows }: PublishRequest,
  group: PublishingGroup,
): boolean {
  const known = group.published(nodeId);
  if (known?.incarnation !== incarnation) return true;
  return JSON.stringify(known.workflows) !== JSON.stringify(workflows);
}

/**
 * Elsewhere is what other nodes have registered and this one has not: so that a run of it can be started here. The schema of its input
 * is there, too, so the input is checked there before anything is written.
 */
import type { CallBounds } from "../api/service.ts";
import { withValidated } from "../api/standard-schema.ts";
import { ValidationError, WorkflowNotRegisteredError } from "../errors.ts";
import { errorOf, failureOf } from "../model/failure.ts";
import { decodePayload, encodePayload } from "../model/payload-codec.ts";
import type { Published } from "../model/published.ts";
import type { Transport } from "../transport/transport.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { Registry } from "../workflow/registry.ts";
import type { Catalog } from "./cluster-group.ts";
import type { MemberGroup } from "./membership.ts";
import { METHODS } from "./messages.ts";
import {
  decodePrepare,
  decodePrepareAnswer,
  encodePrepare,
  encodePrepareAnswer,
  type PrepareAnswer,
} from "./prepare-messages.ts";

/** A version of a workflow. */
export interface WorkflowVersion {
  readonly name: string;
  readonly version: number;
}

/** A start whose input has been checked where the definition is. */
export interface PreparedStart {
  /** What the schema has made of it; an encoded payload. */
  readonly input: Uint8Array;
  readonly runTimeoutMs: number;
  readonly retentionMs: number | null;
  /** What is left of the call's time, in ms. */
  readonly leftMs: number;
}

/** What other nodes have registered, as far as they have published it. */
export interface RemoteDefinitions {
  versionsOf(name: string): readonly number[];
  /**
   * Lets a node that has the definition check an encoded input.
   *
   * @throws {ValidationError} when it does not fit the schema there.
   * @throws {PayloadTooLargeError} @throws {UnserializableValueError} when what the schema makes of it cannot be kept.
   * @throws {WorkflowNotRegisteredError} when nobody has it any more.
   * @throws {PeerUnreachableError} @throws {CallTimeoutError} when none that has it answers.
   */
  prepare(workflow: WorkflowVersion, input: Uint8Array, bounds: CallBounds): Promise<PreparedStart>;
}

/** What members have published. */
export interface PublishedGroup extends Pick<MemberGroup, "members"> {
  published(nodeId: string): Published | undefined;
}

/** What it stands on. */
export interface ElsewhereOptions {
  readonly nodeId: string;
  readonly group: PublishedGroup;
  readonly transport: Transport;
  readonly scheduler: Scheduler;
  /** Whether a node can be reached now. */
  readonly isConnected: (nodeId: string) => boolean;
}

/** The definitions of other members. */
export class Elsewhere implements RemoteDefinitions {
  readonly #options: ElsewhereOptions;

  constructor(options: ElsewhereOptions) {
    this.#options = options;
  }

  versionsOf(name: string): readonly number[] {
    return versionsElsewhere(name, this.#options);
  }

  async prepare(
    workflow: WorkflowVersion,
    input: Uint8Array,
    { timeoutMs, abortSignal }: CallBounds,
  ): Promise<PreparedStart> {
    const { transport, scheduler } = this.#options;
    const deadline = scheduler.now() + timeoutMs;
    const payload = encodePrepare({ ...workflow, input });
    let failure: unknown = new WorkflowNotRegisteredError(workflow);
    const asked = this.#others().filter((nodeId) =>
      versionsAt(nodeId, workflow.name, this.#options.group).includes(workflow.version),
    );
    for (const [at, nodeId] of asked.entries()) {
      // One that does not answer leaves time for those behind it.
      const shareMs = Math.max(1, (deadline - scheduler.now()) / (asked.length - at));
      try {
        const call = { payload, timeoutMs: shareMs, abortSignal };
        const answer = decodePrepareAnswer(await transport.call(nodeId, METHODS.prepare, call));
        const leftMs = Math.max(0, deadline - scheduler.now());
        if (answer.type === "prepared") return { ...answer, leftMs };
        if (answer.type === "invalid") failure = new ValidationError({ ...answer, field: "input" });
        // Another one may have larger limits.
        if (answer.type === "refused") failure = errorOf(answer.failure);
      } catch (error) {
        if (abortSignal?.aborted === true) throw error;
        failure = error;
      }
      if (failure instanceof ValidationError) break;
    }
    throw failure;
  }

  /** Those first that can be reached. */
  #others(): string[] {
    const { isConnected } = this.#options;
    return othersOf(this.#options).sort(
      (one, other) => Number(isConnected(other)) - Number(isConnected(one)),
    );
  }
}

/** Versions of a workflow that other members than `nodeId` have published. */
export function versionsElsewhere(
  name: string,
  from: { readonly nodeId: string; readonly group: PublishedGroup },
): readonly number[] {
  return othersOf(from).flatMap((nodeId) => versionsAt(nodeId, name, from.group));
}

function othersOf(from: { readonly nodeId: string; readonly group: PublishedGroup }): string[] {
  const members = from.group.members().members.map(({ nodeId }) => nodeId);
  return members.filter((nodeId) => nodeId !== from.nodeId);
}

function versionsAt(nodeId: string, name: string, group: PublishedGroup): readonly number[] {
  const { workflows = [] } = group.published(nodeId) ?? {};
  return workflows.find((one) => one.name === name)?.versions ?? [];
}

/** What this node can run, of values up to so many bytes. */
export function localCatalog(options: {
  readonly registry: Registry;
  readonly payloadBytesMax: number;
}): Catalog {
  return {
    published: () => options.registry.published(),
    prepare: async (request) => takePrepare(request, options),
  };
}

/**
 * Checks the input of a start for another node.
 *
 * @throws {MalformedBytesError} when the bytes are none.
 */
async function takePrepare(
  encoded: Uint8Array,
  { registry, payloadBytesMax: limitBytes }: { registry: Registry; payloadBytesMax: number },
): Promise<Uint8Array> {
  const { name, version, input } = decodePrepare(encoded);
  const registered = registry.get(name, version);
  if (registered === undefined) return encodePrepareAnswer({ type: "notRegistered" });
  const { runTimeoutMs, retentionMs } = registered;
  let answer: PrepareAnswer;
  try {
    const field = "input";
    const value = await withValidated(
      { schema: registered.input, field },
      decodePayload(input, field),
      (valid) => valid,
    );
    const made = encodePayload(value, { field, limitBytes });
    answer = { type: "prepared", input: made, runTimeoutMs, retentionMs };
  } catch (error) {
    // Whoever started it is told what is wrong, as where it is registered.
    answer =
      error instanceof ValidationError
        ? { type: "invalid", issues: error.issues }
        : { type: "refused", failure: failureOf(error) };
  }
  return encodePrepareAnswer(answer);
}

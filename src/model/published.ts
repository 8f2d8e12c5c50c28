/** What members have published: the versions of workflows that they can run. */
import { raftwork } from "../gen/raftwork.js";
import { utf8Size } from "./names.ts";
import { decodeWith, malformed, name, uint32, uint64 } from "./wire.ts";

/** The versions of one workflow that a node has registered. */
export interface PublishedWorkflow {
  readonly name: string;
  /** Ascending, each from 1 on. */
  readonly versions: readonly number[];
}

/** What one member has published, as the state has it. */
export interface Published {
  /** Of the data directory that said so. */
  readonly incarnation: number;
  /** Ascending by name. */
  readonly workflows: readonly PublishedWorkflow[];
  /** Machine time in ms at which it last handed its leadership over because it lacked a definition; 0 for never. */
  readonly handedOverAt: number;
}

/** What all workflows of one node may take in bytes when they are published. */
export const PUBLISHED_BYTES_MAX = 60_000;
/** Bytes that a name adds beside itself, and a version, at most. */
const OVERHEAD_BYTES = 8;

/** What one more version takes when it is published, at most; the first of its name takes the name along. */
export function publishedBytesOf(workflowName: string, isFirst: boolean): number {
  return OVERHEAD_BYTES + (isFirst ? utf8Size(workflowName) + OVERHEAD_BYTES : 0);
}

/** Whether a version is among those published. */
export function isPublished(
  workflows: readonly PublishedWorkflow[],
  wanted: { readonly name: string; readonly version: number },
): boolean {
  const found = workflows.find((one) => one.name === wanted.name);
  return found?.versions.includes(wanted.version) === true;
}

/** Bytes of what a member has published. */
export function encodePublished({ incarnation, workflows, handedOverAt }: Published): Uint8Array {
  return raftwork.PublishedRecord.encode({
    incarnation,
    workflows: publishedToWire(workflows),
    handedOverAt: handedOverAt || null,
  }).finish();
}

/** Reads what a member has published. @throws {MalformedBytesError} when the bytes are none. */
export function decodePublished(encoded: Uint8Array): Published {
  const wire = decodeWith("PublishedRecord", () => raftwork.PublishedRecord.decode(encoded));
  return {
    incarnation: uint64(wire.incarnation, "PublishedRecord.incarnation"),
    workflows: publishedFromWire(wire.workflows, "PublishedRecord.workflows"),
    handedOverAt: uint64(wire.handedOverAt, "PublishedRecord.handedOverAt"),
  };
}

/** Published workflows in the generated form. */
export function publishedToWire(
  workflows: readonly PublishedWorkflow[],
): raftwork.PublishedWorkflow.$Properties[] {
  return workflows.map(({ name: workflowName, versions }) => ({
    name: workflowName,
    versions: [...versions],
  }));
}

/** Published workflows from the generated form. @throws {MalformedBytesError} when a name or a version is none. */
export function publishedFromWire(
  wire: readonly raftwork.PublishedWorkflow.$Properties[] | null | undefined,
  field: string,
): readonly PublishedWorkflow[] {
  return (wire ?? []).map((one) => ({
    name: name(one.name, `${field}.name`),
    versions: (one.versions ?? []).map((version) => {
      const checked = uint32(version, `${field}.versions`);
      return checked === 0 ? malformed(`${field}.versions`, "a version from 1 on", "0") : checked;
    }),
  }));
}

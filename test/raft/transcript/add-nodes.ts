/** The directive that starts nodes, with all options that transcripts may set. */
import type { ReadOnlyOption } from "../../../src/raft/config.ts";
import type { ConfState, PeerId } from "../../../src/raft/types.ts";
import { fail, idAt, toBoolean, toNumber } from "./arguments.ts";
import { EMPTY_SNAPSHOT, type Group, type NodeOptions } from "./group.ts";
import type { Argument, Directive } from "./parser.ts";

type Draft = { -readonly [Key in keyof NodeOptions]: NodeOptions[Key] };

const FLAGS: ReadonlyMap<string, keyof NodeOptions> = new Map<string, keyof NodeOptions>([
  ["async-storage-writes", "asyncStorageWrites"],
  ["prevote", "preVote"],
  ["checkquorum", "checkQuorum"],
  ["disable-conf-change-validation", "disableConfChangeValidation"],
  ["disable-proposal-forwarding", "disableProposalForwarding"],
  ["step-down-on-removal", "stepDownOnRemoval"],
]);

const NUMBERS: ReadonlyMap<string, keyof NodeOptions> = new Map<string, keyof NodeOptions>([
  ["inflight", "maxInflightMessages"],
  ["max-inflight-bytes", "maxInflightBytes"],
  ["max-committed-size-per-ready", "maxCommittedSizePerReady"],
  ["max-size-per-msg", "maxSizePerMessage"],
  ["max-uncommitted-size", "maxUncommittedEntriesSize"],
]);

export function addNodes(directive: Directive, group: Group): void {
  const options: Draft = {};
  const conf: { voters: PeerId[]; learners: PeerId[] } = { voters: [], learners: [] };
  let index = 0;
  let data = Buffer.alloc(0);
  for (const argument of directive.arguments.slice(1)) {
    const { key, values } = argument;
    const numbers = (): number[] => values.map((value) => toNumber(directive, value));
    if (key === "voters") conf.voters = numbers();
    else if (key === "learners") conf.learners = numbers();
    else if (key === "index") index = toNumber(directive, values[0]);
    else if (key === "content") data = Buffer.from(values[0] ?? "");
    else Object.assign(options, readOption(directive, argument));
  }
  const confState: ConfState = { ...EMPTY_SNAPSHOT.confState, ...conf };
  const count = idAt(directive, 0);
  for (let added = 0; added < count; added += 1) {
    group.add({ index, term: 0, confState, data: Uint8Array.from(data) }, options);
  }
}

function readOption(directive: Directive, argument: Argument): NodeOptions {
  const { key, values } = argument;
  const flag = FLAGS.get(key);
  if (flag !== undefined) return { [flag]: toBoolean(directive, values[0]) };
  const number = NUMBERS.get(key);
  if (number !== undefined) return { [number]: toNumber(directive, values[0]) };
  // The format says so: a transcript may name options that only other harnesses have.
  if (key !== "read-only") return {};
  const readOnly = READ_ONLY.get(values[0] ?? "");
  return readOnly === undefined ? fail(directive, `unknown read-only ${values[0]}`) : { readOnly };
}

const READ_ONLY: ReadonlyMap<string, ReadOnlyOption> = new Map<string, ReadOnlyOption>([
  ["safe", "safe"],
  ["lease-based", "leaseBased"],
]);

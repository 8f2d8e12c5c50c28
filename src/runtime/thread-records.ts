/**
 * What crosses between the main thread and that of the Raft host, and how what comes often is packed: bytes of many values go in one
 * piece, because each one alone costs more than its bytes.
 */
import type { ClusterMember, LeaveOptions } from "../api/cluster.ts";
import type { CallOptions } from "../api/run.ts";
import type { CallBounds } from "../api/service.ts";
import type { PreparedStart, WorkflowVersion } from "../cluster/elsewhere.ts";
import type { WorkflowInUse } from "../machine/active-runs.ts";
import type { MemberResult } from "../machine/effects.ts";
import type { Failure, MemberChange } from "../model/command.ts";
import type { Members } from "../model/members.ts";
import type { Published, PublishedWorkflow } from "../model/published.ts";
import type { AppliedPosition, LogEvent, LogPosition, Proposal } from "../model/replicated-log.ts";
import type { StateChanges } from "../model/state-reader.ts";
import type { Limits } from "../replica/options.ts";
import type { Forwarded } from "../workflow/leader-link.ts";

/** What the cluster's work looks at, as the main thread's state has it. */
export interface GroupView {
  readonly members: Members;
  /** By node id. */
  readonly published: ReadonlyArray<readonly [nodeId: string, Published]>;
  readonly workflowsInUse: readonly WorkflowInUse[];
  /** What this node has registered. */
  readonly workflows: readonly PublishedWorkflow[];
}

/** What is known once the host is open. */
export interface OpenedHost {
  readonly position: LogPosition;
  readonly limits: Limits;
  readonly replicaId: number;
  /** Whether there may be other nodes. */
  readonly isCluster: boolean;
}

/** A member as the host sees it. */
export interface SeenMember extends Omit<ClusterMember, "isLeader"> {
  /** Replica id and address that the state had when the host looked. */
  readonly replicaId: number;
  readonly statedAddress: string;
}

/** The cluster as the host sees it. */
export interface ClusterView {
  readonly clusterId: string;
  /** 0 when none is known. */
  readonly leaderReplicaId: number;
  readonly term: number;
  readonly members: readonly SeenMember[];
}

/** What the host's thread is sent. */
export interface ToHost {
  readonly posts: {
    readonly propose: PackedProposals;
    readonly applied: AppliedPosition;
    readonly save: PackedSave;
    /** The main thread reads this generation of the state from now on. */
    readonly switched: number;
    readonly openLog: { readonly machineTime: number };
    readonly view: GroupView;
    readonly publish: null;
    readonly closing: null;
    readonly fail: Failure;
  };
  readonly calls: {
    readonly open: readonly [asked: null, answer: OpenedHost];
    readonly start: readonly [asked: GroupView, answer: ClusterView];
    readonly readIndex: readonly [asked: null, answer: number];
    readonly flushed: readonly [asked: null, answer: null];
    readonly forward: readonly [
      asked: { readonly leaderReplicaId: number; readonly command: Uint8Array },
      answer: Forwarded,
    ];
    readonly prepare: readonly [
      asked: {
        readonly workflow: WorkflowVersion;
        readonly input: Uint8Array;
        readonly timeoutMs: CallBounds["timeoutMs"];
      },
      answer: PreparedStart,
    ];
    readonly remove: readonly [
      asked: {
        readonly nodeId: string;
        readonly options: Pick<CallOptions, "callTimeout">;
      },
      answer: null,
    ];
    readonly leave: readonly [asked: LeaveOptions, answer: null];
    readonly handOver: readonly [asked: string | undefined, answer: null];
    readonly stop: readonly [asked: null, answer: null];
    readonly end: readonly [asked: null, answer: null];
  };
}

/** What the main thread is sent. */
export interface ToMain {
  readonly posts: {
    readonly events: PackedEvents;
    /** The node of a replica that leads: a state that does not name it yet cannot tell. Before the event that names the replica. */
    readonly leaderNamed: { readonly replicaId: number; readonly nodeId: string };
    /** What is new of the cluster. */
    readonly cluster: ClusterView;
    readonly knownToAll: number;
    readonly goOn: null;
    readonly fatal: Failure;
    readonly log: LogLine;
  };
  readonly calls: {
    readonly accept: readonly [asked: Uint8Array, answer: Forwarded];
    readonly prepareHere: readonly [asked: Uint8Array, answer: Uint8Array];
    readonly proposeMember: readonly [asked: MemberChange, answer: MemberResult | null];
    readonly drain: readonly [asked: number, answer: null];
  };
}

/** A line of the log of the process. */
export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly fields: object;
  /** The field `err`, when there is one. */
  readonly failure: Failure | null;
  readonly message: string;
}

/** Commands of one turn of the event loop. */
export interface PackedProposals {
  /** One behind the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of each command: its length, its term, its ticket, and 1 when it comes from outside. */
  readonly numbers: Float64Array<ArrayBuffer>;
}

const NUMBERS = 4;

/** Packs commands. */
export function packProposals(proposals: readonly Proposal[]): PackedProposals {
  const bytes = joined(proposals.map(({ command }) => command));
  const numbers = new Float64Array(proposals.length * NUMBERS);
  let at = 0;
  for (const { command, term, ticket, source } of proposals) {
    numbers[at] = command.length;
    numbers[at + 1] = term;
    numbers[at + 2] = ticket;
    numbers[at + 3] = source === "outside" ? 1 : 0;
    at += NUMBERS;
  }
  return { bytes, numbers };
}

/** The commands, as views of what was packed. */
export function unpackProposals({ bytes, numbers }: PackedProposals): Proposal[] {
  const proposals: Proposal[] = [];
  let from = 0;
  for (let at = 0; at < numbers.length; at += NUMBERS) {
    const length = numbers[at] ?? 0;
    const [term = 0, ticket = 0, isOutside = 0] = [
      numbers[at + 1],
      numbers[at + 2],
      numbers[at + 3],
    ];
    const command = bytes.subarray(from, from + length);
    proposals.push({ command, term, ticket, source: isOutside === 1 ? "outside" : "engine" });
    from += length;
  }
  return proposals;
}

/** State changes, and how far they go. */
export interface PackedSave {
  readonly appliedIndex: number;
  readonly generation: number;
  /** All keys, one behind the other: one text is copied many times faster than as many as there are rows. */
  readonly keys: string;
  /** All values, one behind the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of each row: the length of its key, and of its value, -1 for null. */
  readonly lengths: Int32Array<ArrayBuffer>;
}

/** What a state host saves. */
export interface Save extends AppliedPosition {
  readonly changes: StateChanges;
}

const NO_BYTES = new Uint8Array(0);

/** Packs state changes. */
export function packSave({ appliedIndex, generation, changes }: Save): PackedSave {
  const { keys, values } = changes;
  const lengths = new Int32Array(2 * keys.length);
  for (let row = 0; row < keys.length; row += 1) {
    lengths[2 * row] = keys[row]?.length ?? 0;
    lengths[2 * row + 1] = values[row]?.length ?? -1;
  }
  const bytes = joined(values.map((value) => value ?? NO_BYTES));
  return { appliedIndex, generation, keys: keys.join(""), bytes, lengths };
}

/** The changes; values are views of what was packed. */
export function unpackSave(packed: PackedSave): Save {
  const { appliedIndex, generation, bytes, lengths } = packed;
  const keys: string[] = [];
  const values: (Uint8Array | null)[] = [];
  let keyAt = 0;
  let valueAt = 0;
  for (let at = 0; at < lengths.length; at += 2) {
    const [keyLength = 0, length = 0] = [lengths[at], lengths[at + 1]];
    keys.push(packed.keys.slice(keyAt, keyAt + keyLength));
    keyAt += keyLength;
    values.push(length < 0 ? null : bytes.subarray(valueAt, valueAt + length));
    valueAt += Math.max(0, length);
  }
  return { appliedIndex, generation, changes: { keys, values } };
}

/** Events of a log, the bytes of their batches one behind the other. */
export interface PackedEvents {
  /** The bytes of committed batches are empty here. */
  readonly events: readonly LogEvent[];
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of each event; 0 for one without a batch. */
  readonly lengths: Int32Array<ArrayBuffer>;
}

/** Packs events. */
export function packEvents(events: readonly LogEvent[]): PackedEvents {
  const parts = events.map((event) => (event.type === "committed" ? event.bytes : NO_BYTES));
  const lengths = Int32Array.from(parts, ({ length }) => length);
  const bare = events.map((event) => {
    return event.type === "committed" ? { ...event, bytes: NO_BYTES } : event;
  });
  return { events: bare, bytes: joined(parts), lengths };
}

/** The events; batches are views of what was packed. */
export function unpackEvents({ events, bytes, lengths }: PackedEvents): LogEvent[] {
  let from = 0;
  return events.map((event, at) => {
    const length = lengths[at] ?? 0;
    if (event.type !== "committed") return event;
    const batch = bytes.subarray(from, from + length);
    from += length;
    return { ...event, bytes: batch };
  });
}

/** All of them in memory of their own. */
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let size = 0;
  for (const part of parts) size += part.length;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

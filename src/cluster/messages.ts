/** What nodes ask each other, to bytes and back. */
import { raftwork } from "../gen/raftwork.js";
import { commandLevelFromWire } from "../model/command-levels.ts";
import { type PublishedWorkflow, publishedFromWire, publishedToWire } from "../model/published.ts";
import { bytes, choice, decodeWith, name, text, uint32, uint64 } from "../model/wire.ts";
import type { Forwarded } from "../workflow/leader-link.ts";

/** Names of the calls between nodes. */
export const METHODS = {
  hello: "hello",
  join: "join",
  leave: "leave",
  publish: "publish",
  prepare: "prepare",
  call: "call",
} as const;

/** Where a node is, as somebody knows it. */
export interface KnownNode {
  readonly nodeId: string;
  readonly address: string;
  /** When that node said so, in ms since 1970 by its own clock; 0 for what was only configured. */
  readonly saidAt: number;
}

/** Who asks. */
export interface Hello {
  readonly self: KnownNode;
  /** Of the caller's directory; 0 while it is empty. */
  readonly incarnation: number;
}

/** Who answers, and whom it knows. */
export interface HelloAnswer {
  /** "" while the node is empty. */
  readonly clusterId: string;
  readonly incarnation: number;
  readonly self: KnownNode;
  readonly known: readonly KnownNode[];
  /** The caller's directory was of this cluster, and is no more. */
  readonly removed: boolean;
}

/** A node wants to be a member. */
export interface JoinRequest {
  readonly nodeId: string;
  readonly incarnation: number;
  readonly address: string;
  /** Highest level of commands that it knows. */
  readonly commandLevel: number;
}

/** What a join led to. `again`: ask again, at the leader when its address is known. */
export type JoinAnswer =
  | {
      readonly outcome: "joined";
      readonly clusterId: string;
      readonly replicaId: number;
      readonly known: readonly KnownNode[];
    }
  | { readonly outcome: "again"; readonly leaderAddress: string }
  | {
      readonly outcome: "refused";
      readonly reason: string;
      /** Of a directory that the cluster knows and was refused for: one that is empty is taken in with a later one. Else 0. */
      readonly incarnation: number;
    };

/** What the removal of a member led to; "unknown": it may have happened, or may yet. */
export type LeaveAnswer = "left" | "again" | "notFound" | "last" | "unknown";

/** A member says what it is and what it can run. */
export interface PublishRequest {
  readonly nodeId: string;
  readonly incarnation: number;
  readonly commandLevel: number;
  readonly workflows: readonly PublishedWorkflow[];
}

/** What became of it. */
export type PublishAnswer = "published" | "again";

const LEAVE_OUTCOMES: readonly LeaveAnswer[] = ["left", "again", "notFound", "last", "unknown"];
const PUBLISH_OUTCOMES: readonly PublishAnswer[] = ["published", "again"];
const JOIN_OUTCOMES: readonly JoinAnswer["outcome"][] = ["joined", "again", "refused"];
const FORWARDED: readonly Forwarded["type"][] = [
  "applied",
  "refused",
  "unknown",
  "overloaded",
  "tooNew",
  "tooLarge",
];

/** A hello's bytes. */
export function encodeHello(hello: Hello): Uint8Array {
  return raftwork.HelloRequest.encode(hello).finish();
}

/** Reads a hello. @throws {MalformedBytesError} */
export function decodeHello(encoded: Uint8Array): Hello {
  const wire = decodeWith("HelloRequest", () => raftwork.HelloRequest.decode(encoded));
  const incarnation = uint64(wire.incarnation, "HelloRequest.incarnation");
  return { self: knownFromWire(wire.self ?? {}), incarnation };
}

/** The bytes of an answer to a hello. */
export function encodeHelloAnswer(answer: HelloAnswer): Uint8Array {
  return raftwork.HelloAnswer.encode({ ...answer, known: [...answer.known] }).finish();
}

/** Reads an answer to a hello. @throws {MalformedBytesError} */
export function decodeHelloAnswer(encoded: Uint8Array): HelloAnswer {
  const wire = decodeWith("HelloAnswer", () => raftwork.HelloAnswer.decode(encoded));
  return {
    clusterId: text(wire.clusterId, "HelloAnswer.clusterId"),
    incarnation: uint64(wire.incarnation, "HelloAnswer.incarnation"),
    self: knownFromWire(wire.self ?? {}),
    known: (wire.known ?? []).map(knownFromWire),
    removed: wire.removed ?? false,
  };
}

/** A join's bytes. */
export function encodeJoin(request: JoinRequest): Uint8Array {
  return raftwork.JoinRequest.encode(request).finish();
}

/** Reads a join. @throws {MalformedBytesError} */
export function decodeJoin(encoded: Uint8Array): JoinRequest {
  const wire = decodeWith("JoinRequest", () => raftwork.JoinRequest.decode(encoded));
  return {
    nodeId: name(wire.nodeId, "JoinRequest.nodeId"),
    incarnation: uint64(wire.incarnation, "JoinRequest.incarnation"),
    address: text(wire.address, "JoinRequest.address"),
    commandLevel: commandLevelFromWire(wire.commandLevel, "JoinRequest.commandLevel"),
  };
}

/** The bytes of an answer to a join. */
export function encodeJoinAnswer(answer: JoinAnswer): Uint8Array {
  const outcome = JOIN_OUTCOMES.indexOf(answer.outcome);
  switch (answer.outcome) {
    case "joined": {
      const { clusterId, replicaId, known } = answer;
      const joined = { outcome, clusterId, replicaId, known: [...known] };
      return raftwork.JoinAnswer.encode(joined).finish();
    }
    case "again":
      return raftwork.JoinAnswer.encode({ outcome, leaderAddress: answer.leaderAddress }).finish();
    default:
      return raftwork.JoinAnswer.encode({
        outcome,
        reason: answer.reason,
        incarnation: answer.incarnation,
      }).finish();
  }
}

/** Reads an answer to a join. @throws {MalformedBytesError} */
export function decodeJoinAnswer(encoded: Uint8Array): JoinAnswer {
  const wire = decodeWith("JoinAnswer", () => raftwork.JoinAnswer.decode(encoded));
  const outcome = choice(JOIN_OUTCOMES, wire.outcome, "JoinAnswer.outcome");
  switch (outcome) {
    case "joined":
      return {
        outcome,
        clusterId: name(wire.clusterId, "JoinAnswer.clusterId"),
        replicaId: uint64(wire.replicaId, "JoinAnswer.replicaId"),
        known: (wire.known ?? []).map(knownFromWire),
      };
    case "again":
      return { outcome, leaderAddress: text(wire.leaderAddress, "JoinAnswer.leaderAddress") };
    default:
      return {
        outcome,
        reason: text(wire.reason, "JoinAnswer.reason"),
        incarnation: uint64(wire.incarnation, "JoinAnswer.incarnation"),
      };
  }
}

/** The bytes of a removal. */
export function encodeLeave(nodeId: string): Uint8Array {
  return raftwork.LeaveRequest.encode({ nodeId }).finish();
}

/** Reads whom to remove. @throws {MalformedBytesError} */
export function decodeLeave(encoded: Uint8Array): string {
  const wire = decodeWith("LeaveRequest", () => raftwork.LeaveRequest.decode(encoded));
  return name(wire.nodeId, "LeaveRequest.nodeId");
}

/** The bytes of an answer to a removal. */
export function encodeLeaveAnswer(answer: LeaveAnswer): Uint8Array {
  return raftwork.LeaveAnswer.encode({ outcome: LEAVE_OUTCOMES.indexOf(answer) }).finish();
}

/** Reads what a removal led to. @throws {MalformedBytesError} */
export function decodeLeaveAnswer(encoded: Uint8Array): LeaveAnswer {
  const wire = decodeWith("LeaveAnswer", () => raftwork.LeaveAnswer.decode(encoded));
  return choice(LEAVE_OUTCOMES, wire.outcome, "LeaveAnswer.outcome");
}

/** What a member says of itself, as bytes. */
export function encodePublish(request: PublishRequest): Uint8Array {
  const workflows = publishedToWire(request.workflows);
  return raftwork.PublishRequest.encode({ ...request, workflows }).finish();
}

/** Reads what a member says of itself. @throws {MalformedBytesError} */
export function decodePublish(encoded: Uint8Array): PublishRequest {
  const wire = decodeWith("PublishRequest", () => raftwork.PublishRequest.decode(encoded));
  return {
    nodeId: name(wire.nodeId, "PublishRequest.nodeId"),
    incarnation: uint64(wire.incarnation, "PublishRequest.incarnation"),
    commandLevel: commandLevelFromWire(wire.commandLevel, "PublishRequest.commandLevel"),
    workflows: publishedFromWire(wire.workflows, "PublishRequest.workflows"),
  };
}

/** The bytes of an answer to it. */
export function encodePublishAnswer(answer: PublishAnswer): Uint8Array {
  const outcome = PUBLISH_OUTCOMES.indexOf(answer);
  return raftwork.PublishAnswer.encode({ outcome }).finish();
}

/** Reads an answer to it. @throws {MalformedBytesError} */
export function decodePublishAnswer(encoded: Uint8Array): PublishAnswer {
  const wire = decodeWith("PublishAnswer", () => raftwork.PublishAnswer.decode(encoded));
  return choice(PUBLISH_OUTCOMES, wire.outcome, "PublishAnswer.outcome");
}

/** The bytes of a call on its way to the leader. */
export function encodeGroupCall(call: { group: number; command: Uint8Array }): Uint8Array {
  return raftwork.GroupCall.encode(call).finish();
}

/** Reads a call on its way to the leader; `command` is a view. @throws {MalformedBytesError} */
export function decodeGroupCall(encoded: Uint8Array): { group: number; command: Uint8Array } {
  const wire = decodeWith("GroupCall", () => raftwork.GroupCall.decode(encoded));
  return {
    group: uint32(wire.group, "GroupCall.group"),
    command: bytes(wire.command, "GroupCall.command"),
  };
}

/** What became of a call, as bytes. */
export function encodeForwarded(forwarded: Forwarded): Uint8Array {
  const { type, ...rest } = forwarded;
  return raftwork.GroupCallAnswer.encode({ outcome: FORWARDED.indexOf(type), ...rest }).finish();
}

/** Reads what became of a call. @throws {MalformedBytesError} */
export function decodeForwarded(encoded: Uint8Array): Forwarded {
  const wire = decodeWith("GroupCallAnswer", () => raftwork.GroupCallAnswer.decode(encoded));
  const type = choice(FORWARDED, wire.outcome, "GroupCallAnswer.outcome");
  switch (type) {
    case "applied":
      return { type, index: uint64(wire.index, "GroupCallAnswer.index") };
    case "overloaded":
      return {
        type,
        limitBytes: uint64(wire.limitBytes, "GroupCallAnswer.limitBytes"),
        inFlightBytes: uint64(wire.inFlightBytes, "GroupCallAnswer.inFlightBytes"),
      };
    case "tooNew":
      return { type, knownLevel: uint32(wire.knownLevel, "GroupCallAnswer.knownLevel") };
    case "tooLarge":
      return { type, limitBytes: uint64(wire.limitBytes, "GroupCallAnswer.limitBytes") };
    default:
      return { type };
  }
}

function knownFromWire(wire: raftwork.KnownNode.$Properties): KnownNode {
  return {
    nodeId: name(wire.nodeId, "KnownNode.nodeId"),
    address: text(wire.address, "KnownNode.address"),
    saidAt: uint64(wire.saidAt, "KnownNode.saidAt"),
  };
}

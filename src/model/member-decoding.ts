/** MemberJoin, MemberLeave and MemberPublish from bytes. */
import type { raftwork } from "../gen/raftwork.js";
import type { MemberJoin, MemberLeave, MemberPublish } from "./command.ts";
import { commandLevelFromWire } from "./command-levels.ts";
import { publishedFromWire } from "./published.ts";
import { flag, malformed, name, text, uint64 } from "./wire.ts";

/** Bytes of an address at most. */
const ADDRESS_MAX = 512;

/** Reads a MemberJoin. @throws {MalformedBytesError} when a field is not what it should be. */
export function memberJoinFromWire(wire: raftwork.MemberJoin.$Properties): MemberJoin {
  const address = text(wire.address, "MemberJoin.address");
  if (address.length > ADDRESS_MAX) {
    malformed("MemberJoin.address", `at most ${ADDRESS_MAX} characters`, `${address.length}`);
  }
  return {
    type: "MemberJoin",
    nodeId: name(wire.nodeId, "MemberJoin.nodeId"),
    incarnation: uint64(wire.incarnation, "MemberJoin.incarnation"),
    address,
    replicaId: uint64(wire.replicaId, "MemberJoin.replicaId"),
    commandLevel: commandLevelFromWire(wire.commandLevel, "MemberJoin.commandLevel"),
  };
}

/** Reads a MemberLeave. @throws {MalformedBytesError} when a field is not what it should be. */
export function memberLeaveFromWire(wire: raftwork.MemberLeave.$Properties): MemberLeave {
  return {
    type: "MemberLeave",
    nodeId: name(wire.nodeId, "MemberLeave.nodeId"),
    replicaId: uint64(wire.replicaId, "MemberLeave.replicaId"),
  };
}

/** Reads a MemberPublish. @throws {MalformedBytesError} when a field is not what it should be. */
export function memberPublishFromWire(wire: raftwork.MemberPublish.$Properties): MemberPublish {
  const handsOver = flag(wire.handsOver, "MemberPublish.handsOver");
  return {
    type: "MemberPublish",
    nodeId: name(wire.nodeId, "MemberPublish.nodeId"),
    incarnation: uint64(wire.incarnation, "MemberPublish.incarnation"),
    workflows: publishedFromWire(wire.workflows, "MemberPublish.workflows"),
    ...(handsOver ? { handsOver } : null),
  };
}

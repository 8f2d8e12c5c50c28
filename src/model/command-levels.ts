/**
 * Levels of commands: how members of different versions get along. Each member says the highest level that it knows, and a leader
 * proposes only commands that all members know, so that an upgrade stops no old node.
 *
 * A level is no command number: numbers are given out of order, and some are spoken for long before their command comes. Whoever
 * adds a command, or a field that changes what apply does, adds 1 to the level with the first of them since the last release.
 */
import { type Cursor, readVarint } from "./varint.ts";
import { uint32 } from "./wire.ts";

/** By number: the level that each command came in. */
export const COMMAND_LEVELS: ReadonlyMap<number, number> = new Map(
  // 1 RunStart to 9 Signal, 15 Cancel, 16 Terminate, 19 RunParked to 21 RunFail, 23 Retire, 24 MemberJoin to 26 MemberPublish.
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 19, 20, 21, 23, 24, 25, 26].map((number) => [number, 1]),
);

/** Highest level that this version knows; members publish it. */
export const COMMAND_LEVEL: number = Math.max(...COMMAND_LEVELS.values());

/** The level that everybody knows; what members have who do not say. */
export const FIRST_COMMAND_LEVEL = 1;

/** What a node knows of levels: this version's, unless a test pretends another one. */
export interface CommandLevels {
  readonly known: number;
  readonly byNumber: ReadonlyMap<number, number>;
}

/** Those of this version. */
export const OWN_COMMAND_LEVELS: CommandLevels = Object.freeze({
  known: COMMAND_LEVEL,
  byNumber: COMMAND_LEVELS,
});

/** Number of an encoded command. */
export function commandNumberOf(encoded: Uint8Array): number {
  const cursor: Cursor = { bytes: encoded, at: 0 };
  return Math.floor(readVarint(cursor, "command") / 8);
}

/** A level from the wire. @throws {MalformedBytesError} when it is none. */
export function commandLevelFromWire(value: unknown, field: string): number {
  return Math.max(uint32(value, field), FIRST_COMMAND_LEVEL);
}

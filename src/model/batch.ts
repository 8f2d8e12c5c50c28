/**
 * A batch is the content of one log entry: the machine time and the commands proposed since the last
 * entry, each as the bytes its proposer encoded.
 *
 * Written by hand in protobuf's wire format (proto/command.proto, message Batch), because a leader packs
 * and every node unpacks one for each flush: the commands are copied once and never decoded to be packed.
 * A test compares it with the generated code.
 */
import { MalformedBytesError } from "../errors.ts";
import { invariant } from "../util/assert.ts";
import { type Cursor, readVarint, varintSize, writeVarint } from "./varint.ts";

/** A decoded batch; the commands are views into its bytes. */
export interface Batch {
  /** The leader's log clock in ms. */
  readonly machineTime: number;
  readonly commands: readonly Uint8Array[];
}

const FIELD = "batch";
const TAG_MACHINE_TIME = 0x08;
const TAG_COMMAND = 0x12;

/** Bytes that a command adds to a batch beside its own, at most: its tag and its length. */
export const COMMAND_OVERHEAD_BYTES = 6;
/** Bytes of a batch beside its commands, at most: tag and machine time. */
export const BATCH_OVERHEAD_BYTES = 9;

/** The bytes of a batch. @throws {InvariantError} when the machine time is no safe integer. */
export function encodeBatch(machineTime: number, commands: readonly Uint8Array[]): Uint8Array {
  invariant(Number.isSafeInteger(machineTime), `machine time ${machineTime} is no safe integer`);
  invariant(machineTime >= 0, `machine time ${machineTime} is negative`);
  let size = 1 + varintSize(machineTime);
  for (const command of commands) size += 1 + varintSize(command.length) + command.length;
  const target = new Uint8Array(size);
  target[0] = TAG_MACHINE_TIME;
  let at = writeVarint(target, 1, machineTime);
  for (const command of commands) {
    target[at] = TAG_COMMAND;
    at = writeVarint(target, at + 1, command.length);
    target.set(command, at);
    at += command.length;
  }
  invariant(at === size, `batch has ${at} bytes, expected ${size}`);
  return target;
}

/** Reads a batch. @throws {MalformedBytesError} when the bytes are none. */
export function decodeBatch(encoded: Uint8Array): Batch {
  const reader = { bytes: encoded, at: 0 };
  const machineTime = readMachineTime(reader);
  const commands: Uint8Array[] = [];
  while (reader.at < encoded.length) {
    if (encoded[reader.at] !== TAG_COMMAND) malformed("tag of a command", `${encoded[reader.at]}`);
    reader.at += 1;
    const length = readVarint(reader, FIELD);
    const end = reader.at + length;
    if (end > encoded.length) malformed(`${length} bytes of a command`, "the end");
    commands.push(new Uint8Array(encoded.buffer, encoded.byteOffset + reader.at, length));
    reader.at = end;
  }
  return { machineTime, commands };
}

/** The machine time of an encoded batch, without reading the rest. */
export function batchMachineTime(encoded: Uint8Array): number {
  return readMachineTime({ bytes: encoded, at: 0 });
}

function readMachineTime(cursor: Cursor): number {
  if (cursor.bytes[cursor.at] !== TAG_MACHINE_TIME) {
    malformed("the tag of the machine time", `${cursor.bytes[cursor.at]}`);
  }
  cursor.at += 1;
  return readVarint(cursor, FIELD);
}

function malformed(expected: string, found: string): never {
  throw new MalformedBytesError({ field: FIELD, expected, found });
}

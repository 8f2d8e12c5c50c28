/**
 * Lives: each time a transport is made it gets a random id of 16 bytes, its life, and names it in the Openings and Answers of
 * streams. By it the others see that a node has started anew.
 *
 * Why: a process that dies closes its connections, but behind a cut nobody hears of that, and keepalive takes seconds. Its streams at
 * the others stay: frames written to one go nowhere, and nobody dials a node that seems to be connected. So each stream that stays
 * open keeps the life at its other end; when an Opening of frames under the same name is accepted and says another life, all
 * streams of that name that are of another life are dropped, and the one from the node is dialled anew.
 *
 * What an id cannot tell is which of two lives is the newer. The last Opening to be accepted wins all the same:
 * - A dead life opens nothing any more. Of what it wrote before it died an Opening may come late, when a cut heals, and then costs the
 *   living one its streams once: that one sees them break, dials at once, and its own Opening is the last.
 * - Remembering the lives that were replaced, to refuse them, could shut out the living one for good: when the late Opening is the
 *   first that is seen of the dead life, it is the living one that was "replaced". A stream too many is better than a node too few.
 * - Two living processes under one name take the streams from each other, as they do without lives, with the pauses of a redial.
 *
 * A stream is compared, not a node: the same life that opens again keeps what it has, and a stream that was dialled to the new
 * life before its Opening came is not dropped for it. A life that is not known ("", an older version) is like any other.
 */
import { malformed } from "../model/wire.ts";

/** The life of a node that does not say it: an older version, or a stream on which it does not matter. */
export const UNKNOWN_LIFE = "";

const LIFE_BYTES = 16;
const NO_BYTES: Uint8Array = new Uint8Array(0);

/** Whether two lives are known and not the same. */
export function isOtherLife(one: string, other: string): boolean {
  return one !== UNKNOWN_LIFE && other !== UNKNOWN_LIFE && one !== other;
}

/** A life from its bytes, in hexadecimal digits. */
export function lifeOf(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString("hex");
}

/** The bytes of a life; none when it is not known. */
export function lifeToWire(life: string): Uint8Array {
  return life === UNKNOWN_LIFE ? NO_BYTES : Buffer.from(life, "hex");
}

/** Reads a life. @throws {MalformedBytesError} when there are bytes and not 16 of them. */
export function lifeFromWire(id: Uint8Array, field: string): string {
  if (id.length === 0) return UNKNOWN_LIFE;
  return id.length === LIFE_BYTES
    ? lifeOf(id)
    : malformed(field, `none or ${LIFE_BYTES} bytes`, `${id.length} bytes`);
}

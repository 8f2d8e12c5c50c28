/**
 * SnapshotLink lets snapshots go by the transport: the core's message is the header, and chunks are cut into parts that the
 * transport takes, because one row may be larger than its parts.
 *
 * Each part begins with a byte: 1 when it ends its chunk, else 0. Invariant: what comes out is chunk by chunk what went in.
 */
import { MalformedBytesError, SnapshotFailedError } from "../errors.ts";
import { raftwork } from "../gen/raftwork.js";
import { bytes, decodeWith, uint64 } from "../model/wire.ts";
import { type Message, makeMessage } from "../raft/types.ts";
import type { Replica } from "../replica/replica.ts";
import type { OutgoingSnapshot } from "../replica/replica-host.ts";
import { confStateRecord, decodeConfState } from "../storage/records.ts";
import type { IncomingSnapshot, Transport } from "../transport/transport.ts";
import { invariant } from "../util/assert.ts";

/** More than any chunk has: a limit on what a broken sender can make a receiver keep. */
const CHUNK_BYTES_MAX = 256 * 1024 * 1024;

/** Sends a snapshot to a node. Settles as `SendSnapshot` demands. */
export function sendSnapshotTo(
  to: { readonly transport: Pick<Transport, "sendSnapshot">; readonly nodeId: string | null },
  outgoing: OutgoingSnapshot,
  partBytesMax: number,
): Promise<void> {
  const { group, message, signal } = outgoing;
  if (to.nodeId === null) {
    const reason = `the node of replica ${message.to} is not known`;
    return Promise.reject(new SnapshotFailedError({ group, reason }));
  }
  return to.transport.sendSnapshot(to.nodeId, {
    header: encodeOffer(group, message),
    chunks: partsOf(outgoing.chunks(0), partBytesMax),
    abortSignal: signal,
  });
}

/**
 * Gives a snapshot that came in to its replica; `replicaOf` gives null for a group that is not here.
 *
 * @throws {MalformedBytesError} when its bytes are not what they should be.
 * @throws {SnapshotFailedError} when the replica prefers another one, or there is none.
 */
export async function receiveSnapshot(
  incoming: Pick<IncomingSnapshot, "header" | "chunks">,
  replicaOf: (group: number) => Pick<Replica, "receiveSnapshot"> | null,
): Promise<void> {
  const { group, message } = decodeOffer(incoming.header);
  const replica = replicaOf(group);
  if (replica === null) {
    throw new SnapshotFailedError({ group, reason: "the node has no replica of it" });
  }
  await replica.receiveSnapshot(message, (from) => chunksOf(incoming.chunks, from));
}

function encodeOffer(group: number, message: Message): Uint8Array {
  const { from, to, term, snapshot } = message;
  invariant(snapshot !== null, "a snapshot message without a snapshot");
  return raftwork.GroupSnapshotOffer.encode({
    group,
    from,
    to,
    term,
    index: snapshot.index,
    indexTerm: snapshot.term,
    confState: confStateRecord(snapshot.confState),
    header: snapshot.data,
  }).finish();
}

function decodeOffer(encoded: Uint8Array): { group: number; message: Message } {
  const offer = decodeWith("snapshot offer", () => raftwork.GroupSnapshotOffer.decode(encoded));
  return {
    group: uint64(offer.group, "offer.group"),
    message: makeMessage({
      type: "snapshot",
      from: uint64(offer.from, "offer.from"),
      to: uint64(offer.to, "offer.to"),
      term: uint64(offer.term, "offer.term"),
      snapshot: {
        index: uint64(offer.index, "offer.index"),
        term: uint64(offer.indexTerm, "offer.indexTerm"),
        confState: decodeConfState(offer.confState),
        // The message outlives the frame.
        data: new Uint8Array(bytes(offer.header, "offer.header")),
      },
    }),
  };
}

async function* partsOf(
  chunks: AsyncIterable<Uint8Array>,
  partBytesMax: number,
): AsyncGenerator<Uint8Array> {
  const bodyBytesMax = partBytesMax - 1;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += bodyBytesMax) {
      const body = chunk.subarray(at, at + bodyBytesMax);
      const part = new Uint8Array(body.length + 1);
      part[0] = at + bodyBytesMax >= chunk.length ? 1 : 0;
      part.set(body, 1);
      yield part;
    }
  }
}

/** The chunks from number `from` on; the transport gives them from the beginning. */
async function* chunksOf(
  parts: AsyncIterable<Uint8Array>,
  from: number,
): AsyncGenerator<Uint8Array> {
  let bodies: Uint8Array[] = [];
  let size = 0;
  let number = 0;
  for await (const part of parts) {
    const isEnd = part[0] === 1;
    if (part.length < 2 || (part[0] ?? 2) > 1)
      malformed("a flag and bytes", `${part.length} bytes`);
    size += part.length - 1;
    if (size > CHUNK_BYTES_MAX) malformed(`at most ${CHUNK_BYTES_MAX} bytes`, `${size}`);
    if (number >= from) bodies.push(new Uint8Array(part.subarray(1)));
    if (!isEnd) continue;
    if (number >= from)
      yield bodies.length === 1 ? (bodies[0] as Uint8Array) : joined(bodies, size);
    bodies = [];
    size = 0;
    number += 1;
  }
}

function joined(bodies: readonly Uint8Array[], size: number): Uint8Array {
  const chunk = new Uint8Array(size);
  let at = 0;
  for (const body of bodies) {
    chunk.set(body, at);
    at += body.length;
  }
  return chunk;
}

function malformed(expected: string, found: string): never {
  throw new MalformedBytesError({ field: "snapshot part", expected, found });
}

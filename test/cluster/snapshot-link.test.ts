// Snapshots over a transport that takes parts of a few bytes only: what arrives is what was sent.
import { expect, test } from "vitest";
import { receiveSnapshot, sendSnapshotTo } from "../../src/cluster/snapshot-link.ts";
import { type Message, makeMessage } from "../../src/raft/types.ts";
import type { ChunkSource } from "../../src/replica/snapshot-receiver.ts";
import type { OutgoingSnapshot as Carried } from "../../src/transport/transport.ts";

const CHUNKS = [1, 63, 64, 200, 65].map((length, at) => new Uint8Array(length).fill(at + 1));
const MESSAGE = makeMessage({
  type: "snapshot",
  from: 1,
  to: 2,
  term: 2 ** 45,
  snapshot: {
    index: 2 ** 46,
    term: 2 ** 44,
    confState: {
      voters: [1, 2],
      votersOutgoing: [3],
      learners: [4],
      learnersNext: [3],
      autoLeave: true,
    },
    data: Uint8Array.of(1, 2, 3),
  },
});

async function* each(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

/** Sends, and gives what the transport was given, with all its parts. */
async function carried(): Promise<{ header: Uint8Array; parts: Uint8Array[] }> {
  const parts: Uint8Array[] = [];
  let header = new Uint8Array();
  const sendSnapshot = async (nodeId: string, snapshot: Carried): Promise<void> => {
    expect(nodeId).toBe("node-2");
    header = new Uint8Array(snapshot.header);
    for await (const part of snapshot.chunks) parts.push(part);
  };
  const { signal } = new AbortController();
  const outgoing = {
    group: 1,
    message: MESSAGE,
    signal,
    chunks: (from: number) => each(CHUNKS.slice(from)),
  };
  await sendSnapshotTo({ transport: { sendSnapshot }, nodeId: "node-2" }, outgoing, 64);
  return { header, parts };
}

/** Receives behind so many chunks. */
async function received(
  incoming: { header: Uint8Array; parts: readonly Uint8Array[] },
  from: number,
): Promise<{ message: Message | null; chunks: Uint8Array[] }> {
  let message: Message | null = null;
  const chunks: Uint8Array[] = [];
  const replica = {
    receiveSnapshot: async (offered: Message, source: ChunkSource): Promise<void> => {
      message = offered;
      for await (const chunk of source(from)) chunks.push(chunk);
    },
  };
  const { header, parts } = incoming;
  await receiveSnapshot({ header, chunks: each(parts) }, (group) => (group === 1 ? replica : null));
  return { message, chunks };
}

test("message and chunks arrive as they were sent, in parts that the transport takes", async () => {
  const sent = await carried();
  expect(Math.max(...sent.parts.map(({ length }) => length))).toBe(64);
  expect(await received(sent, 0)).toEqual({ message: MESSAGE, chunks: CHUNKS });
  expect((await received(sent, 3)).chunks).toEqual(CHUNKS.slice(3));
});

test("a node that is not known, a group that is not here and broken parts are typed errors", async () => {
  const sent = await carried();
  const outgoing = {
    group: 1,
    message: MESSAGE,
    signal: new AbortController().signal,
    chunks: () => each([]),
  };
  const transport = { sendSnapshot: () => Promise.resolve() };
  await expect(sendSnapshotTo({ transport, nodeId: null }, outgoing, 64)).rejects.toMatchObject({
    code: "ERR_SNAPSHOT_FAILED",
  });
  await expect(
    receiveSnapshot({ header: sent.header, chunks: each([]) }, () => null),
  ).rejects.toMatchObject({ code: "ERR_SNAPSHOT_FAILED" });
  for (const part of [Uint8Array.of(), Uint8Array.of(1), Uint8Array.of(2, 2)]) {
    await expect(received({ header: sent.header, parts: [part] }, 0)).rejects.toMatchObject({
      code: "ERR_MALFORMED_BYTES",
    });
  }
  await expect(received({ header: Uint8Array.of(255), parts: [] }, 0)).rejects.toMatchObject({
    code: "ERR_MALFORMED_BYTES",
  });
});

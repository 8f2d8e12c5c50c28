/** The two other processes of the bare engine (floor.ts), as the one that runs it sees them. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client, type ClientDuplexStream, credentials } from "@grpc/grpc-js";
import { asItIs, floorService, NUMBER_BYTES } from "./floor-wire.ts";

const PEER = fileURLToPath(new URL("./floor-peer.ts", import.meta.url));
const PEERS = 2;

interface Peer {
  readonly child: ChildProcess;
  readonly client: Client;
  readonly stream: ClientDuplexStream<Buffer, Buffer>;
}

/** Two processes that write what they are sent. */
export class FloorPeers {
  readonly #peers: readonly Peer[];
  #number = 0;
  /** Resolves when the frame that was sent last is durable at one of them. */
  #onDurable: (() => void) | null = null;

  private constructor(peers: readonly Peer[]) {
    this.#peers = peers;
    for (const { stream } of peers) {
      stream.on("data", (answer: Buffer) => {
        if (answer.readUInt32BE() < this.#number) return;
        this.#onDurable?.();
        this.#onDurable = null;
      });
    }
  }

  static async start(directory: string): Promise<FloorPeers> {
    return new FloorPeers(
      await Promise.all(
        Array.from({ length: PEERS }, (_, at) => startPeer(join(directory, `floor-${at}`))),
      ),
    );
  }

  /** Sends rows to both; resolves when one of them has them on its disk. One call at a time. */
  replicate(rows: string): Promise<void> {
    this.#number += 1;
    const frame = Buffer.allocUnsafe(NUMBER_BYTES + Buffer.byteLength(rows));
    frame.writeUInt32BE(this.#number);
    frame.write(rows, NUMBER_BYTES);
    for (const { stream } of this.#peers) stream.write(frame);
    return new Promise((resolve) => {
      this.#onDurable = resolve;
    });
  }

  async close(): Promise<void> {
    for (const { child, client, stream } of this.#peers) {
      stream.cancel();
      client.close();
      child.disconnect();
      await once(child, "exit");
    }
  }
}

async function startPeer(directory: string): Promise<Peer> {
  const child = fork(PEER, [directory], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [port] = (await once(child, "message")) as [number];
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const stream = client.makeBidiStreamRequest(floorService.append.path, asItIs, asItIs);
  // It is cancelled at the end.
  stream.on("error", () => {});
  return { child, client, stream };
}

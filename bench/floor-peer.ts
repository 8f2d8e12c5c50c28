/**
 * A peer of the bare engine (floor.ts), in a process of its own: takes frames over gRPC, writes what has come with one synced batch, answers
 * with the number of the last one. It ends when its parent does.
 */
import { once } from "node:events";
import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { Level } from "level";
import { floorService, NUMBER_BYTES, WRITE_BUFFER_BYTES } from "./floor-wire.ts";

process.once("disconnect", () => process.exit(0));
const [directory = ""] = process.argv.slice(2);
const db = new Level<string, Uint8Array>(directory, {
  valueEncoding: "view",
  compression: false,
  writeBufferSize: WRITE_BUFFER_BYTES,
});
await db.open();

/** Frames of one stream: those that come while a batch is written go with the next one. */
function append(stream: ServerDuplexStream<Buffer, Buffer>): void {
  let waiting: Buffer[] = [];
  let isWriting = false;
  const write = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) {
      const taken = waiting;
      waiting = [];
      let batch = db.batch();
      for (const frame of taken) {
        batch = batch.put(frame.toString("hex", 0, NUMBER_BYTES), frame);
      }
      await batch.write({ sync: true });
      stream.write((taken.at(-1) as Buffer).subarray(0, NUMBER_BYTES));
    }
    isWriting = false;
  };
  stream.on("data", (frame: Buffer) => {
    waiting.push(frame);
    if (!isWriting) void write();
  });
  stream.on("end", () => stream.end());
}

const server = new Server();
server.addService(floorService, { append });
const port = await new Promise<number>((resolve, reject) => {
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
    if (error === null) resolve(bound);
    else reject(error);
  });
});
process.send?.(port);
await once(process, "disconnect");

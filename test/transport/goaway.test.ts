// A server that goes away in good order lets the streams that it has go on. What was asked of it may have happened.
import { createServer, type Http2Server } from "node:http2";
import { afterEach, expect, test } from "vitest";
import { openGrpcTransport } from "../../src/transport/grpc-transport.ts";

const servers: Http2Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

test("a call that was begun there is not told to be undelivered when the server goes away", async () => {
  const server = createServer();
  servers.push(server);
  let bytes = 0;
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    stream.on("data", (data: Buffer) => {
      bytes += data.length;
      stream.session?.goaway(0);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const bound = server.address();
  const port = typeof bound === "object" ? bound?.port : 0;
  const settings = { dialTimeoutMs: 100 };
  await using transport = await openGrpcTransport({ nodeId: "a", settings });
  const call = { payload: new Uint8Array(100), timeoutMs: 400 };
  const called = transport.call({ address: `127.0.0.1:${port}` }, "echo", call);
  await expect(called).rejects.toMatchObject({
    code: "ERR_PEER_UNREACHABLE",
    maybeDelivered: true,
  });
  expect(bytes).toBeGreaterThan(100);
});

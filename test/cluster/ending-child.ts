// Three nodes in one process, which has nothing else to do: whether it ends says whether close() leaves anything behind.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { WorkflowRuntime } from "../../src/index.ts";

/** Longer than the first back-off of a connection that failed, in ms. */
const LATE_MS = 150;

const directory = mkdtempSync(join(tmpdir(), "raftwork-ending-"));
const ports = await Promise.all([freePort(), freePort(), freePort()]);
const initialNodes = ports.map((port, at) => ({ nodeId: `n${at}`, address: `127.0.0.1:${port}` }));
// The first one dials the others in vain: they come later.
const nodes = await Promise.all(
  ports.map(async (port, at) => {
    await delay(at * LATE_MS);
    return WorkflowRuntime.open({
      nodeId: `n${at}`,
      dataDir: join(directory, `n${at}`),
      listen: { port },
      cluster: { initialNodes },
      logLevel: "silent",
    });
  }),
);
const echo = nodes.map((node) => node.registerWorkflow("echo", 1, async (_ctx, n: number) => n));
const [first] = echo;
if (first === undefined) throw new Error("no node");
const result = await nodes[0]?.runWorkflow(first, 7);
await Promise.all(nodes.map((node) => node.close()));
rmSync(directory, { recursive: true });
process.stdout.write(`closed after ${result}\n`);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return typeof address === "object" && address !== null ? address.port : 0;
}

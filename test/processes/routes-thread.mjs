// @ts-check
/** Loaded first in each thread of a node under test: what routes.mjs does in the main thread. */
import { BroadcastChannel, isMainThread } from "node:worker_threads";
import { LISTENING, ROUTES, routeConnections } from "./routes.mjs";

const text = process.env[ROUTES];
if (!isMainThread && text !== undefined) {
  const { nodeId, port, addresses } = JSON.parse(text);
  routeConnections({
    nodeId,
    port,
    addresses: new Set(addresses),
    listening: (bound) => {
      const channel = new BroadcastChannel(LISTENING);
      channel.postMessage(bound);
      channel.close();
    },
  });
}

// @ts-check
/** Loaded first in each thread of a node under test: what routes.mjs does in the main thread. */
import { BroadcastChannel, isMainThread } from "node:worker_threads";
import { LISTENING, ROUTES, routeConnections } from "./routes.mjs";

const text = process.env[ROUTES];
if (!isMainThread && text !== undefined) {
  const routes = JSON.parse(text);
  routeConnections({
    ...routes,
    addresses: new Set(routes.addresses),
    listening: (bound) => {
      const port = new BroadcastChannel(LISTENING);
      port.postMessage(bound);
      port.close();
    },
  });
}

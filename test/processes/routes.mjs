// @ts-check
/**
 * The network of a node under test, in plain JavaScript: its connections to other nodes go through a switchboard in the parent, which
 * can hold, delay and break them. Addresses of nodes are names here: nothing listens there.
 *
 * To be called before the package is used. A connection begins with one line, who dials whom, which the switchboard takes off.
 */
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import threads, { BroadcastChannel } from "node:worker_threads";

/** Name of the channel on which threads say where they listen. */
export const LISTENING = "listening";
/** The environment variable with what threads have to know. */
export const ROUTES = "RAFTWORK_TEST_ROUTES";

/**
 * The same in this thread and in all that it starts.
 *
 * @param {object} options
 * @param {string} options.nodeId
 * @param {number} options.port Of the switchboard.
 * @param {readonly string[]} options.addresses Of nodes: there are no connections to others.
 * @param {(port: number) => void} options.listening Called when one of them listens.
 */
export function routeProcess({ nodeId, port, addresses, listening }) {
  routeConnections({ nodeId, port, addresses: new Set(addresses), listening });
  process.env[ROUTES] = JSON.stringify({ nodeId, port, addresses });
  const channel = new BroadcastChannel(LISTENING);
  channel.onmessage = (/** @type {any} */ { data }) => listening(data);
  channel.unref();
  const first = new URL("./routes-thread.mjs", import.meta.url).href;
  threads.Worker = class extends threads.Worker {
    /** @param {string | URL} file @param {import("node:worker_threads").WorkerOptions} [options] */
    constructor(file, options) {
      super(file, { ...options, execArgv: ["--import", first] });
    }
  };
  syncBuiltinESMExports();
}

/**
 * @param {object} options
 * @param {string} options.nodeId
 * @param {number} options.port Of the switchboard.
 * @param {ReadonlySet<string>} options.addresses Of nodes: connections to others are left alone.
 * @param {(port: number) => void} options.listening Called when this process listens.
 */
export function routeConnections({ nodeId, port, addresses, listening }) {
  const { connect } = net;
  /** @param {{ host?: string, port?: number }} options @param {() => void} [connected] */
  const routed = (options, connected) => {
    const address = `${options.host}:${options.port}`;
    if (!addresses.has(address)) throw new Error(`a connection to ${address}, which is no node`);
    const socket = connect({ host: "127.0.0.1", port }, connected);
    socket.write(`${nodeId} ${address}\n`);
    return socket;
  };
  Object.assign(net, { connect: routed });
  const listen = Reflect.get(net.Server.prototype, "listen");
  Object.assign(net.Server.prototype, {
    /** @this {net.Server} @param {unknown[]} options */
    listen(...options) {
      this.once("listening", () => {
        const place = this.address();
        if (place !== null && typeof place === "object") listening(place.port);
      });
      return Reflect.apply(listen, this, options);
    },
  });
}

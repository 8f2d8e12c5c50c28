// @ts-check
/**
 * The network of a node under test, in plain JavaScript: its connections to other nodes go through a switchboard in the parent, which
 * can hold, delay and break them. Addresses of nodes are names here: nothing listens there.
 *
 * To be called before the package is used. A connection begins with one line, who dials whom, which the switchboard takes off.
 */
import net from "node:net";

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
  const { listen } = net.Server.prototype;
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

/** Options of a node that takes part in a cluster: what users give, and what it means after it has been checked. */
import { describeValue, oneOf, optionsObject } from "../api/options.ts";
import type { ClusterOptions } from "../cluster/cluster-node.ts";
import { InvalidArgumentError } from "../errors.ts";
import { assertWellFormed } from "../model/names.ts";
import { isHost, parseAddress } from "../transport/address.ts";
import { checkTlsOptions, type TlsOptions } from "../transport/tls.ts";

/** Where this node is reached by others. */
export interface NodeListenOptions {
  /** Name or IP address of an interface, an IPv6 address without brackets. @defaultValue "127.0.0.1" */
  host?: string | undefined;
  /** 0 for any free one. */
  port: number;
  /** `host:port` under which others reach this node. @defaultValue where it listens */
  advertise?: string | undefined;
}

/** How this node takes part in a cluster. */
export interface NodeClusterOptions {
  /** Not available yet. */
  name?: string | undefined;
  /**
   * The nodes that form the cluster together, this one among them. The same list on each of them. Beside `join` nothing is
   * formed: then the list only says whom the policy lets in.
   */
  initialNodes?: ReadonlyArray<{ nodeId: string; address: string }> | undefined;
  /**
   * Addresses of nodes whose cluster this one joins, at least one unless there are `initialNodes`; it waits until one of them answers,
   * and never forms one.
   */
  join?: readonly string[] | undefined;
  /**
   * Who may become a member: `open`, anyone who reaches a node; `restricted`, the nodes that are listed in `initialNodes`; `strict`,
   * those, and a node that leads removes every member that its own list does not name: give all nodes the same list.
   *
   * @defaultValue "open"
   */
  policy?: "open" | "restricted" | "strict" | undefined;
  /** Files for TLS between the nodes; mutual unless told otherwise. @defaultValue plain text */
  tls?: TlsOptions | undefined;
}

/** What a node of a cluster is opened with. */
export interface CheckedCluster {
  readonly options: ClusterOptions;
  readonly tls: TlsOptions | undefined;
}

/**
 * Checks what a node needs for its cluster; null when it is alone.
 *
 * @throws {InvalidArgumentError} naming the option, what is accepted and what was given.
 */
export function checkCluster(given: {
  readonly nodeId?: string | undefined;
  readonly listen?: NodeListenOptions | undefined;
  readonly cluster?: NodeClusterOptions | undefined;
}): CheckedCluster | null {
  if (given.listen === undefined) {
    if (given.cluster === undefined) return null;
    refuse("listen", "where other nodes reach this one, beside cluster", undefined);
  }
  const { nodeId } = given;
  if (nodeId === undefined)
    refuse("nodeId", "a name of its own for each node of a cluster", nodeId);
  const known = ["host", "port", "advertise"];
  const listen = optionsObject<NodeListenOptions>("listen", given.listen, { known });
  const host = listen.host ?? "127.0.0.1";
  if (typeof host !== "string" || !isHost(host)) {
    refuse("listen.host", "a name in ASCII or an IP address, without brackets or zone", host);
  }
  const port: unknown = listen.port;
  if (!Number.isInteger(port) || Number(port) < 0 || Number(port) > 65_535) {
    refuse("listen.port", "a whole number of 0 to 65,535", port);
  }
  const { advertise } = listen;
  if (advertise !== undefined) checkAddress("listen.advertise", advertise);
  const members = checkMembers(nodeId, given.cluster);
  const tls = given.cluster?.tls;
  if (tls !== undefined) checkTlsOptions(tls);
  return {
    options: { ...members, listen: { host, port: Number(port) }, advertise },
    tls,
  };
}

function checkMembers(
  nodeId: string,
  cluster: NodeClusterOptions | undefined,
): Pick<ClusterOptions, "initialNodes" | "join" | "policy"> {
  const given = optionsObject<NodeClusterOptions>("cluster", cluster, {
    known: ["initialNodes", "join", "policy", "tls"],
    later: ["name"],
  });
  if (given.join !== undefined && !Array.isArray(given.join)) {
    refuse("cluster.join", "an array of addresses", given.join);
  }
  // A copy has undefined where the array has holes, which forEach would pass over.
  const join = Array.from(given.join ?? []);
  join.forEach((address: unknown, at) => {
    checkAddress(`cluster.join[${at}]`, address);
  });
  const policy = oneOf("cluster.policy", given.policy, ["open", "restricted", "strict"]);
  const initialNodes = checkInitialNodes(nodeId, given.initialNodes);
  if (policy !== "open" && initialNodes.length === 0) {
    refuse("cluster.initialNodes", `the nodes that policy "${policy}" lets in`, initialNodes);
  }
  // Who gives the option wants to join: taken for "not given", an empty list would form a second cluster.
  if (given.join?.length === 0 && initialNodes.length === 0) {
    refuse("cluster.join", "at least one address, or not given", given.join);
  }
  // A node that listens and knows nobody is a cluster of one, which others may join.
  const alone = join.length === 0 && initialNodes.length === 0;
  return { initialNodes: alone ? [{ nodeId, address: "" }] : initialNodes, join, policy };
}

function checkInitialNodes(
  nodeId: string,
  given: NodeClusterOptions["initialNodes"],
): ReadonlyArray<{ nodeId: string; address: string }> {
  if (given === undefined) return [];
  if (!Array.isArray(given) || given.length === 0) {
    refuse("cluster.initialNodes", "at least one node", given);
  }
  const nodes = Array.from(given as ReadonlyArray<{ nodeId: string; address: string }>);
  nodes.forEach((node, at) => {
    const field = `cluster.initialNodes[${at}]`;
    const { nodeId: id, address } = optionsObject<typeof node>(field, node, {
      known: ["nodeId", "address"],
    });
    assertWellFormed(id, `${field}.nodeId`);
    checkAddress(`${field}.address`, address);
    if (nodes.findIndex((other) => other.nodeId === id) !== at) {
      refuse(`${field}.nodeId`, "a name of its own for each node", id);
    }
    if (nodes.findIndex((other) => other.address === address) !== at) {
      refuse(`${field}.address`, "an address of its own for each node", address);
    }
  });
  if (!nodes.some((node) => node.nodeId === nodeId)) {
    throw new InvalidArgumentError({
      field: "cluster.initialNodes",
      expected: `a list with this node, ${JSON.stringify(nodeId)}`,
      found: `one of ${nodes.map((node) => JSON.stringify(node.nodeId)).join(", ")}`,
    });
  }
  return nodes.map(({ nodeId: id, address }) => ({ nodeId: id, address }));
}

/** The very check of the transport: an address that only that refuses would be tried for ever. */
function checkAddress(field: string, address: unknown): void {
  parseAddress(address as string, field);
}

function refuse(field: string, expected: string, found: unknown): never {
  throw new InvalidArgumentError({ field, expected, found: describeValue(found) });
}

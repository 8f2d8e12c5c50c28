// What a node of a cluster must be told, and what it is told when that is wrong.
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../src/errors.ts";
import { checkCluster, type NodeClusterOptions } from "../../src/runtime/cluster-options.ts";

const listen = { port: 7400 };
const initialNodes = [
  { nodeId: "a", address: "10.0.0.1:7400" },
  { nodeId: "b", address: "[fe80::1]:7400" },
];

describe("options of a cluster", () => {
  test("are none for a node that is alone", () => {
    expect(checkCluster({})).toBeNull();
    expect(checkCluster({ nodeId: "a" })).toBeNull();
  });

  test("a node that listens and lists nobody is a cluster of one, which others may join", () => {
    expect(checkCluster({ nodeId: "a", listen })?.options).toEqual({
      listen: { host: "127.0.0.1", port: 7400 },
      advertise: undefined,
      initialNodes: [{ nodeId: "a", address: "" }],
      join: [],
      policy: "open",
    });
  });

  test("name the nodes that form it, or addresses to join", () => {
    const cluster: NodeClusterOptions = { initialNodes, policy: "restricted" };
    const formed = checkCluster({ nodeId: "a", listen: { ...listen, host: "::" }, cluster });
    expect(formed?.options).toMatchObject({
      initialNodes,
      policy: "restricted",
      listen: { host: "::" },
    });
    const joined = checkCluster({ nodeId: "c", listen, cluster: { join: ["10.0.0.1:7400"] } });
    expect(joined?.options).toMatchObject({ initialNodes: [], join: ["10.0.0.1:7400"] });
    const listed = checkCluster({ nodeId: "a", listen, cluster: { initialNodes, join: [] } });
    expect(listed?.options).toMatchObject({ initialNodes, join: [] });
  });

  const wrong: [string, object, string][] = [
    ["a cluster without a place to listen", { nodeId: "a", cluster: {} }, "listen"],
    ["no name of its own", { listen }, "nodeId"],
    ["no port", { nodeId: "a", listen: {} }, "listen.port"],
    ["a port that is none", { nodeId: "a", listen: { port: 65_536 } }, "listen.port"],
    ["a host in brackets", { nodeId: "a", listen: { ...listen, host: "[::1]" } }, '"[::1]"'],
    ["a host that is no ASCII", { nodeId: "a", listen: { ...listen, host: "bücher" } }, '"bücher"'],
    ["a host with a port", { nodeId: "a", listen: { ...listen, host: "::1:x" } }, '"::1:x"'],
    ["a host with a zone", { nodeId: "a", listen: { ...listen, host: "fe80::1%lo" } }, "%lo"],
    [
      "a host that is too long",
      { nodeId: "a", listen: { ...listen, host: "x".repeat(254) } },
      "xx",
    ],
    ["a host that is a number", { nodeId: "a", listen: { ...listen, host: 7 } }, "listen.host"],
    ["an empty host", { nodeId: "a", listen: { ...listen, host: "" } }, "listen.host"],
    [
      "an advertised address without port",
      { nodeId: "a", listen: { ...listen, advertise: "x" } },
      "listen.advertise",
    ],
    ["an unknown key of listen", { nodeId: "a", listen: { ...listen, tls: true } }, "tls"],
    ["an unknown key of cluster", { nodeId: "a", listen, cluster: { nodes: [] } }, "nodes"],
    [
      "a list without this node",
      { nodeId: "c", listen, cluster: { initialNodes } },
      "cluster.initialNodes",
    ],
    [
      "an empty list",
      { nodeId: "a", listen, cluster: { initialNodes: [] } },
      "cluster.initialNodes",
    ],
    [
      "a node twice",
      { nodeId: "a", listen, cluster: { initialNodes: [...initialNodes, initialNodes[0]] } },
      "cluster.initialNodes[2].nodeId",
    ],
    [
      "an address twice",
      {
        nodeId: "a",
        listen,
        cluster: { initialNodes: [...initialNodes, { nodeId: "c", address: "10.0.0.1:7400" }] },
      },
      "cluster.initialNodes[2].address",
    ],
    [
      "an address that is none",
      { nodeId: "a", listen, cluster: { initialNodes: [{ nodeId: "a", address: "a:0" }] } },
      "cluster.initialNodes[0].address",
    ],
    ["nobody to join", { nodeId: "a", listen, cluster: { join: [] } }, "cluster.join"],
    ["a join that is no list", { nodeId: "a", listen, cluster: { join: "a:1" } }, "cluster.join"],
    [
      "an address to join that is none",
      { nodeId: "a", listen, cluster: { join: ["a"] } },
      "cluster.join[0]",
    ],
    ...["bücher:7400", "a/b:7400", "[zz]:7400", "::1:7400", "a:7400 "].map(
      (address): [string, object, string] => [
        `an address that no node could be reached at, ${address}`,
        { nodeId: "a", listen, cluster: { join: [address] } },
        "cluster.join[0]",
      ],
    ),
    ["another policy", { nodeId: "a", listen, cluster: { policy: "closed" } }, "cluster.policy"],
    [
      "a strict policy without a list",
      { nodeId: "a", listen, cluster: { policy: "strict" } },
      "cluster.initialNodes",
    ],
  ];

  test.each(wrong)("with %s are refused", (_what, options, field) => {
    expect(() => checkCluster(options as never)).toThrow(InvalidArgumentError);
    expect(() => checkCluster(options as never)).toThrow(field);
  });

  test("have a name only later", () => {
    const cluster = { name: "orders", initialNodes };
    expect(() => checkCluster({ nodeId: "a", listen, cluster })).toThrow("not available yet");
  });
});

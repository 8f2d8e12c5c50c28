// Goal: nodes find each other wherever they are, and nobody from outside can fill or break what they know of each other. Method: whole
// nodes on virtual time that move while they are down, and a stranger on the same network who says anything.
import { afterEach, describe, expect, test } from "vitest";
import {
  AddressBook,
  SAID_AHEAD_MAX_MS,
  SAID_AT_MAX,
  STRANGERS_MAX,
} from "../../src/cluster/address-book.ts";
import {
  decodeHelloAnswer,
  encodeHello,
  encodeHelloAnswer,
  METHODS,
} from "../../src/cluster/messages.ts";
import { TestCluster } from "../support/cluster.ts";
import { seeds } from "./seeds.ts";

const NODES = ["n1", "n2", "n3"];
let cluster: TestCluster | null = null;

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

async function open(seed: number): Promise<TestCluster> {
  cluster = await TestCluster.open({ nodes: NODES, seed });
  await cluster.waitForLeader();
  return cluster;
}

function moved(nodeId: string): string {
  return `new-${nodeId}:${8000 + Number(nodeId.slice(1))}`;
}

/** One node is elsewhere, and its configuration does not say so of others. */
function selfMoved(nodeId: string): (other: string) => string {
  return (other) => (other === nodeId ? moved(other) : old(other));
}

/** Where a node thinks that another one is. */
function addressAt(at: TestCluster, nodeId: string, of: string): string | undefined {
  const { members } = at.node(nodeId).cluster.info();
  return members.find((one) => one.nodeId === of)?.address;
}

/** The file with another name for its first node. */
function renamed(nodeId: string): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => {
    const file = JSON.parse(new TextDecoder().decode(bytes)) as { nodes: { nodeId: string }[] };
    const [first, ...others] = file.nodes;
    const nodes = [{ ...first, nodeId }, ...others];
    return new TextEncoder().encode(JSON.stringify({ ...file, nodes }));
  };
}

/** What is in the file PEERS of a node. */
function peersOf(at: TestCluster, nodeId: string): { nodeId: string; address: string }[] {
  const text = new TextDecoder().decode(at.disk(nodeId).peers);
  return text === "" ? [] : (JSON.parse(text) as { nodes: [] }).nodes;
}

async function allLed(at: TestCluster): Promise<void> {
  await at.until(() =>
    at.living.every((id) => at.core(id).cluster?.info().leaderNodeId === at.leader),
  );
}

/** A stranger says that it is a node. */
async function says(
  at: TestCluster,
  said: { readonly nodeId: string; readonly address: string; readonly saidAt?: number },
): Promise<readonly string[]> {
  const stranger = at.network.transport({ nodeId: said.nodeId });
  const payload = encodeHello({ self: { saidAt: 7, ...said }, incarnation: 0 });
  try {
    const answer = await at.wait(stranger.call({ address: "n1:7001" }, METHODS.hello, { payload }));
    return decodeHelloAnswer(answer).known.map(({ nodeId }) => nodeId);
  } finally {
    await stranger.close();
  }
}

describe.each(seeds(1))("a node of another cluster that has a member's name (SEED=%d)", (seed) => {
  const IDENTITY = { clusterId: "another", incarnation: 5 };

  test("is not taken for it when it asks", async () => {
    const at = await open(seed);
    const foreign = at.network.transport({ nodeId: "foreign" });
    foreign.identify(IDENTITY);
    const self = { nodeId: "n2", address: "foreign:1", saidAt: at.scheduler.wallMs() + 1000 };
    const payload = encodeHello({ self, incarnation: 5 });
    for (const address of ["n1:7001", "n3:7003"]) {
      await at.wait(foreign.call({ address }, METHODS.hello, { payload }));
    }
    await foreign.close();
    for (const id of NODES) expect(addressAt(at, id, "n2")).toBe(old("n2"));
  });

  test("is not taken for it when it answers where a member was", async () => {
    const at = await open(seed);
    await at.stop("n3");
    const foreign = at.network.transport({ nodeId: "n2" });
    foreign.identify(IDENTITY);
    const self = { nodeId: "n2", address: "n3:7003", saidAt: at.scheduler.wallMs() + 1000 };
    const known = [{ ...self, nodeId: "n1" }];
    let asked = 0;
    foreign.handle(METHODS.hello, () => {
      asked += 1;
      return Promise.resolve(encodeHelloAnswer({ ...IDENTITY, self, known, removed: true }));
    });
    await foreign.listen({ host: "n3", port: 7003 });
    await at.until(() => asked >= 3);
    await foreign.close();
    for (const id of at.living) {
      expect(addressAt(at, id, "n1")).toBe(old("n1"));
      expect(addressAt(at, id, "n2")).toBe(old("n2"));
    }
    expect(at.leader).not.toBeNull();
  });
});

test("a node that has a cluster says of which it is whenever it says where it is", async () => {
  const at = await open(1);
  const clusterId = at.clusterId("n1");
  for (const id of ["n2", "n3"]) await at.stop(id);
  const listener = at.network.transport({ nodeId: "listener" });
  const said: string[] = [];
  listener.handle(METHODS.hello, (_payload, { from }) => {
    said.push(from.clusterId);
    return Promise.reject(new Error("it only listens"));
  });
  await listener.listen({ host: "n3", port: 7003 });
  await at.wait(at.start("n2"));
  await at.until(() => said.length >= 5);
  await listener.close();
  expect(new Set(said)).toEqual(new Set([clusterId]));
});

describe.each(seeds(1))("nodes that move (SEED=%d)", (seed) => {
  test.each([
    ["by its file", true],
    ["not at all without it", false],
  ])(
    "a node finds others %s when they moved before the log could say so",
    async (_how, hasFile) => {
      const at = await open(seed);
      for (const id of ["n1", "n2"]) at.kill(id);
      // Each says where it is now and dies: without a majority that is in no log.
      for (const id of ["n1", "n2"]) {
        const dies = expect(at.start(id, { addressOf: selfMoved(id) })).rejects.toThrow();
        await at.until(() => addressAt(at, "n3", id) === moved(id));
        at.kill(id);
        await at.wait(dies);
      }
      await at.stop("n3");
      expect(peersOf(at, "n3")).toMatchObject([
        { nodeId: "n1", address: moved("n1") },
        { nodeId: "n2", address: moved("n2") },
      ]);
      if (!hasFile) at.disk("n3").peers = undefined;
      // All are where nobody looks for them, with the configurations of the first day.
      await Promise.all(NODES.map((id) => at.wait(at.start(id, { addressOf: selfMoved(id) }))));
      if (hasFile) {
        await at.waitForLeader();
        await allLed(at);
      } else {
        await at.advance(60_000);
        expect(at.leader).toBeNull();
      }
    },
  );

  test("the log says where members are, too: a node that was away needs no file", async () => {
    const at = await open(seed);
    for (const id of ["n1", "n2"]) {
      await at.stop(id);
      await at.wait(at.start(id, { addressOf: selfMoved(id) }));
      await allLed(at);
    }
    await at.advance(1000);
    at.kill("n3");
    at.disk("n3").peers = undefined;
    await at.advance(5000);
    await at.wait(at.start("n3", { addressOf: selfMoved("n3") }));
    await allLed(at);
    // One that leads is enough to be led; the streams of the others come when they come.
    await at.until(() => {
      const { members } = at.node("n3").cluster.info();
      return members.every(({ isConnected }) => isConnected);
    });
  });

  test("all nodes move at once, and the new configuration of one is enough", async () => {
    const at = await open(seed);
    await at.advance(1000);
    for (const id of NODES) await at.stop(id);
    const started = NODES.map((id) =>
      at.start(id, {
        addressOf: id === "n2" ? moved : selfMoved(id),
      }),
    );
    await at.wait(Promise.all(started));
    await at.waitForLeader();
    await allLed(at);
    for (const id of NODES) {
      const { members } = at.node(id).cluster.info();
      expect(members.map(({ address }) => address).toSorted()).toEqual(NODES.map(moved));
    }
  });

  test.each([
    ["cut off", (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2)],
    ["empty", () => new Uint8Array()],
    ["no text", () => Uint8Array.of(0xff, 0xfe, 0)],
    ["something else", () => new TextEncoder().encode('{"version":1,"clusterId":"a","nodes":[1]}')],
    ["of a node without a name", renamed("")],
    ["of a node with a name that nobody can send", renamed("\ud800")],
    ["of a node with a name that is too long", renamed("x".repeat(300))],
    ["too large", () => new Uint8Array(2 * 1024 * 1024).fill(32)],
  ])("a file that is %s is ignored with a warning", async (_name, damaged) => {
    const at = await open(seed);
    await at.stop("n3");
    at.disk("n3").peers = damaged(at.disk("n3").peers ?? new Uint8Array());
    await at.wait(at.start("n3"));
    await allLed(at);
    const warned = at.lines.filter(({ message }) => message.includes("the file PEERS"));
    expect(warned).toMatchObject([{ level: "warn", fields: { nodeId: "n3" } }]);
  });

  test("a file of another cluster says nothing", async () => {
    const at = await open(seed);
    await at.stop("n3");
    const file = {
      version: 1,
      clusterId: "another",
      nodes: [place("n1", "wrong:1"), place("n9", "x:1")],
    };
    at.disk("n3").peers = new TextEncoder().encode(JSON.stringify(file));
    await at.wait(at.start("n3"));
    await allLed(at);
    expect(at.node("n3").cluster.info().members).toHaveLength(3);
    expect(at.lines.filter(({ message }) => message.includes("PEERS"))).toEqual([]);
  });

  test("the file is written seldom", async () => {
    const at = await open(seed);
    await at.advance(1000);
    const first = at.disk("n1").peers;
    await at.advance(120_000);
    expect(at.disk("n1").peers).toBe(first);
  });

  test("a stranger whose address is none does no harm", async () => {
    const at = await open(seed);
    for (const address of ["nonsense", ":1", "a:0", "a b:7", `${"x".repeat(300)}:1`, ""]) {
      expect(await says(at, { nodeId: "stranger", address })).not.toContain("stranger");
    }
    await at.advance(5000);
    expect(at.leader).not.toBeNull();
    await at.wait(at.start("n4", { initialNodes: [], join: ["n1"] }));
  });

  test.each([
    ["the last moment that there is", () => SAID_AT_MAX],
    ["as late as it is believed", (at: TestCluster) => at.scheduler.wallMs() + SAID_AHEAD_MAX_MS],
  ])("a stranger who speaks for a member, at %s, is topped", async (_when, saidAt) => {
    const at = await open(seed);
    await says(at, { nodeId: "n2", address: "evil:1", saidAt: saidAt(at) });
    // Those who are connected ask nobody where they are.
    await at.stop("n2");
    await at.wait(at.start("n2"));
    await at.advance(5000);
    for (const id of NODES) expect(addressAt(at, id, "n2")).toBe(old("n2"));
    await allLed(at);
  });

  test("any number of strangers is forgotten again, and no member is", async () => {
    const at = await open(seed);
    let known: readonly string[] = [];
    for (let number = 1; number <= 3 * STRANGERS_MAX; number += 1) {
      known = await says(at, { nodeId: `stranger-${number}`, address: `far-${number}:1` });
    }
    expect(known.filter((id) => id.startsWith("stranger"))).toHaveLength(STRANGERS_MAX);
    expect(known).toContain(`stranger-${3 * STRANGERS_MAX}`);
    expect(known).toEqual(expect.arrayContaining(["n1", "n2", "n3"].slice(1)));
    await at.advance(3000);
    await allLed(at);
  });
});

test("a node with join never founds a cluster, and says that it waits", async () => {
  cluster = new TestCluster({ nodes: ["n1", "n2"], seed: 1 });
  const at = cluster;
  const waiting = at.start("n1", { join: ["n9"] });
  const other = at.start("n2");
  await at.advance(75_000);
  expect(at.living).toEqual([]);
  const warned = at.lines.filter(({ message }) => message.includes("waits for its cluster"));
  expect(warned.filter(({ fields }) => fields["nodeId"] === "n1")).toHaveLength(2);
  expect(warned[0]?.level).toBe("warn");
  at.kill("n1");
  at.kill("n2");
  await Promise.all([waiting, other].map((start) => expect(start).rejects.toThrow("died")));
});

test("beside join the list says whom the policy lets in", async () => {
  const options = { policy: "restricted", initialNodes: ["n1", "n2"] } as const;
  cluster = new TestCluster({ nodes: ["n1", "n2"], seed: 2 });
  const at = cluster;
  const late = at.start("n2", { ...options, join: ["n1"] });
  await at.wait(at.start("n1", { initialNodes: ["n1"] }));
  await at.wait(late);
  await at.until(() => at.voters("n1").length === 2);
  await at.wait(
    at.start("n1x", { initialNodes: ["n1x"], join: ["n2"] }).catch((error: unknown) => {
      expect(String(error)).toContain("policy");
    }),
  );
});

describe("the address book", () => {
  test("believes what a node has said last, then the configuration, then the state", () => {
    const book = new AddressBook(() => 0);
    book.members([place("a", "state:1")]);
    expect(book.addressOf("a")).toBe("state:1");
    book.configured([place("a", "configured:1")]);
    expect(book.addressOf("a")).toBe("configured:1");
    expect(book.heard({ nodeId: "a", address: "said:2", saidAt: 2 })).toBe(true);
    expect(book.heard({ nodeId: "a", address: "said:1", saidAt: 1 })).toBe(false);
    expect(book.addressesOf("a")).toEqual(["said:2", "configured:1", "state:1"]);
    expect(book.saidAddressOf("b")).toBeUndefined();
  });

  test("forgets who was heard of longest ago", () => {
    const book = new AddressBook(() => 0);
    const hear = (number: number): void => {
      book.heard({ nodeId: `s${number}`, address: `s${number}:1`, saidAt: 1 });
    };
    for (let number = 1; number <= STRANGERS_MAX; number += 1) hear(number);
    hear(1);
    hear(STRANGERS_MAX + 1);
    expect(book.addressOf("s1")).toBe("s1:1");
    expect(book.addressOf("s2")).toBeUndefined();
    book.members([place("s3", "s3:1")]);
    for (let number = 100; number < 300; number += 1) hear(number);
    expect(book.saidAddressOf("s3")).toBe("s3:1");
    expect(book.all()).toHaveLength(STRANGERS_MAX + 1);
  });
});

function old(nodeId: string): string {
  return `${nodeId}:${7000 + Number(nodeId.slice(1))}`;
}

function place(
  nodeId: string,
  address: string,
): { nodeId: string; address: string; saidAt: number } {
  return { nodeId, address, saidAt: 9 };
}

test("a node that joined, moved before it got anything, and knows nobody, asks those it was told to join", async () => {
  cluster = await TestCluster.open({ nodes: NODES, seed: 5 });
  const at = cluster;
  await at.waitForLeader();
  const late = { initialNodes: [], join: ["n2"] };
  await at.wait(at.start("n4", late));
  // It has an identity and nothing else when it dies.
  expect(at.members("n4")).toEqual([]);
  at.kill("n4");
  at.disk("n4").peers = undefined;
  at.kill("n2");
  await at.advance(3000);
  await at.wait(at.start("n4", { ...late, addressOf: selfMoved("n4") }));
  await at.wait(at.start("n2"));
  await at.until(() => at.voters("n4").length === 4);
});

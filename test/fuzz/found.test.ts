// What the fuzzers have found, each by a name of its own: what came, and how it must end.
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { defineGraph } from "../../src/api/graph.ts";
import {
  InvalidArgumentError,
  MalformedBytesError,
  NotAvailableError,
  StorageCorruptedError,
} from "../../src/errors.ts";
import { RETENTION } from "../../src/model/limits.ts";
import { decodePayload } from "../../src/model/payload-codec.ts";
import { checkExecution, checkOptions } from "../../src/runtime/options.ts";
import { openRuntime, type WorkflowRuntime } from "../../src/runtime/workflow-runtime.ts";
import { CheckedStore } from "../../src/storage/checked-store.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { TestRuntime } from "../../src/testing/test-runtime.ts";
import { secureIds } from "../../src/util/ids.ts";
import { silentLogger } from "../../src/util/logger.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { systemScheduler } from "../../src/util/scheduler.ts";
import { TestCluster } from "../support/cluster.ts";

/** A list whose only item is at its end. */
function listWithHole(item: unknown): unknown[] {
  const list: unknown[] = [];
  list[1] = item;
  return list;
}

describe("configuration", () => {
  const listen = { port: 7400 };
  const self = { nodeId: "a", address: "a:7400" };

  test.each<[what: string, options: object, field: string]>([
    ["a symbol as a size was a TypeError", { payloadBytesMax: Symbol("odd") }, "payloadBytesMax"],
    ["a bigint as a size was a TypeError", { payloadBytesMax: 1n }, "payloadBytesMax"],
    [
      "an object without prototype as a size was a TypeError",
      { inFlightBytesMax: Object.create(null) as unknown },
      "inFlightBytesMax",
    ],
    [
      "a size out of range was found when the directory was there already",
      { payloadBytesMax: 1 },
      "payloadBytesMax",
    ],
    ["null as a node id was taken in the list of nodes", { nodeId: null, listen }, "nodeId"],
    ["a hole among signals was listened to", { closeOn: listWithHole("SIGINT") }, "closeOn[0]"],
    [
      "a hole among addresses to join was dialled",
      { nodeId: "a", listen, cluster: { join: listWithHole("b:7400") } },
      "cluster.join[0]",
    ],
    [
      "a hole among the nodes of a cluster was a TypeError",
      { nodeId: "a", listen, cluster: { initialNodes: listWithHole(self) } },
      "cluster.initialNodes[0]",
    ],
    ...[null, 5, "files"].map((tls): [string, object, string] => [
      `${tls} as TLS was passed over, or a TypeError when the directory was there`,
      { nodeId: "a", listen, cluster: { tls } },
      "tls",
    ]),
    ...[1n, Symbol("odd"), Object.create(null) as unknown].map((odd): [string, object, string] => [
      `a ${typeof odd} in TLS was a TypeError`,
      { nodeId: "a", listen, cluster: { tls: { ca: "a", cert: "b", key: "c", watchMs: odd } } },
      "tls.watchMs",
    ]),
    [
      "a bigint as a file was a TypeError",
      { nodeId: "a", listen, cluster: { tls: { ca: 1n, cert: "b", key: "c" } } },
      "tls.ca",
    ],
  ])("%s", (_what, options, field) => {
    const check = (): unknown => checkOptions({ dataDir: "data", ...options }, {});
    expect(check).toThrow(InvalidArgumentError);
    expect(check).toThrow(field);
  });
});

describe("calls", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;

  test.each<[what: string, name: unknown]>([
    ["a bigint", 1n],
    ["a cycle", cyclic],
    ["an object without prototype", Object.create(null)],
    ["a symbol", Symbol("odd")],
  ])("%s as a name was a TypeError in query, update and events", async (_what, name) => {
    const ends = defineWorkflow({ name: "ends", version: 1 }, async () => 1);
    await using runtime = await TestRuntime.open({ workflows: [ends] });
    const run = await runtime.startWorkflow(ends);
    await expect(run.query(name as never)).rejects.toThrow(NotAvailableError);
    await expect(run.update(name as never)).rejects.toThrow(NotAvailableError);
    expect(() => runtime.events.on(name as never, () => {})).toThrow(InvalidArgumentError);
    await expect(runtime.events.once(name as never)).rejects.toThrow(InvalidArgumentError);
  });

  test.each([null, 5, { abortSignal: "odd" }, { odd: 1 }])(
    "options of events.once: %o was a TypeError, or passed over",
    async (options) => {
      await using runtime = await TestRuntime.open();
      const once = (): unknown => runtime.events.once("fatal", options as never);
      await expect((async () => once())()).rejects.toThrow(InvalidArgumentError);
    },
  );

  test.each([undefined, null, { name: 1n }, { name: cyclic }])(
    "defineGraph(%o) was a TypeError",
    (options) => {
      expect(() => defineGraph(options as never)).toThrow(NotAvailableError);
    },
  );

  test.each<[what: string, time: unknown]>([
    ["a bigint was a TypeError", 1n],
    ["a symbol was a TypeError", Symbol("odd")],
    ["an object without prototype was a TypeError", Object.create(null)],
    ["null was the year 1970", null],
    ["a text was a number", "5"],
    ["an array was the number in it", [5]],
  ])("sleepUntil: %s", async (_what, time) => {
    const sleeps = defineWorkflow({ name: "sleeps", version: 1 }, async (ctx) =>
      ctx.sleepUntil(time as Date),
    );
    await using runtime = await TestRuntime.open({ workflows: [sleeps] });
    await expect(runtime.runWorkflow(sleeps)).rejects.toMatchObject({
      cause: { code: "ERR_INVALID_ARGUMENT", field: "ctx.sleepUntil: time" },
    });
  });
});

describe("members", () => {
  test("a member's name of anything but text was looked for, and was a TypeError when it was told", async () => {
    const [alone, one] = [await openAlone(), await TestCluster.open({ nodes: ["n1"], seed: 1 })];
    const admins = [alone.cluster, one.node("n1").cluster];
    for (const admin of admins) {
      for (const odd of [[0n], 1n, Symbol("odd"), null, undefined, "", "a\u0000"]) {
        await expect(admin.remove(odd as never)).rejects.toMatchObject({
          code: "ERR_INVALID_ARGUMENT",
          field: "cluster.remove: nodeId",
        });
      }
    }
    await alone.close();
    await one.close();
  });

  test("options of a removal or a leave were passed over by a node that is alone", async () => {
    const alone = await openAlone();
    for (const odd of [null, 5, { odd: 1 }, { callTimeout: "soon" }]) {
      const refused = { code: "ERR_INVALID_ARGUMENT" };
      await expect(alone.cluster.remove("x", odd as never)).rejects.toMatchObject(refused);
      await expect(alone.cluster.leave(odd as never)).rejects.toMatchObject(refused);
    }
    await alone.close();
  });
});

test("what a member had published was read in a timer: a row that is none ended the process", async () => {
  const cluster = await TestCluster.open({ nodes: ["n1"], seed: 1 });
  // Until the leader has written down what it can run.
  await cluster.until(() => cluster.core("n1").group.published("n1") !== undefined);
  await cluster.stop("n1");
  const backend = await cluster.disk("n1").open();
  const rows: string[] = [];
  for await (const page of backend.keyValue.scan({ gte: "g/", lt: "h" })) {
    rows.push(...page.map(({ key }) => key).filter((key) => key.includes("/published/")));
  }
  expect(rows).toHaveLength(1);
  const none = { keys: rows, values: [Uint8Array.of(0)] };
  await cluster.wait(new CheckedStore(backend.keyValue, "test").write(none));
  await backend.close();
  await expect(cluster.wait(cluster.start("n1"))).rejects.toThrow(StorageCorruptedError);
});

/** A node that listens to nobody. */
async function openAlone(): Promise<WorkflowRuntime> {
  return openRuntime({
    backend: await new MemoryDisk({ seed: 1, scheduler: systemScheduler }).open(),
    nodeId: "alone",
    workflows: [],
    scheduler: systemScheduler,
    random: new SeededRandom(1),
    ids: secureIds,
    logger: silentLogger,
    execution: checkExecution({}, false),
    retention: RETENTION,
    callTimeoutMs: 1000,
  });
}

describe("payloads", () => {
  test.each([
    ["a text", '{"json":null,"meta":{"values":"Error","w":0}}'],
    ["a text below", '{"kson":"","meta":{"values":{"":"x","symbol":null},"v":0}}'],
    ["a text in a leaf", '{"json":{},"meta":{"values":{"a":["map","x"]},"v":1}}'],
  ])("%s in place of a tree of annotations was followed until the stack was full", (_, text) => {
    const bytes = Uint8Array.of(1, ...Buffer.from(text));
    expect(() => decodePayload(bytes, "input")).toThrow(MalformedBytesError);
    expect(() => decodePayload(bytes, "input")).toThrow("annotations are no tree");
  });
});

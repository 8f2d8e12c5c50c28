// Goal: a row of a node's state that cannot be read, behind a right checksum, is told as damage of the data directory, with the row's key,
// wherever it is found: when the node opens, when it works, when somebody asks. Method: a node with a run that sleeps and one that has
// ended; one row of it is written anew with a byte that no decoder takes.
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import {
  MalformedBytesError,
  StorageCorruptedError,
  UnknownCommandError,
} from "../../src/errors.ts";
import { encodeHistoryRecord } from "../../src/model/history-record.ts";
import { CheckedStore } from "../../src/storage/checked-store.ts";
import { TestCluster } from "../support/cluster.ts";

const NOTHING_SENSIBLE = Uint8Array.of(0);
const ALL = { gte: "g/", lt: "h" };

const sleeper = defineWorkflow({ name: "sleeper", version: 1 }, async (ctx) => {
  await ctx.step("step", () => 5);
  await ctx.sleep("60s");
});
const brief = defineWorkflow({ name: "brief", version: 1 }, async (ctx) =>
  ctx.step("one", () => 1),
);

/** A node that is closed, with a run that sleeps and one that has ended. */
async function makeNode(): Promise<TestCluster> {
  const cluster = await TestCluster.open({ nodes: ["n1"], seed: 1, workflows: [sleeper, brief] });
  const node = cluster.node("n1");
  await cluster.until(() => cluster.core("n1").group.published("n1") !== undefined);
  await cluster.wait(node.startWorkflow(sleeper, undefined, { workflowId: "asleep" }));
  await cluster.wait(node.runWorkflow(brief, undefined, { workflowId: "ended" }));
  await cluster.advance(1000);
  await cluster.stop("n1");
  return cluster;
}

/** Writes one row anew, the last one whose key has `part` in it, and says its key. */
async function damage(cluster: TestCluster, part: string, value: Uint8Array): Promise<string> {
  const backend = await cluster.disk("n1").open();
  const store = new CheckedStore(backend.keyValue, "test");
  const keys: string[] = [];
  for await (const page of store.scan(ALL)) keys.push(...page.map(({ key }) => key));
  const key = keys.findLast((one) => one.includes("/state/") && one.includes(part));
  if (key === undefined) throw new Error(`no row of ${part} in ${JSON.stringify(keys)}`);
  await cluster.wait(store.write({ keys: [key], values: [value] }));
  await backend.close();
  return key;
}

function expectDamage(error: unknown, key: string): void {
  expect(error, String(error)).toBeInstanceOf(StorageCorruptedError);
  expect(error).toMatchObject({ dataDir: "n1" });
  const { message, cause } = error as StorageCorruptedError;
  expect(message).toContain(`row ${JSON.stringify(key)}`);
  expect(cause).toBeInstanceOf(MalformedBytesError);
}

/** What a promise is rejected with. */
async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable("it was not rejected"),
    (error: unknown) => error,
  );
}

describe("a row of the state that cannot be read", () => {
  test.each([
    ["of the machine", "/machine"],
    ["of the members", "/members"],
    ["of what a member has published", "/published/n1"],
    ["of a run that sleeps", "/run/asleep"],
    ["of what it waits for", "/operation/asleep"],
    ["of its newest event", "/history/asleep"],
  ])("%s keeps the node from opening, by its key", async (_, part) => {
    const cluster = await makeNode();
    const key = await damage(cluster, part, NOTHING_SENSIBLE);
    expectDamage(await errorOf(cluster.wait(cluster.start("n1"))), key);
  });

  test("of an event that is read when its run wakes up stops the node, by its key", async () => {
    const cluster = await makeNode();
    const key = await damage(cluster, "/history/asleep\u{0}11/10", NOTHING_SENSIBLE);
    await cluster.wait(cluster.start("n1"));
    await cluster.advance(70_000);
    const fatal = cluster.events.filter((event) => event.includes("fatal"));
    expect(fatal).toHaveLength(1);
    expect(fatal[0]).toContain("The data in n1 is damaged");
    expect(fatal[0]).toContain(JSON.stringify(key));
  });

  test.each([
    ["of a run that has ended", "/run/ended"],
    ["of its last event", "/history/ended"],
  ])("%s is told to whoever asks for it, by its key", async (_, part) => {
    const cluster = await makeNode();
    const key = await damage(cluster, part, NOTHING_SENSIBLE);
    await cluster.wait(cluster.start("n1"));
    const run = cluster.node("n1").getRun(brief, "ended");
    expectDamage(await errorOf(cluster.wait(run.waitForCompletion())), key);
    expectDamage(await errorOf(cluster.wait(run.describe())), key);
    await cluster.close();
  });

  test("of the newest run of a workflow id stops the node when the id is used again", async () => {
    const cluster = await makeNode();
    const key = await damage(cluster, "/head/ended", NOTHING_SENSIBLE);
    await cluster.wait(cluster.start("n1"));
    const options = { workflowId: "ended" } as const;
    await errorOf(cluster.wait(cluster.node("n1").startWorkflow(brief, undefined, options)));
    const fatal = cluster.events.filter((event) => event.includes("fatal"));
    expect(fatal).toHaveLength(1);
    expect(fatal[0]).toContain(JSON.stringify(key));
  });
});

test("an event of a newer version is no damage", async () => {
  const cluster = await makeNode();
  // A command whose number nobody knows yet.
  const command = Uint8Array.of(0xfa, 0x3f, 0x00);
  const record = encodeHistoryRecord({ machineTime: 1, command, historyBytes: 10 });
  await damage(cluster, "/history/ended", record);
  await cluster.wait(cluster.start("n1"));
  const run = cluster.node("n1").getRun(brief, "ended");
  const error = await errorOf(cluster.wait(run.waitForCompletion()));
  expect(error, String(error)).toBeInstanceOf(UnknownCommandError);
  await cluster.close();
});

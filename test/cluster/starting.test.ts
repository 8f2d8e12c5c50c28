// Goal: a run of a version that only other nodes have is started from any node, as if it were registered there. Method: whole nodes on
// virtual time, of which only some have a definition, with a schema that changes what it is given.
import { afterEach, describe, expect, test } from "vitest";
import type { AnyWorkflow } from "../../src/api/definition.ts";
import { defineWorkflow } from "../../src/api/definition.ts";
import { signal } from "../../src/api/messages.ts";
import type { StandardSchemaV1 } from "../../src/api/standard-schema.ts";
import {
  PayloadTooLargeError,
  UnserializableValueError,
  ValidationError,
  WorkflowNotRegisteredError,
} from "../../src/errors.ts";
import { TestCluster } from "../support/cluster.ts";

const NODES = ["n1", "n2", "n3"];
let cluster: TestCluster | null = null;

afterEach(async () => {
  await cluster?.close();
  cluster = null;
});

/** Text with a whole number becomes that number. */
const wholeNumber: StandardSchemaV1<string, number> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) => {
      const number = Number(value);
      return Number.isInteger(number)
        ? { value: number }
        : { issues: [{ message: "no whole number", path: ["order", 1] }] };
    },
  },
};

const V1 = defineWorkflow(
  { name: "order", version: 1, input: wholeNumber, runTimeout: "1h" },
  async (ctx, input) => `v1 ${await ctx.step("work", () => typeof input)} ${input}`,
);
const V2 = defineWorkflow({ name: "order", version: 2 }, async (_ctx, input: string) => {
  return `v2 ${typeof input} ${input}`;
});

/** A cluster in which each node has workflows of its own, and all know of it. */
async function open(
  seed: number,
  workflows: Readonly<Record<string, readonly AnyWorkflow[]>>,
): Promise<TestCluster> {
  const at = new TestCluster({ nodes: NODES, seed });
  cluster = at;
  const started = NODES.map((id) => at.start(id, { workflows: workflows[id] ?? [] }));
  await at.wait(Promise.all(started));
  await at.until(() => NODES.every((id) => at.voters(id).length === NODES.length));
  await at.until(() =>
    NODES.every((id) => NODES.every((of) => at.core(id).group.published(of) !== undefined)),
  );
  return at;
}

describe.each([1, 2])("starting what others have (SEED=%d)", (seed) => {
  test("by name, with the schema and the options that are registered there", async () => {
    const at = await open(seed, { n2: [V1], n3: [V1] });
    const run = await at.wait(at.node("n1").startWorkflow("order", "12", { workflowId: "one" }));
    expect(run.started).toBe(true);
    expect(await at.wait(run.waitForCompletion())).toBe("v1 number 12");
    const [first] = await historyOf(at, "one");
    expect(first).toMatchObject({ type: "RunStart", value: 12 });
  });

  test("one that is given up rejects as any call does, whatever the reason is", async () => {
    const at = await open(seed, { n2: [V1] });
    at.pause("n2");
    const node = at.node("n1");
    for (const reason of ["no more", new RangeError("no more")]) {
      const calls = ["order", V1].map((workflow) => {
        const controller = new AbortController();
        const options = { abortSignal: controller.signal };
        const call = node.startWorkflow(workflow as string, "12", options);
        controller.abort(reason);
        return at.wait(call.catch((caught: unknown) => caught));
      });
      const [byName, byDefinition] = await Promise.all(calls);
      expect(byName).toEqual(byDefinition);
      const expected = typeof reason === "string" ? { message: "aborted", cause: reason } : reason;
      expect(byName).toMatchObject(expected);
      expect(byName).toBeInstanceOf(Error);
    }
    at.resume("n2");
  });

  test("by its definition, which is not registered here", async () => {
    const at = await open(seed, { n3: [V1] });
    const run = await at.wait(at.node("n1").startWorkflow(V1, "7"));
    expect(await at.wait(run.waitForCompletion())).toBe("v1 number 7");
  });

  test("by its definition, a signal of its run is checked as its input is", async () => {
    const counted = defineWorkflow(
      { name: "counted", version: 1, signals: { add: signal(wholeNumber) } },
      async (ctx) => ctx.waitForSignal("add"),
    );
    const at = await open(seed, { n3: [counted] });
    const node = at.node("n1");
    const started = await at.wait(node.startWorkflow(counted, undefined, { workflowId: "one" }));
    const found = node.getRun(counted, "one");
    for (const run of [started, found]) {
      await expect(at.wait(run.signal("add", 1.5))).rejects.toThrow(ValidationError);
    }
    await at.wait(started.signal("add", 7));
    expect(await at.wait(found.waitForCompletion())).toBe(7);
  });

  test("by name it is the highest version that any node has, also where a lower one is registered", async () => {
    const at = await open(seed, { n1: [V1], n2: [V1, V2], n3: [V1, V2] });
    const newest = at.wait(at.node("n1").runWorkflow("order", "x"));
    expect(await newest).toBe("v2 string x");
    const older = at.wait(at.node("n2").startWorkflow("order", "5", { version: 1 }));
    expect(await at.wait((await older).waitForCompletion())).toBe("v1 number 5");
  });

  test("what does not fit the schema there is refused with its issues, and nothing is written", async () => {
    const at = await open(seed, { n2: [V1] });
    const start = at.wait(at.node("n1").startWorkflow("order", "x", { workflowId: "one" }));
    const error = await start.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({
      field: "input",
      issues: [{ message: "no whole number", path: "order[1]" }],
    });
    expect((await at.wait(at.node("n2").listRuns())).runs).toEqual([]);
  });

  test.each([
    { what: "many issues", count: 200_000, message: "no number" },
    { what: "an issue with many words", count: 1, message: "no number: ".padEnd(5_000_000, "x") },
  ])("$what do not hide that an input does not fit", async ({ count, message }) => {
    const issues = Array.from({ length: count }, (_, at) => ({ message, path: ["list", at] }));
    const input: StandardSchemaV1<number[]> = {
      "~standard": { version: 1, vendor: "test", validate: () => ({ issues }) },
    };
    const list = defineWorkflow({ name: "list", version: 1, input }, async () => null);
    const at = await open(seed, { n2: [list] });
    const start = at.wait(at.node("n1").startWorkflow("list", [1]));
    const error = await start.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ValidationError);
    if (!(error instanceof ValidationError)) throw error;
    expect(error.issues[0]?.path).toBe("list[0]");
    expect(error.issues[0]?.message).toMatch(/^no number/);
    const last = error.issues.at(-1);
    if (count > 1) expect(last?.message).toBe(`${count - error.issues.length + 1} more issues`);
  });

  test.each([
    { what: "too large", made: () => "x".repeat(2_000_000), kind: PayloadTooLargeError },
    { what: "nothing that can be kept", made: () => () => 1, kind: UnserializableValueError },
  ])("what the schema there makes is $what: told as where it is registered", async (each) => {
    const input: StandardSchemaV1 = {
      "~standard": { version: 1, vendor: "test", validate: () => ({ value: each.made() }) },
    };
    const made = defineWorkflow({ name: "made", version: 1, input }, async () => null);
    const at = await open(seed, { n2: [made] });
    for (const id of ["n2", "n1"]) {
      const start = at.wait(at.node(id).startWorkflow("made", 1));
      const error = await start.catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(each.kind);
    }
  });

  test("a name or a version that nobody has is refused", async () => {
    const at = await open(seed, { n2: [V1] });
    for (const [name, version] of [["none", undefined] as const, ["order", 3] as const]) {
      const start = at.wait(at.node("n1").startWorkflow(name, "1", { version }));
      await expect(start).rejects.toThrow(WorkflowNotRegisteredError);
    }
    const given = at.wait(at.node("n1").startWorkflow(V2, "1"));
    await expect(given).rejects.toThrow(WorkflowNotRegisteredError);
  });

  test("one that has it is asked when another one that has it is dead or has it no more", async () => {
    const at = await open(seed, { n1: [V1], n2: [V1], n3: [] });
    at.kill("n1");
    const leader = await at.waitForLeader();
    await at.until(() => at.node("n3").cluster.info().leaderNodeId === leader);
    expect(await at.wait(at.node("n3").runWorkflow("order", "3"))).toBe("v1 number 3");
    await at.wait(at.start("n1"));
    await at.until(() => at.core("n3").group.published("n1")?.workflows.length === 0);
    expect(await at.wait(at.node("n3").runWorkflow("order", "4"))).toBe("v1 number 4");
  });
});

async function historyOf(at: TestCluster, workflowId: string): Promise<unknown[]> {
  const events: unknown[] = [];
  await at.wait(
    (async () => {
      for await (const event of at.node("n1").getRun(workflowId).history()) events.push(event);
    })(),
  );
  return events;
}

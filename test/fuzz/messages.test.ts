// Goal: a node that is asked anything by another one answers or refuses, and goes on. Method: whole nodes on virtual time and a network in
// memory; a stranger calls every method of all of them with bytes of all kinds, most of them almost right. No node stops, none logs an error
// of its own, and a run that is started afterwards completes on all of them. The seed is in the name.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { encodeGroupCall, encodePublish, METHODS } from "../../src/cluster/messages.ts";
import { encodePrepare } from "../../src/cluster/prepare-messages.ts";
import { MalformedBytesError, RaftworkError } from "../../src/errors.ts";
import { type Command, encodeCommand } from "../../src/model/command.ts";
import { encodePayload } from "../../src/model/payload-codec.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { command } from "../model/support/commands.ts";
import { TestCluster } from "../support/cluster.ts";
import type { LogLine } from "../support/recording-logger.ts";
import { FUZZ_TEST_MS, fuzzing, fuzzSeeds, hostile } from "./fuzz.ts";
import { MESSAGE_TARGETS } from "./targets.ts";

const NODES = ["n1", "n2", "n3"];
const INPUTS = 300;

const work = defineWorkflow({ name: "work", version: 1 }, async (ctx, input: unknown) => {
  const signal = ctx.waitForSignal("go");
  const timer = ctx.sleep(1000);
  await Promise.race([signal, timer]);
  return ctx.step("echo", () => input ?? null);
});

function target(name: string): fc.Arbitrary<Uint8Array> {
  const found = MESSAGE_TARGETS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no target ${name}`);
  return found.valid;
}

const LIMITS = { field: "input", limitBytes: 4096 };
/** Calls that are well-formed and come from no client: starts of a workflow that there is, with any numbers and any bytes as input. */
const call = command.map((one): Command => {
  return one.type === "RunStart" ? { ...one, workflowName: "work", workflowVersion: 1 } : one;
});
const calls = fc
  .oneof(
    call,
    call.filter((one) => "requestId" in one),
  )
  .map((one) => {
    return encodeGroupCall({ group: 1, command: encodeCommand(one) });
  });
const prepares = fc.jsonValue().map((value) => {
  return encodePrepare({ name: "work", version: 1, input: encodePayload(value, LIMITS) });
});

/** A node publishes for itself alone. */
const publishes = fc.integer({ min: 0, max: 9 }).map((commandLevel) => {
  return encodePublish({ nodeId: "stranger", incarnation: 1, commandLevel, workflows: [] });
});

/** Each method with what it is asked; some of it is right. */
const questions = fc.oneof(
  ...[
    [METHODS.hello, target("hello")],
    [METHODS.join, target("join")],
    [METHODS.leave, target("leave")],
    [METHODS.publish, fc.oneof(target("publish"), publishes)],
    [METHODS.prepare, fc.oneof(target("prepare"), prepares)],
    [METHODS.call, calls],
    ["raftwork.snapshot", fc.uint8Array()],
    ["none", fc.uint8Array()],
  ].map(([method, valid]) =>
    fc.tuple(
      fc.constant(method as string),
      fc.oneof(valid as fc.Arbitrary<Uint8Array>, hostile(valid as fc.Arbitrary<Uint8Array>)),
    ),
  ),
);

function strangerIn(cluster: TestCluster): Transport {
  const transport = cluster.network.transport({ nodeId: "stranger" });
  transport.identify({ clusterId: cluster.clusterId("n1"), incarnation: 1 });
  return transport;
}

type Question = readonly [nodeId: string, question: readonly [method: string, payload: Uint8Array]];

/** Asks, and gives back the method when there was an answer. */
async function ask(
  cluster: TestCluster,
  stranger: Transport,
  [nodeId, [method, payload]]: Question,
): Promise<string | null> {
  const target = { address: `${nodeId}:${7000 + Number(nodeId.slice(1))}` };
  try {
    await cluster.wait(stranger.call(target, method, { payload, timeoutMs: 2000 }));
    return method;
  } catch (error) {
    expect(error).toBeInstanceOf(RaftworkError);
    return null;
  }
}

/** A run whose input or signal is no payload is blocked, and nothing else is. */
function isOfItsRun({ message, fields }: LogLine): boolean {
  return message === "run blocked on this node" && fields["err"] instanceof MalformedBytesError;
}

/** Runs go on, on every node. */
async function expectAlive(cluster: TestCluster, workflowId: string): Promise<void> {
  const options = { workflowId };
  expect(cluster.living).toEqual(NODES);
  const started = await cluster.wait(cluster.node("n1").startWorkflow(work, "value", options));
  expect(await cluster.wait(started.waitForCompletion())).toBe("value");
  for (const nodeId of NODES) {
    const run = cluster.node(nodeId).getRun(workflowId);
    expect(await cluster.wait(run.waitForCompletion())).toBe("value");
  }
  await cluster.converge();
}

describe.each(fuzzSeeds())("calls between nodes (SEED=%d)", (seed) => {
  test(
    "whatever a stranger asks is answered or refused, and the nodes go on",
    async () => {
      const cluster = await TestCluster.open({
        nodes: NODES,
        seed,
        workflows: [work],
        // Strangers would be taken in, or the members removed, which is what they may ask for in an open cluster.
        policy: "restricted",
      });
      const stranger = strangerIn(cluster);
      const answered = new Set<string | null>();
      let asked = 0;
      const property = fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...NODES), questions), { minLength: 1, maxLength: 5 }),
        async (all) => {
          const answers = await Promise.all(all.map((one) => ask(cluster, stranger, one)));
          for (const method of answers) answered.add(method);
          asked += 1;
          if (asked % 25 === 0) await expectAlive(cluster, `alive-${asked}`);
        },
      );
      await fc.assert(property, fuzzing(seed, INPUTS, 4));
      await expectAlive(cluster, "alive");
      expect([...answered]).toEqual(expect.arrayContaining([...Object.values(METHODS), null]));
      expect(cluster.events.filter((event) => /fatal|stopped/.test(event))).toEqual([]);
      const errors = cluster.lines.filter((line) => line.level === "error" && !isOfItsRun(line));
      expect(errors.map(({ message, fields }) => [message, fields["err"]])).toEqual([]);
      await cluster.wait(stranger.close());
      await cluster.close();
    },
    FUZZ_TEST_MS,
  );
});

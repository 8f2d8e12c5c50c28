/** Goal: a start call has one effect whatever happens to its leader, and says honestly what it knows. */
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { listRequest } from "../../src/api/list-request.ts";
import { startChoices, startRequest } from "../../src/api/start-request.ts";
import { encodeBatch } from "../../src/model/batch.ts";
import type { Forwarded, LeaderLink } from "../../src/workflow/leader-link.ts";
import { Harness } from "./harness.ts";

const answer = defineWorkflow({ name: "answer", version: 1 }, async (ctx) =>
  ctx.step("think", () => 42),
);

async function call(
  node: Harness,
  options: { timeoutMs?: number; abortSignal?: AbortSignal } = {},
): Promise<string> {
  const registered = node.registry.get(answer.name, answer.version);
  if (registered === undefined) throw new Error("not registered");
  const request = await startRequest(registered, undefined, {
    choices: startChoices({ workflowId: "w" }, 1024),
    payloadBytesMax: 1024,
    uuid: () => "unused",
  });
  const { timeoutMs = 10_000, abortSignal } = options;
  return node.group.calls.start(request, { timeoutMs, abortSignal }).then(
    ({ started, runNumber }) => `started ${started} ${runNumber}`,
    (error: Error & { code?: string }) => error.code ?? error.message,
  );
}

const tally = defineWorkflow({ name: "tally", version: 1 }, async (ctx) => {
  for (;;) await ctx.waitForSignal("add");
});

test("a run to which more comes than it can consume is described all the same", async () => {
  const node = await Harness.open({ workflows: [tally] });
  const run = await node.start(tally, undefined, { workflowId: "w" });
  await node.advance(10);
  const signals: Promise<void>[] = [];
  const flood = (): void => {
    if (signals.length === 3000) return;
    for (let each = 0; each < 3; each += 1) signals.push(run.signal("add"));
    node.scheduler.setImmediate(flood);
  };
  flood();
  await node.scheduler.run({ until: () => signals.length === 30 });
  expect((await node.wait(run.describe())).status).toBe("running");
  expect(signals.length).toBeLessThan(300);
  await node.wait(Promise.all(signals));
  await node.crash();
});

describe("reads", () => {
  /** Its leader answers after 800 ms, and its disk each time after as long. */
  async function slowNode(): Promise<Harness> {
    const node = await Harness.open({ workflows: [answer] });
    await node.wait((await node.start(answer, undefined, { workflowId: "w" })).waitForCompletion());
    node.log.saveAll();
    await node.advance(10);
    const passes = (): Promise<void> =>
      new Promise((resolve) => {
        node.scheduler.setTimeout(resolve, 800);
      });
    const { log } = node;
    const { state } = node.disk;
    log.readIndex = async () => {
      await passes();
      return log.lastIndex;
    };
    const scan = state.scan.bind(state);
    state.scan = async function* (...args) {
      await passes();
      yield* scan(...args);
    };
    return node;
  }

  const target = { workflowId: "w", runNumber: null };
  const bounds = { timeoutMs: 1000, abortSignal: undefined };
  test.each([
    {
      name: "describe",
      read: ({ group }: Harness) => group.calls.describe(target, { ...bounds, isLocal: false }),
    },
    {
      name: "listRuns",
      read: ({ group }: Harness) => group.calls.list(listRequest(undefined, undefined), bounds),
    },
    {
      name: "history",
      read: ({ group }: Harness) => group.calls.events(target, { from: 0, wait: false }, bounds),
    },
  ])("end at their deadline, however far they are: $name", async ({ read }) => {
    const node = await slowNode();
    const before = node.scheduler.now();
    await expect(node.wait<unknown>(read(node))).rejects.toMatchObject({
      retryable: true,
      // There is a leader, and it has answered.
      message: expect.stringContaining("did not answer on this node within callTimeout"),
    });
    expect(node.scheduler.now() - before).toBe(1000);
    await node.advance(10_000);
    await node.crash();
  });
});

describe("start calls", () => {
  test("wait for a leader, and end as NoQuorumError when there is none for two election timeouts", async () => {
    const node = await Harness.open({ workflows: [answer], lead: false });
    node.log.noQuorumAfterMs = 480;
    const before = node.scheduler.now();
    expect(await node.wait(call(node))).toBe("ERR_NO_QUORUM");
    expect(node.scheduler.now() - before).toBe(480);
    expect(await node.wait(call(node, { timeoutMs: 300 }))).toBe("ERR_NO_QUORUM");
    const late = call(node);
    await node.advance(400);
    node.log.lead();
    expect(await node.wait(late)).toBe("started true 1");
  });

  test("ask again when a leader that was seen is gone again", async () => {
    const node = await Harness.open({ workflows: [answer], lead: false });
    const starting = call(node);
    await node.advance(100);
    node.log.noQuorumAfterMs = 480;
    const before = node.scheduler.now();
    expect(await node.wait(starting)).toBe("ERR_NO_QUORUM");
    expect(node.scheduler.now() - before).toBeLessThanOrEqual(480 + 10);
  });

  test("on a node that is all there is wait for it to lead, however long its disk takes", async () => {
    const node = await Harness.open({ workflows: [answer], lead: false });
    const starting = call(node);
    await node.advance(5000);
    node.log.lead();
    expect(await node.wait(starting)).toBe("started true 1");
    const never = await Harness.open({ workflows: [answer], lead: false });
    const before = never.scheduler.now();
    expect(await never.wait(call(never, { timeoutMs: 3000 }))).toBe("ERR_NO_QUORUM");
    expect(never.scheduler.now() - before).toBe(3000);
  });

  test("that may have happened wait for the next leader until their deadline", async () => {
    const node = await Harness.open({ workflows: [answer], manual: true });
    const starting = call(node);
    await node.advance(1);
    node.log.proposed = [];
    node.log.depose();
    await node.advance(5000);
    node.log.commitsAtOnce = true;
    node.log.lead();
    expect(await node.wait(starting)).toBe("started true 1");
  });

  test("are repeated in the next term with the same request id: one run, and the first outcome", async () => {
    for (const commits of [true, false]) {
      const node = await Harness.open({ workflows: [answer], manual: true });
      const starting = call(node);
      await node.advance(1);
      const [start] = node.log.proposed;
      node.log.proposed = [];
      node.log.depose();
      if (commits && start !== undefined) {
        node.log.append(encodeBatch(node.log.machineTimeNow(), [start.command]), null);
      }
      await node.advance(100);
      node.log.commitsAtOnce = true;
      node.log.lead();
      expect(await node.wait(starting)).toBe("started true 1");
      expect(await node.wait(node.get(answer, "w").waitForCompletion())).toBe(42);
      expect(node.events.filter((event) => event.startsWith("started"))).toEqual(["started w"]);
    }
  });

  test("are repeated when the log says that nothing was appended", async () => {
    for (const reason of ["notLeader", "staleTerm", "transferring"] as const) {
      const node = await Harness.open({ workflows: [answer], manual: true });
      const starting = call(node);
      await node.advance(1);
      node.log.drop(reason);
      node.log.commitsAtOnce = true;
      expect(await node.wait(starting)).toBe("started true 1");
    }
  });

  test("end as OutcomeUnknownError when the time is over and they may have happened", async () => {
    const node = await Harness.open({ workflows: [answer], manual: true });
    expect(await node.wait(call(node, { timeoutMs: 500 }))).toBe("ERR_OUTCOME_UNKNOWN");
    // It did happen, later; the run is there for whoever asks again.
    node.log.commitsAtOnce = true;
    node.log.commit();
    expect(await node.wait(node.get(answer, "w").waitForCompletion())).toBe(42);
  });

  test("that may have happened are never told to be refused: they try again under load until their deadline", async () => {
    const node = await Harness.open({ workflows: [answer], manual: true });
    const starting = call(node, { timeoutMs: 2000 });
    await node.advance(1);
    const [start] = node.log.proposed;
    node.log.proposed = [];
    node.log.depose();
    node.log.lead();
    await node.advance(1);
    expect(node.log.proposed).toHaveLength(1);
    node.log.drop("overloaded");
    await node.advance(50);
    // The first attempt comes after all; the second one, tried again, is a repetition of it.
    node.log.proposed = [];
    if (start !== undefined) {
      node.log.append(encodeBatch(node.log.machineTimeNow(), [start.command]), null);
    }
    expect(await node.wait(starting)).toBe("ERR_OUTCOME_UNKNOWN");
    expect(node.events).toContain("started w");
  });

  test.each(["overloaded", "tooNew", "none"] as const)(
    "that were lost on the way to the leader are tried again when the next attempt is answered with %s",
    async (next) => {
      const overloaded = { type: "overloaded", limitBytes: 1, inFlightBytes: 1 } as const;
      const answers: Forwarded[] = [{ type: "unknown" }];
      if (next === "overloaded") answers.push(overloaded, overloaded);
      if (next === "tooNew") answers.push({ type: "tooNew", knownLevel: 1 });
      const asked: Uint8Array[] = [];
      const link: LeaderLink = {
        forward: (_leader, command) => {
          asked.push(command);
          const answered = answers.shift();
          return answered === undefined ? new Promise(() => {}) : Promise.resolve(answered);
        },
      };
      const node = await Harness.open({ workflows: [answer], lead: false, link });
      node.log.ledBy(2);
      expect(await node.wait(call(node, { timeoutMs: 500 }))).toBe("ERR_OUTCOME_UNKNOWN");
      expect(answers).toEqual([]);
      expect(new Set(asked.map((command) => Buffer.from(command).toString("hex"))).size).toBe(1);
    },
  );

  test("that are on their way to the leader when their time is over may have happened", async () => {
    const link: LeaderLink = { forward: () => new Promise(() => {}) };
    const node = await Harness.open({ workflows: [answer], lead: false, link });
    node.log.ledBy(2);
    expect(await node.wait(call(node, { timeoutMs: 300 }))).toBe("ERR_OUTCOME_UNKNOWN");
  });

  test.each(["another node", "this node"])(
    "that a former leader does not answer are carried to the next one: %s",
    async (next) => {
      const asked: number[] = [];
      const given: AbortSignal[] = [];
      const link: LeaderLink = {
        forward: (leader, _command, abortSignal) => {
          asked.push(leader);
          given.push(abortSignal);
          if (leader === 2) return new Promise(() => {});
          return Promise.resolve({ type: "overloaded", limitBytes: 1, inFlightBytes: 1 });
        },
      };
      const node = await Harness.open({ workflows: [answer], lead: false, link });
      node.log.ledBy(2);
      const calling = call(node, { timeoutMs: 1000 });
      await node.advance(100);
      // Nobody leads, and then the same one again: it may still answer.
      node.log.ledBy(0);
      node.log.ledBy(2);
      await node.advance(100);
      expect(asked).toEqual([2]);
      if (next === "this node") {
        node.log.commitsAtOnce = true;
        node.log.lead();
        expect(await node.wait(calling)).toBe("started true 1");
      } else {
        node.log.ledBy(3);
        // What the first one was given may have happened.
        expect(await node.wait(calling)).toBe("ERR_OUTCOME_UNKNOWN");
        expect(asked.slice(0, 2)).toEqual([2, 3]);
      }
      expect(given.filter(({ aborted }) => !aborted)).toHaveLength(asked.length - 1);
      expect(given[0]?.aborted).toBe(true);
    },
  );

  test("that have happened and are forgotten before this node comes as far have an end nobody knows", async () => {
    let asked = 0;
    const link: LeaderLink = {
      forward: () => {
        asked += 1;
        return Promise.resolve({ type: "applied", index: node.group.appliedIndex });
      },
    };
    const node = await Harness.open({ workflows: [answer], lead: false, link });
    node.log.ledBy(2);
    const from = node.scheduler.now();
    expect(await node.wait(call(node))).toBe("ERR_OUTCOME_UNKNOWN");
    expect(node.scheduler.now() - from).toBeLessThan(1000);
    expect(asked).toBe(1);
  });

  test("that the leader refuses at the first attempt are refused", async () => {
    const link: LeaderLink = {
      forward: () => Promise.resolve({ type: "overloaded", limitBytes: 1, inFlightBytes: 1 }),
    };
    const node = await Harness.open({ workflows: [answer], lead: false, link });
    node.log.ledBy(2);
    expect(await node.wait(call(node))).toBe("ERR_OVERLOADED");
  });

  test("are refused at once under load, and when the node closes", async () => {
    const node = await Harness.open({ workflows: [answer], manual: true });
    const loaded = call(node);
    await node.advance(1);
    node.log.drop("overloaded");
    expect(await loaded).toBe("ERR_OVERLOADED");
    const closing = call(node);
    await node.crash();
    expect(await closing).toBe("ERR_RUNTIME_CLOSED");
    await expect(call(node)).resolves.toBe("ERR_RUNTIME_CLOSED");
  });

  test("end with the reason of their abort signal", async () => {
    const node = await Harness.open({ workflows: [answer], manual: true });
    const controller = new AbortController();
    const starting = call(node, { abortSignal: controller.signal });
    await node.advance(1);
    controller.abort(new Error("changed my mind"));
    expect(await starting).toBe("changed my mind");
    expect(await call(node, { abortSignal: controller.signal })).toBe("changed my mind");
  });
});

describe("a log that cannot be applied", () => {
  test("stops the node with its error, and changes nothing", async () => {
    const node = await Harness.open({ workflows: [answer] });
    await node.run(answer);
    const rows = [...node.disk.state.rows.keys()];
    const { appliedIndex } = node.group;
    expect(() => node.log.append(Buffer.from("no batch"), null)).toThrow(
      expect.objectContaining({ code: "ERR_MALFORMED_BYTES" }),
    );
    expect(() => node.log.append(encodeBatch(1, [Buffer.from([0xfa, 0x1f, 0])]), null)).toThrow();
    expect(node.group.appliedIndex).toBe(appliedIndex);
    expect([...node.disk.state.rows.keys()]).toEqual(rows);
  });
});

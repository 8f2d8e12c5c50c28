// A process whose node has its Raft host in a thread of its own, in the built package. What it is to show is its first argument, the data
// directory its second; it tells what it saw as lines of JSON.
import { syncBuiltinESMExports } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import workerThreads, { Worker } from "node:worker_threads";
import { defineWorkflow, WorkflowRuntime } from "raftwork";

const [, , show = "", dataDir = ""] = process.argv;

/** @param {unknown} value */
function say(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** @param {() => unknown} act */
async function codeOf(act) {
  try {
    await act();
    return "nothing was thrown";
  } catch (error) {
    const { code, field } = /** @type {{ code: string, field?: string }} */ (error);
    return field === undefined ? code : `${code} ${field}`;
  }
}

const sum = defineWorkflow(
  { name: "sum", version: 1 },
  async (ctx, /** @type {number[]} */ parts) => {
    const total = await ctx.replicatedVar("total", 0);
    for (const part of parts) {
      const added = await ctx.step("add", async () => part);
      await total.set(total.value + added);
    }
    await ctx.sleep(20);
    return total.value;
  },
);

/** @param {import("raftwork").RuntimeOptions} [options] */
function open(options) {
  return WorkflowRuntime.open({
    dataDir,
    workflows: [sum],
    raftHost: "thread",
    logLevel: "silent",
    ...options,
  });
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" ? (address?.port ?? 0) : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * What events say and `info()` does not say in their handlers.
 *
 * @param {WorkflowRuntime} runtime
 */
function watched(runtime) {
  /** @type {string[]} */
  const told = [];
  /** @type {unknown[]} */
  const wrong = [];
  const memberOf = (/** @type {string} */ nodeId) =>
    runtime.cluster.info().members.find((member) => member.nodeId === nodeId);
  runtime.events.on("leaderChanged", (event) => {
    told.push(`leader ${event.leaderNodeId}`);
    const { leaderNodeId, term, members } = runtime.cluster.info();
    const leaders = members.filter(({ isLeader }) => isLeader).map(({ nodeId }) => nodeId);
    const expected = event.leaderNodeId === null ? [] : [event.leaderNodeId];
    const isRight = leaderNodeId === event.leaderNodeId && term === event.term;
    if (!isRight || leaders.join() !== expected.join()) wrong.push([event, leaderNodeId, term]);
  });
  runtime.events.on("nodeJoined", ({ nodeId, address }) => {
    told.push(`joined ${nodeId}`);
    const member = memberOf(nodeId);
    if (member?.address !== address) wrong.push([nodeId, address, member]);
  });
  runtime.events.on("nodeLeft", ({ nodeId }) => {
    told.push(`left ${nodeId}`);
    if (memberOf(nodeId) !== undefined) wrong.push([nodeId, memberOf(nodeId)]);
  });
  return { told, wrong };
}

/** Threads of Raft hosts that are started from now on can be held. Gives back where they are told to. */
function holdable() {
  /** @type {MessagePort[]} */
  const holds = [];
  class HeldWorker extends Worker {
    /**
     * @param {string | URL} entry
     * @param {import("node:worker_threads").WorkerOptions} [options]
     */
    constructor(entry, options) {
      const isHost = String(entry).endsWith("/thread-entry.js");
      const held = new URL("./raft-host-held.mjs", import.meta.url);
      const { port1, port2 } = new MessageChannel();
      const workerData = { ...options?.workerData, holds: port2 };
      const holding = { ...options, argv: [String(entry)], workerData, transferList: [port2] };
      super(isHost ? held : entry, isHost ? holding : options);
      if (isHost) holds.push(port1);
    }
  }
  workerThreads.Worker = HeldWorker;
  syncBuiltinESMExports();
  return holds;
}

const shows = {
  async held() {
    const holds = holdable();
    const runtime = await open();
    say(await runtime.runWorkflow(sum, [1, 2]));
    const hold = new Int32Array(new SharedArrayBuffer(4));
    holds[0]?.postMessage(hold);
    holds[0]?.unref();
    await Atomics.waitAsync(hold, 0, 0).value;
    // Nothing lets the thread go on but what comes behind this.
    const { members, leaderNodeId, term } = runtime.cluster.info();
    say([Atomics.load(hold, 0), members.length, members[0]?.isLeader, leaderNodeId, term > 0]);
    Atomics.store(hold, 0, 2);
    Atomics.notify(hold, 0);
    say(await runtime.runWorkflow(sum, [3, 4]));
    await runtime.close();
    say(await codeOf(() => runtime.cluster.info()));
  },

  async again() {
    /** @type {("thread" | "inline")[]} */
    const hosts = ["thread", "inline", "thread"];
    for (const [at, raftHost] of hosts.entries()) {
      const runtime = await open({ raftHost });
      const runs = await Promise.all(
        Array.from({ length: 20 }, (_, run) =>
          runtime.runWorkflow(sum, [run, at, 1], { workflowId: `${at}-${run}` }),
        ),
      );
      const earlier = await runtime.getRun("0-7").waitForCompletion();
      const { runs: listed } = await runtime.listRuns({}, { limit: 100 });
      const { members, leaderNodeId } = runtime.cluster.info();
      say({ runs, earlier, listed: listed.length, members: members.length, leaderNodeId });
      await runtime.close();
    }
  },

  async refusals() {
    const runtime = await open();
    say(await codeOf(() => open({ lockTimeout: 0 })));
    say(await codeOf(() => runtime.cluster.remove("nobody")));
    say(await codeOf(() => runtime.cluster.leave()));
    // @ts-expect-error No name, and nothing that could cross the border.
    say(await codeOf(() => runtime.cluster.remove(Symbol("n1"))));
    // @ts-expect-error Nor is this a duration.
    say(await codeOf(() => runtime.cluster.leave({ drain: () => 1 })));
    // @ts-expect-error There is no such option.
    say(await codeOf(() => runtime.runWorkflow(sum, [1], { workflowIdd: "x" })));
    await runtime.close();
    say(await codeOf(() => open({ nodeId: "another" })));
    say(await codeOf(() => runtime.runWorkflow(sum, [1])));
    const again = await open();
    say(await again.runWorkflow(sum, [1, 2]));
    await again.close();
  },

  async dies() {
    /** @type {Worker[]} */
    const threads = [];
    /** @type {(...args: unknown[]) => void} */
    const postMessage = Reflect.get(Worker.prototype, "postMessage");
    Worker.prototype.postMessage = function (...args) {
      if (!threads.includes(this)) threads.push(this);
      Reflect.apply(postMessage, this, args);
    };
    const runtime = await open();
    const fatal = new Promise((resolve) => {
      runtime.events.on("fatal", ({ error }) => resolve(error.name));
    });
    const run = await runtime.startWorkflow(
      defineWorkflow({ name: "sum", version: 1 }, async (ctx) => ctx.sleep("1h")),
      undefined,
      { workflowId: "sleeps" },
    );
    const ended = codeOf(() => run.waitForCompletion());
    await threads.at(-1)?.terminate();
    say([await fatal, await ended]);
    await runtime.close();
    const again = await open();
    say(await again.runWorkflow(sum, [3, 4]));
    await again.close();
  },

  async cluster() {
    const ports = await Promise.all([freePort(), freePort()]);
    const initialNodes = ports.map((port, at) => ({
      nodeId: `n${at}`,
      address: `127.0.0.1:${port}`,
    }));
    const tlsFile = (/** @type {string} */ name) =>
      fileURLToPath(new URL(`../transport/testdata/tls/${name}`, import.meta.url));
    const tls = { ca: tlsFile("ca.pem"), cert: tlsFile("a.pem"), key: tlsFile("a.key") };
    const [one, other] = await Promise.all(
      ports.map((port, at) =>
        open({
          nodeId: `n${at}`,
          dataDir: join(dataDir, `n${at}`),
          listen: { port },
          cluster: { initialNodes, tls },
        }),
      ),
    );
    if (one === undefined || other === undefined) throw new Error("no nodes");
    say(await Promise.all([one.runWorkflow(sum, [1, 2]), other.runWorkflow(sum, [3, 4])]));
    const { leaderNodeId } = one.cluster.info();
    const [leader, follower] = leaderNodeId === one.nodeId ? [one, other] : [other, one];
    const isWhole = () =>
      leader.cluster
        .info()
        .members.every(({ role, isConnected }) => role === "voter" && isConnected);
    while (!isWhole()) await delay(20);
    say(leader.cluster.info().members.map(({ nodeId }) => nodeId));
    // Only the leader has it; the other one starts it there, as soon as it is published.
    leader.registerWorkflow("only", 1, async (_ctx, /** @type {number} */ x) => x * 2);
    for (;;) {
      const code = await codeOf(async () => say(await follower.runWorkflow("only", 21)));
      if (code === "nothing was thrown") break;
      if (code !== "ERR_WORKFLOW_NOT_REGISTERED") throw new Error(code);
      await delay(20);
    }
    const { told, wrong } = watched(follower);
    const leaves = await leader.startWorkflow(sum, [5, 6]);
    await leader.cluster.leave();
    say(await follower.getRun(leaves.workflowId).waitForCompletion());
    say(follower.cluster.info().members.length);
    say([
      told.includes(`leader ${follower.nodeId}`),
      told.includes(`left ${leader.nodeId}`),
      wrong,
    ]);
    say(await codeOf(() => leader.runWorkflow(sum, [1])));
    await follower.close();
  },

  async fails() {
    await open().catch((/** @type {Error} */ error) => say(error.message));
  },

  async bundled() {
    say(await codeOf(open));
    const runtime = await open({ raftHost: "inline" });
    say(await runtime.runWorkflow(sum, [1, 2, 3]));
    await runtime.close();
  },

  async mute() {
    const runtime = await open({ logLevel: "debug" });
    runtime.events.on("workflowCompleted", () => {
      throw new Error("for a line of the log");
    });
    for (const part of [1, 2, 3]) say(await runtime.runWorkflow(sum, [part]));
    await runtime.close();
  },

  async holds() {
    await open({ lockTimeout: 0 });
    say("open");
  },
};

await shows[/** @type {keyof typeof shows} */ (show)]();
say("end");

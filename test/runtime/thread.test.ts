/**
 * Goal: what crosses the border between the main thread and that of the Raft host arrives as it was. Method: the parts of the border by
 * themselves, with a message channel in place of a thread.
 */
import { MessageChannel } from "node:worker_threads";
import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { NoQuorumError, RuntimeClosedError } from "../../src/errors.ts";
import { NO_MEMBERS } from "../../src/model/members.ts";
import type { AppliedPosition, LogEvent, Proposal } from "../../src/model/replicated-log.ts";
import { checkLimits } from "../../src/replica/options.ts";
import { NodeHost } from "../../src/runtime/node-host.ts";
import { ThreadCells } from "../../src/runtime/thread-cells.ts";
import { ThreadGroup } from "../../src/runtime/thread-group.ts";
import { ThreadLine } from "../../src/runtime/thread-line.ts";
import { ThreadLog } from "../../src/runtime/thread-log.ts";
import { ThreadLogger, writeLine } from "../../src/runtime/thread-logger.ts";
import {
  type PackedEvents,
  packEvents,
  packProposals,
  packSave,
  unpackEvents,
  unpackProposals,
  unpackSave,
} from "../../src/runtime/thread-records.ts";
import { ThreadServer } from "../../src/runtime/thread-server.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { MemoryNetwork } from "../../src/transport/memory-network.ts";
import { silentLogger } from "../../src/util/logger.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { LoopScheduler } from "../support/loop-scheduler.ts";
import { type LogLine, recordingLogger } from "../support/recording-logger.ts";
import { type Arrived, notingHost, notingMain, PumpedPorts } from "../support/thread-ends.ts";
import { makeWorld, within } from "./virtual-node.ts";

const bytes = fc.uint8Array({ maxLength: 40 });
const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER });

describe("what is packed", () => {
  test("proposals arrive in order with term, ticket and source", () => {
    const proposal = fc.record<Proposal>({
      command: bytes,
      term: whole,
      ticket: whole,
      source: fc.constantFrom("engine", "outside"),
    });
    fc.assert(
      fc.property(fc.array(proposal), (proposals) => {
        expect(unpackProposals(packProposals(proposals))).toEqual(proposals);
      }),
    );
  });

  test("state changes arrive with their values, empty ones and removals apart", () => {
    const row = fc.tuple(fc.string({ unit: "grapheme" }), fc.option(bytes));
    fc.assert(
      fc.property(fc.array(row), whole, (rows, appliedIndex) => {
        const changes = { keys: rows.map(([key]) => key), values: rows.map(([, value]) => value) };
        const save = { appliedIndex, generation: 3, changes };
        expect(unpackSave(packSave(save))).toEqual(save);
      }),
    );
  });

  test("events arrive with the bytes of their batches, copied from what was around them", () => {
    const view = bytes.map((some) => new Uint8Array([9, ...some, 9]).subarray(1, some.length + 1));
    const committed = fc
      .tuple(whole, whole, view, fc.option(fc.array(whole)))
      .map(([index, term, batch, tickets]): LogEvent => {
        return { type: "committed", index, term, bytes: batch, tickets };
      });
    const saved = whole.map((appliedIndex): LogEvent => ({ type: "saved", appliedIndex }));
    fc.assert(
      fc.property(fc.array(fc.oneof(committed, saved)), (events) => {
        const packed = packEvents(events);
        const sum = events.reduce(
          (size, event) => size + (event.type === "committed" ? event.bytes.length : 0),
          0,
        );
        expect(packed.bytes.buffer.byteLength).toBe(sum);
        expect(unpackEvents(packed)).toEqual(events);
      }),
    );
  });
});

describe("the cells", () => {
  function cells(): { advance: (ms: number) => void; host: ThreadCells; main: ThreadCells } {
    let time = 1e9;
    const now = (): number => time;
    const host = new ThreadCells(now);
    const advance = (ms: number): void => {
      time += ms;
    };
    return { advance, host, main: new ThreadCells(now, host.buffer) };
  }

  test("the log clock goes on between two readings of the host, and never back", () => {
    const { advance, host, main } = cells();
    host.tellMain({ machineTime: 5000, contactLeftMs: 0 });
    advance(20);
    expect(main.machineTimeNow()).toBe(5020);
    host.tellMain({ machineTime: 5010, contactLeftMs: 0 });
    expect(main.machineTimeNow()).toBe(5020);
    advance(15);
    expect(main.machineTimeNow()).toBe(5025);
  });

  test("contact ends when its time is over, without another word of the host", () => {
    const { advance, host, main } = cells();
    expect(main.hasContact()).toBe(false);
    host.tellMain({ machineTime: 1, contactLeftMs: 100 });
    expect(main.hasContact()).toBe(true);
    advance(101);
    expect(main.hasContact()).toBe(false);
    host.tellMain({ machineTime: 1, contactLeftMs: Infinity });
    advance(1e9);
    expect(main.hasContact()).toBe(true);
    host.tellMain({ machineTime: 1, contactLeftMs: -1 });
    expect(main.hasContact()).toBe(false);
  });

  test("a sign of life is seen by the other side", () => {
    const { advance, host, main } = cells();
    main.alive();
    advance(10);
    expect(host.silentForMs()).toBeCloseTo(10, 2);
    main.alive();
    expect(host.silentForMs()).toBeCloseTo(0, 2);
  });
});

describe("the line", () => {
  interface Asked {
    readonly posts: { readonly note: string };
    readonly calls: {
      readonly double: readonly [asked: number, answer: number];
      readonly wait: readonly [asked: null, answer: null];
    };
  }
  interface Nothing {
    readonly posts: object;
    readonly calls: Record<string, never>;
  }

  function line(): {
    near: ThreadLine<Asked, Nothing>;
    far: ThreadLine<Nothing, Asked>;
    notes: string[];
    aborted: Promise<void>;
  } {
    const { port1, port2 } = new MessageChannel();
    onTestFinished(() => {
      port1.close();
    });
    const notes: string[] = [];
    let tellAborted: () => void = () => {};
    const aborted = new Promise<void>((resolve) => {
      tellAborted = resolve;
    });
    const far = new ThreadLine<Nothing, Asked>(port2, {
      posts: { note: (text) => notes.push(text) },
      calls: {
        double: (number) => {
          if (number < 0) throw new RuntimeClosedError({ cause: new TypeError("negative") });
          return 2 * number;
        },
        wait: (_, abortSignal) =>
          new Promise(() => {
            abortSignal.addEventListener("abort", () => {
              tellAborted();
            });
          }),
      },
    });
    const near = new ThreadLine<Asked, Nothing>(port1, { posts: {}, calls: {} });
    return { near, far, notes, aborted };
  }

  test("calls are answered, and what was posted before is there first", async () => {
    const { near, notes } = line();
    near.post("note", "one");
    expect(await Promise.all([near.call("double", 4), near.call("double", 5)])).toEqual([8, 10]);
    expect(notes).toEqual(["one"]);
  });

  test("an error comes back as what it was, with its cause", async () => {
    const { near } = line();
    const error = await near.call("double", -1).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RuntimeClosedError);
    expect(error).toMatchObject({ code: "ERR_RUNTIME_CLOSED", message: expect.any(String) });
    expect((error as Error).cause).toBeInstanceOf(TypeError);
  });

  test("a call that is given up rejects with the reason, and the other side is told", async () => {
    const { near, aborted } = line();
    const giving = new AbortController();
    const call = near.call("wait", null, giving.signal);
    giving.abort(new RangeError("no more"));
    await expect(call).rejects.toThrow("no more");
    await aborted;
    await expect(near.call("wait", null, AbortSignal.abort(new Error("before")))).rejects.toThrow(
      "before",
    );
  });

  test("at the end of the line calls reject, those that wait and those that come", async () => {
    const { near, notes } = line();
    const call = near.call("wait", null);
    near.end(new RuntimeClosedError());
    await expect(call).rejects.toThrow(RuntimeClosedError);
    await expect(near.call("double", 1)).rejects.toThrow(RuntimeClosedError);
    near.post("note", "late");
    expect(notes).toEqual([]);
  });
});

describe("the logger of the thread", () => {
  test("lines arrive with the fields of all loggers above, and their error", () => {
    const lines: LogLine[] = [];
    const logger = recordingLogger(lines);
    const threaded = new ThreadLogger({ level: null, post: (one) => writeLine(logger, one) });
    const child = threaded.child({ group: 1 }).child({ id: 2 });
    child.warn({ term: 3, err: new NoQuorumError({ group: 1 }) }, "no quorum");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: "warn", message: "no quorum" });
    expect(lines[0]?.fields).toMatchObject({ group: 1, id: 2, term: 3 });
    expect(lines[0]?.fields["err"]).toBeInstanceOf(NoQuorumError);
  });

  test("what the level leaves out is not even handed over", () => {
    const posted: string[] = [];
    const post = ({ message }: { message: string }): number => posted.push(message);
    const threaded = new ThreadLogger({ level: "warn", post }).child({ group: 1 });
    threaded.debug({}, "debug");
    threaded.info({}, "info");
    threaded.warn({}, "warn");
    threaded.error({}, "error");
    new ThreadLogger({ level: "silent", post }).child({}).error({}, "silent");
    expect(posted).toEqual(["warn", "error"]);
  });
});

describe("the log, seen from the main thread", () => {
  const LOADED = { appliedIndex: 0, toldIndex: 0, generation: 1 };
  const save = (appliedIndex: number): Parameters<ThreadLog["save"]>[0] => ({
    appliedIndex,
    generation: 1,
    changes: { keys: [`row ${appliedIndex}`], values: [new Uint8Array([appliedIndex])] },
  });

  /** A log whose sink saves what it is given, and goes on with a proposal for each of its own. */
  async function openLog(): Promise<{
    log: ThreadLog;
    ports: PumpedPorts;
    posted: () => string[];
    turn: () => void;
  }> {
    const ports = new PumpedPorts();
    const arrived: Arrived[] = [];
    notingHost(ports.host, arrived);
    const scheduler = new LoopScheduler();
    const backend = await new MemoryDisk().open();
    onTestFinished(() => backend.close());
    const log = new ThreadLog({
      group: 1,
      opened: {
        position: LOADED,
        limits: checkLimits(),
        replicaId: 1,
        isCluster: false,
      },
      line: notingMain(ports.main, []),
      cells: new ThreadCells(() => scheduler.now()),
      reader: backend.keyValue,
      location: backend.location,
      scheduler,
      onFatal: (error) => {
        throw error;
      },
    });
    const sink = {
      onEvents: (events: readonly LogEvent[]) => {
        for (const event of events) {
          if (event.type !== "committed") continue;
          for (const ticket of event.tickets ?? []) {
            scheduler.setImmediate(() => {
              propose(log, ticket + 100);
            });
          }
          log.applied({ appliedIndex: event.index, generation: 1 });
          if (event.index === 9) log.save(save(event.index));
        }
      },
    };
    log.open(sink, { machineTime: 0 });
    ports.pump();
    arrived.length = 0;
    // What has arrived at the host until now.
    const posted = (): string[] => {
      ports.pump();
      return arrived.map(([name, body]) =>
        name === "save" || name === "applied"
          ? `${name} ${(body as AppliedPosition).appliedIndex}`
          : name,
      );
    };
    return { log, ports, posted, turn: () => scheduler.iterate() };
  }

  function propose(to: ThreadLog, ticket: number): void {
    to.propose({ command: new Uint8Array([1]), term: 1, ticket, source: "engine" });
  }

  function committed(index: number, tickets: readonly number[] | null): PackedEvents {
    const bytesOf = new Uint8Array([index]);
    return packEvents([{ type: "committed", index, term: 1, bytes: bytesOf, tickets }]);
  }

  test("what is proposed next by the only one goes over before the answer that it follows from", async () => {
    const { log: main, posted, turn } = await openLog();
    propose(main, 1);
    await Promise.resolve();
    main.take(committed(1, [1]));
    turn();
    await Promise.resolve();
    expect(posted()).toEqual(["propose", "propose", "applied 1"]);
  });

  test("the answer goes over at the end of the turn when nothing follows from it", async () => {
    const { log: main, posted, turn } = await openLog();
    propose(main, 1);
    main.take(committed(1, [1]));
    turn();
    turn();
    expect(posted().filter((one) => one !== "propose")).toEqual(["applied 1"]);
  });

  test("the answer goes over at once while more is under way, and on a node that only follows", async () => {
    const { log: main, posted } = await openLog();
    main.take(committed(1, null));
    expect(posted()).toEqual(["applied 1"]);
    propose(main, 1);
    propose(main, 2);
    main.take(committed(2, [1]));
    expect(posted()).toEqual(["applied 1", "applied 2"]);
  });

  test("state goes over at the end of the turn, behind the answer", async () => {
    const { log: main, posted, turn } = await openLog();
    main.take(committed(9, null));
    expect(posted()).toEqual(["applied 9"]);
    turn();
    expect(posted()).toEqual(["applied 9", "save 9"]);
  });

  test("what was under way in a term that is over takes no room any more", async () => {
    const { log: main } = await openLog();
    propose(main, 1);
    propose(main, 2);
    main.take(packEvents([{ type: "lostLeadership", term: 1 }]));
    // Another leader's entries may stand where these stood, or nothing: no more need be heard of them.
    expect(main.inFlightBytes).toBe(0);
    main.take(packEvents([{ type: "dropped", tickets: [1], reason: "notLeader" }]));
    expect(main.inFlightBytes).toBe(0);
  });

  test.each(["flushed", "close"] as const)("%s hands answers and state over first", async (end) => {
    const { log: main, ports, posted } = await openLog();
    propose(main, 1);
    main.take(committed(9, [1]));
    await ports.settle(Promise.resolve(main[end]()));
    const first = ["applied 9", "save 9"];
    expect(posted().slice(0, 3)).toEqual(end === "close" ? first : [...first, "flushed"]);
  });
});

describe("the host, served to the main thread", () => {
  test("the node of a replica that leads is named before the event that tells of it", async () => {
    const ports = new PumpedPorts();
    const arrived: Arrived[] = [];
    notingMain(ports.main, arrived);
    const line = notingHost(ports.host, []);
    const group = new ThreadGroup(line, () => 5);
    const world = makeWorld();
    const { scheduler } = world;
    const backend = await world.disk.open();
    const host = await within(
      world,
      NodeHost.open({
        backend,
        nodeId: "node-1",
        scheduler,
        random: new SeededRandom(1),
        logger: silentLogger,
        catalog: group.catalog,
        onFatal: (error) => expect.unreachable(String(error)),
        releasing: () => Promise.resolve(),
      }),
    );
    const cells = new ThreadCells(() => scheduler.now());
    const server = new ThreadServer({ host, group, line, cells, watch: null });
    const known = (leaderReplicaId: number): LogEvent => ({
      type: "leaderKnown",
      term: 2,
      leaderReplicaId,
    });
    server.onEvents([known(1)]);
    server.onEvents([known(4)]);
    ports.pump();
    expect(arrived).toEqual([
      ["leaderNamed", { replicaId: 1, nodeId: "node-1" }],
      ["events", packEvents([known(1)])],
      ["events", packEvents([known(4)])],
    ]);
    await within(world, host.stop());
    await within(world, host.end());
  });

  test("members that it is still told of when it has stopped are nobody's failure", async () => {
    const ports = new PumpedPorts();
    notingMain(ports.main, []);
    const group = new ThreadGroup(notingHost(ports.host, []), () => 5);
    const world = makeWorld();
    const { scheduler } = world;
    const network = new MemoryNetwork({ scheduler, seed: 1 });
    const host = await within(
      world,
      NodeHost.open({
        backend: await world.disk.open(),
        nodeId: "a",
        scheduler,
        random: new SeededRandom(1),
        logger: silentLogger,
        catalog: group.catalog,
        onFatal: (error) => expect.unreachable(String(error)),
        releasing: () => Promise.resolve(),
        cluster: {
          transport: network.transport({ nodeId: "a" }),
          options: {
            listen: { host: "a", port: 1 },
            initialNodes: [{ nodeId: "a", address: "a:1" }],
            join: [],
            policy: "open",
          },
        },
      }),
    );
    await within(world, host.start(group));
    await within(world, host.stop());
    host.membersChanged(NO_MEMBERS);
    await within(world, host.end());
  });
});

/**
 * L1: the bare replicated log. Proposals of 200 bytes, closed loop with N in flight, committed on a disk that is
 * synced, beside one synced LevelDB put of the same size measured in the same run.
 *
 * A commit counts when the batch that has it reaches the host of the log. The host saves an empty state after
 * each, as the state machine does.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogEvent, ReplicatedLog } from "../dist/model/replicated-log.js";
import { LogHost } from "../dist/replica/log-host.js";
import { LevelBackend } from "../dist/storage/level-backend.js";
import { NodeStore } from "../dist/storage/node-store.js";
import { STORAGE_FORMAT_VERSION } from "../dist/storage/records.js";
import { type Figure, percentile, Samples } from "./figures.ts";
import { SyncedPut } from "./node.ts";

const PAYLOAD_BYTES = 200;
const IN_FLIGHT = [1, 64, 1024];
const NO_CHANGES = { keys: [], values: [] };
/** As often as the workflows' state is saved. */
const SAVE_MS = 100;

/** Options of the run. */
export interface L1Options {
  /** How long each figure is measured, in seconds. */
  readonly seconds: number;
}

/** Runs L1 and gives its figures. */
export async function runL1(options: L1Options): Promise<Figure[]> {
  const directory = mkdtempSync(join(process.env["BENCH_DIR"] ?? tmpdir(), "raftwork-bench-"));
  try {
    return await measure(directory, options);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(directory: string, { seconds }: L1Options): Promise<Figure[]> {
  const backend = await LevelBackend.open({
    dataDir: join(directory, "node"),
    busyPoll: process.env["RAFTWORK_BUSY_POLL"] === "off" ? undefined : {},
  });
  const store = await NodeStore.open(backend);
  await store.initialise({
    clusterId: "bench",
    nodeId: "node-1",
    incarnation: 1,
    formatVersion: STORAGE_FORMAT_VERSION,
  });
  const none: number[] = [];
  const confState = {
    voters: [1],
    votersOutgoing: none,
    learners: none,
    learnersNext: none,
    autoLeave: false,
  };
  await store.createGroup({ group: 1, replicaId: 1, confState });
  const host = new LogHost({
    store,
    onFatal: (error) => {
      throw error;
    },
  });
  const loop = new ClosedLoop(host.log(1));
  await loop.ready;
  const put = await SyncedPut.open(join(directory, "put"));
  const figures: Figure[] = [];
  const add = (metric: string, value: number, unit: string): void => {
    figures.push({ workload: "L1", nodes: 1, metric, value, unit });
  };

  await loop.run({ inFlight: 64, seconds: 0.5 });
  await put.run(0.5);
  const puts = new Samples();
  const alone = new Samples();
  // In turns, so that a slow moment of the disk meets both.
  for (let round = 0; round < 6; round += 1) {
    for (const sample of (await put.run(seconds / 6)).all) puts.add(sample);
    for (const sample of (await loop.run({ inFlight: 1, seconds: seconds / 6 })).samples.all) {
      alone.add(sample);
    }
  }
  const putP50 = percentile(puts.all, 0.5);
  add("put_p50", putP50, "ms");
  add("put_p99", percentile(puts.all, 0.99), "ms");
  add("commit_p50_inflight_1", percentile(alone.all, 0.5), "ms");
  add("commit_p99_inflight_1", percentile(alone.all, 0.99), "ms");
  add("commit_p50_over_put_p50", percentile(alone.all, 0.5) / putP50, "x");
  add("commits_per_s_inflight_1", 1000 / mean(alone.all), "commits/s");
  for (const inFlight of IN_FLIGHT.slice(1)) {
    const { samples, elapsedMs } = await loop.run({ inFlight, seconds });
    add(`commit_p50_inflight_${inFlight}`, percentile(samples.all, 0.5), "ms");
    add(`commit_p99_inflight_${inFlight}`, percentile(samples.all, 0.99), "ms");
    add(`commits_per_s_inflight_${inFlight}`, (samples.all.length / elapsedMs) * 1000, "commits/s");
  }
  await put.close();
  await host.close();
  await store.close();
  return figures;
}

function mean(samples: Float64Array): number {
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}

/** N proposals in flight: each commit makes the next proposal. */
class ClosedLoop {
  readonly #log: ReplicatedLog;
  #savedAt = 0;
  readonly #command = new Uint8Array(PAYLOAD_BYTES).fill(7);
  readonly ready: Promise<void>;
  #onReady: () => void = () => {};
  #term = 0;
  #nextTicket = 0;
  #sentAt = new Map<number, number>();
  #samples = new Samples();
  #isStopping = false;
  #onDrained: () => void = () => {};

  constructor(log: ReplicatedLog) {
    this.#log = log;
    this.ready = new Promise((resolve) => {
      this.#onReady = resolve;
    });
    log.open({ onEvents: (events) => this.#take(events) }, { machineTime: 0 });
  }

  async run(options: {
    inFlight: number;
    seconds: number;
  }): Promise<{ samples: Samples; elapsedMs: number }> {
    this.#samples = new Samples();
    this.#isStopping = false;
    const startedAt = performance.now();
    const drained = new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
    for (let sent = 0; sent < options.inFlight; sent += 1) this.#propose();
    await new Promise((resolve) => setTimeout(resolve, options.seconds * 1000));
    this.#isStopping = true;
    const elapsedMs = performance.now() - startedAt;
    const { length } = this.#samples.all;
    const samples = new Samples();
    for (const sample of this.#samples.all.subarray(0, length)) samples.add(sample);
    await drained;
    return { samples, elapsedMs };
  }

  #propose(): void {
    const ticket = this.#nextTicket;
    this.#nextTicket += 1;
    this.#sentAt.set(ticket, performance.now());
    this.#log.propose({ command: this.#command, term: this.#term, ticket, source: "outside" });
  }

  #take(events: readonly LogEvent[]): void {
    let appliedIndex = 0;
    for (const event of events) {
      if (event.type === "becameLeader") {
        this.#term = event.term;
        this.#onReady();
      } else if (event.type === "committed") {
        appliedIndex = event.index;
        this.#count(event.tickets ?? []);
      } else if (event.type === "dropped") {
        throw new Error(`proposals were dropped: ${event.reason}`);
      }
    }
    if (appliedIndex === 0) return;
    this.#log.applied({ appliedIndex, generation: 1 });
    const now = performance.now();
    if (now - this.#savedAt < SAVE_MS) return;
    this.#savedAt = now;
    this.#log.save({ appliedIndex, generation: 1, changes: NO_CHANGES });
  }

  #count(tickets: readonly number[]): void {
    const now = performance.now();
    for (const ticket of tickets) {
      this.#samples.add(now - (this.#sentAt.get(ticket) ?? now));
      this.#sentAt.delete(ticket);
      if (!this.#isStopping) this.#propose();
    }
    if (this.#isStopping && this.#sentAt.size === 0) this.#onDrained();
  }
}

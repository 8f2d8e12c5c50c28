// Goal: a replica takes the snapshot that it should when several come, and is harmed by none that it should not. Method:
// one replica of three on a disk in memory; the test plays the leaders.
import { describe, expect, test } from "vitest";
import { encodeConfChange } from "../../src/raft/conf-change.ts";
import { type Entry, type Message, makeMessage } from "../../src/raft/types.ts";
import type { ChunkSource } from "../../src/replica/snapshot-receiver.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { encodeChunk, encodeSnapshotHeader } from "../../src/storage/snapshot-chunk.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { finish, GROUP, type LogNode, openLogNode } from "../support/log-node.ts";

const CONF = {
  voters: [1, 2, 3],
  votersOutgoing: [],
  learners: [9],
  learnersNext: [],
  autoLeave: false,
};

interface Offer {
  readonly index: number;
  readonly term?: number;
  readonly from?: number;
  readonly id?: number;
  /** Chunks of one row each. */
  readonly chunks?: number;
  /** Stops for ever before this chunk. */
  readonly hangsAt?: number;
  /** Breaks before this chunk. */
  readonly breaksAt?: number;
}

class Follower {
  readonly scheduler = new VirtualScheduler();
  readonly sent: Message[] = [];
  /** Numbers of the chunks that were asked for. */
  readonly asked: number[] = [];
  node: LogNode;

  private constructor(node: LogNode) {
    this.node = node;
  }

  static async opened(): Promise<Follower> {
    const scheduler = new VirtualScheduler();
    const sent: Message[] = [];
    const disk = new MemoryDisk({ scheduler, faults: { writeDelayMs: 0.2 } });
    const send = (messages: readonly Message[]): unknown => sent.push(...messages);
    const timing = { electionTicks: 1000, snapshotStallMs: 200 };
    const options = { disk, scheduler, replicaId: 2, voters: [1, 2, 3], host: { timing }, send };
    const node = await finish(scheduler, openLogNode(options));
    return Object.assign(new Follower(node), { scheduler, sent });
  }

  /** Offers a snapshot; resolves with "taken" or the code of the error. */
  offer(offer: Offer): Promise<string> {
    const { index, term = 5, from = 1, id = index, chunks = 3 } = offer;
    const data = encodeSnapshotHeader({ snapshotId: id, machineTime: 1_900_000_000_000 });
    const snapshot = { index, term: 4, confState: CONF, data };
    const message = makeMessage({ type: "snapshot", from, to: 2, term, snapshot });
    const source: ChunkSource = (first) => this.#chunks(offer, first, chunks);
    return this.node.host
      .replica(GROUP)
      .receiveSnapshot(message, source)
      .then(
        () => "taken",
        (error: Error & { code?: string }) => error.code ?? error.message,
      );
  }

  async *#chunks(offer: Offer, first: number, count: number): AsyncGenerator<Uint8Array> {
    const { index, hangsAt, breaksAt } = offer;
    for (let number = first; number < count; number += 1) {
      this.asked.push(number);
      await new Promise<void>((resolve) => {
        if (number !== hangsAt) this.scheduler.setTimeout(resolve, 1);
      });
      if (number === breaksAt) throw new Error("broken");
      const place = { group: GROUP, index, number };
      const values = [Buffer.from(`${index}`)];
      const isLast = number === count - 1;
      yield encodeChunk(place, { keys: [`k${number}`], values, isLast, rowsThrough: number + 1 });
    }
  }

  receive(message: Partial<Message> & Pick<Message, "type">): void {
    const { host } = this.node;
    host.replica(GROUP).receive(makeMessage({ from: 1, to: 2, term: 5, ...message }));
  }

  async advance(ms: number): Promise<void> {
    await this.scheduler.run({ untilMs: this.scheduler.now() + ms });
  }

  async rows(): Promise<string[]> {
    const rows: string[] = [];
    const read = async (): Promise<void> => {
      for await (const page of this.node.log.diskState.scan({ gte: "", lt: "~" })) {
        for (const { key, value } of page) rows.push(`${key}=${Buffer.from(value).toString()}`);
      }
    };
    await finish(this.scheduler, read());
    return rows;
  }

  async close(): Promise<void> {
    expect(this.node.fatal).toEqual([]);
    await finish(this.scheduler, this.node.host.close());
    await finish(this.scheduler, this.node.store.close());
  }
}

function batch(index: number, term = 5): Entry {
  return { index, term, type: "normal", data: new Uint8Array(0) };
}

describe("a follower", () => {
  test("is told nothing by a snapshot message without its chunks", async () => {
    const follower = await Follower.opened();
    const snapshot = { index: 50, term: 4, confState: CONF, data: new Uint8Array(0) };
    follower.receive({ type: "snapshot", snapshot });
    await follower.advance(100);
    expect(follower.node.sink.installed).toEqual([]);
    expect(await finish(follower.scheduler, follower.offer({ index: 50 }))).toBe("taken");
    await follower.advance(100);
    expect(follower.node.sink.installed).toEqual([50]);
    expect(await follower.rows()).toEqual(["k0=50", "k1=50", "k2=50"]);
    expect(follower.sent.at(-1)).toMatchObject({
      type: "appendResponse",
      index: 50,
      reject: false,
    });
    // The log clock is that of the snapshot's sender.
    expect(follower.node.log.machineTimeNow()).toBeGreaterThanOrEqual(1_900_000_000_000);
    await follower.close();
  });

  test("answers at once to one that it does not need, and refuses one of an earlier term", async () => {
    const follower = await Follower.opened();
    await finish(follower.scheduler, follower.offer({ index: 50 }));
    await follower.advance(100);
    follower.asked.length = 0;
    expect(await finish(follower.scheduler, follower.offer({ index: 50, id: 7 }))).toBe("taken");
    expect(await finish(follower.scheduler, follower.offer({ index: 40 }))).toBe("taken");
    await follower.advance(100);
    expect(follower.asked).toEqual([]);
    expect(follower.sent.at(-1)).toMatchObject({ type: "appendResponse", index: 50 });
    const late = follower.offer({ index: 60, term: 4 });
    expect(await finish(follower.scheduler, late)).toBe("ERR_SNAPSHOT_FAILED");
    expect(follower.node.sink.installed).toEqual([50]);
    await follower.close();
  });

  test("takes one at a time, a newer one before an older one, and that of a new leader before all", async () => {
    const follower = await Follower.opened();
    const first = follower.offer({ index: 50, chunks: 9 });
    await follower.advance(3);
    const same = follower.offer({ index: 50, chunks: 9 });
    const older = follower.offer({ index: 45 });
    expect(await finish(follower.scheduler, Promise.all([same, older]))).toEqual([
      "ERR_SNAPSHOT_FAILED",
      "ERR_SNAPSHOT_FAILED",
    ]);
    const newer = follower.offer({ index: 60, chunks: 9 });
    expect(await finish(follower.scheduler, first)).toBe("ERR_SNAPSHOT_FAILED");
    await follower.advance(3);
    const leads = follower.offer({ index: 55, term: 6, from: 3 });
    expect(await finish(follower.scheduler, newer)).toBe("ERR_SNAPSHOT_FAILED");
    expect(await finish(follower.scheduler, leads)).toBe("taken");
    await follower.advance(500);
    expect(follower.node.sink.installed).toEqual([55]);
    expect(await follower.rows()).toEqual(["k0=55", "k1=55", "k2=55"]);
    await follower.close();
  });

  test("goes on behind the chunks that it has when a connection broke", async () => {
    const follower = await Follower.opened();
    const broken = follower.offer({ index: 50, chunks: 6, breaksAt: 4 });
    expect(await finish(follower.scheduler, broken)).toBe("broken");
    expect(await finish(follower.scheduler, follower.offer({ index: 50, chunks: 6 }))).toBe(
      "taken",
    );
    expect(follower.asked).toEqual([0, 1, 2, 3, 4, 4, 5]);
    await follower.advance(100);
    expect(await follower.rows()).toHaveLength(6);
    await follower.close();
  });

  test("gives up what does not move, and removes what it has of it", async () => {
    const follower = await Follower.opened();
    const hanging = follower.offer({ index: 50, hangsAt: 2 });
    expect(await finish(follower.scheduler, hanging)).toBe("ERR_SNAPSHOT_FAILED");
    const { ranges } = follower.node.store.group(GROUP);
    await follower.advance(500);
    expect([ranges.staged, ranges.hasRemovals, ranges.needsReading]).toEqual([null, false, false]);
    expect(await finish(follower.scheduler, follower.offer({ index: 50 }))).toBe("taken");
    await follower.advance(100);
    expect(follower.asked).toEqual([0, 1, 2, 0, 1, 2]);
    expect(follower.node.sink.installed).toEqual([50]);
    await follower.close();
  });

  test("skips what it was given before, and its host's late answers do no harm", async () => {
    const follower = await Follower.opened();
    const { sink, log, store } = follower.node;
    sink.isHolding = true;
    const change = { type: "addLearner" as const, peerId: 8 };
    const data = encodeConfChange({
      transition: "auto",
      changes: [change],
      context: new Uint8Array(0),
    });
    const entries = [batch(2), { ...batch(3), type: "confChange" as const, data }, batch(4)];
    follower.receive({ type: "append", logTerm: 1, index: 1, entries, commit: 4 });
    await follower.advance(100);
    expect(sink.appliedIndex).toBe(4);
    const flushed = log.flushed();
    expect(await finish(follower.scheduler, follower.offer({ index: 50 }))).toBe("taken");
    // Answers to what came before, while the switch is on its way and after it.
    log.applied({ appliedIndex: 4, generation: 1 });
    log.save({
      appliedIndex: 4,
      generation: 1,
      changes: { keys: ["old"], values: [Buffer.from("1")] },
    });
    await follower.advance(100);
    log.applied({ appliedIndex: 4, generation: 1 });
    log.save({
      appliedIndex: 4,
      generation: 1,
      changes: { keys: ["old"], values: [Buffer.from("2")] },
    });
    sink.isHolding = false;
    await finish(follower.scheduler, flushed);
    follower.receive({ type: "append", logTerm: 4, index: 50, entries: [batch(51)], commit: 51 });
    await follower.advance(200);
    expect(sink.appliedIndex).toBe(51);
    expect(sink.savedIndex).toBe(51);
    expect(store.group(GROUP).confState).toEqual(CONF);
    expect(await follower.rows()).toEqual(["k0=50", "k1=50", "k2=50"]);
    await follower.close();
  });

  test("closes while a snapshot is on its way", async () => {
    const follower = await Follower.opened();
    const hanging = follower.offer({ index: 50, hangsAt: 2 });
    await follower.advance(10);
    await follower.close();
    expect(await hanging).toBe("ERR_SNAPSHOT_FAILED");
    expect(await follower.offer({ index: 60 })).toBe("ERR_SNAPSHOT_FAILED");
  });
});

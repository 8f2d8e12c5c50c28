// Goal: the host carries a group of several peers as well as a group of one. Method: three hosts on three disks in
// memory, their messages handed over by a network that can cut nodes off, all on virtual time.
import { describe, expect, test } from "vitest";
import type { Message } from "../../src/raft/types.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { finish, GROUP, type LogNode, openLogNode } from "../support/log-node.ts";

class Cluster {
  readonly scheduler = new VirtualScheduler();
  readonly nodes = new Map<number, LogNode>();
  readonly cut = new Set<number>();
  isLost: (message: Message) => boolean = () => false;
  /** Messages that left, in all. */
  sent = 0;
  readonly #disks = new Map<number, MemoryDisk>();
  readonly #random: SeededRandom;
  readonly #seed: number;

  constructor(seed: number, writeDelayMs: number = 0.2) {
    this.#seed = seed;
    this.#random = new SeededRandom(seed);
    for (const id of [1, 2, 3]) {
      const { scheduler } = this;
      const faults = { writeDelayMs };
      this.#disks.set(
        id,
        new MemoryDisk({ name: `disk-${id}`, scheduler, seed: seed + id, faults }),
      );
    }
  }

  async start(id: number): Promise<void> {
    const disk = this.#disks.get(id);
    if (disk === undefined) throw new Error(`no disk ${id}`);
    const node = await finish(
      this.scheduler,
      openLogNode({
        disk,
        scheduler: this.scheduler,
        replicaId: id,
        voters: [1, 2, 3],
        seed: this.#seed,
        send: (messages) => this.#send(id, messages),
      }),
    );
    this.nodes.set(id, node);
  }

  crash(id: number): void {
    this.#disks.get(id)?.crash();
    // Its timers still fire; the disk is dead to them and so is the network.
    const node = this.nodes.get(id);
    this.nodes.delete(id);
    node?.host.fail(new Error("crashed"));
  }

  async leader(): Promise<LogNode> {
    const find = (): LogNode | undefined =>
      [...this.nodes]
        .filter(([id]) => !this.cut.has(id))
        .map(([, node]) => node)
        .find(({ sink }) => sink.term > 0 && sink.appliedIndex >= sink.firstIndex);
    await this.scheduler.run({ until: () => find() !== undefined });
    const found = find();
    if (found === undefined) throw new Error("nobody leads");
    return found;
  }

  idOf(node: LogNode): number {
    for (const [id, other] of this.nodes) if (other === node) return id;
    throw new Error("unknown node");
  }

  #send(from: number, messages: readonly Message[]): void {
    this.sent += messages.length;
    for (const message of messages) {
      const delayMs = 0.05 + this.#random.next() * 0.5;
      this.scheduler.setTimeout(() => {
        if (this.cut.has(from) || this.cut.has(message.to) || this.isLost(message)) return;
        if (!this.nodes.has(from)) return;
        this.nodes.get(message.to)?.host.replica(GROUP).receive(message);
      }, delayMs);
    }
  }
}

function texts(node: LogNode): string[] {
  return node.sink.seen.map(({ text }) => text);
}

describe.each([11, 12, 13])("three peers (SEED=%d)", (seed) => {
  test("elect one leader, and all hosts see the same batches in the same order", async () => {
    const cluster = new Cluster(seed);
    for (const id of [1, 2, 3]) await cluster.start(id);
    const leader = await cluster.leader();
    for (let count = 0; count < 50; count += 1) leader.propose(`c${count}`);
    const all = [...cluster.nodes.values()];
    await cluster.scheduler.run({ until: () => all.every(({ sink }) => sink.seen.length === 50) });
    const [first] = all.map(({ sink }) =>
      sink.seen.map(({ index, term, machineTime, text }) => ({ index, term, machineTime, text })),
    );
    for (const { sink } of all) {
      expect(sink.seen.map(({ ticket: _ticket, ...rest }) => rest)).toEqual(first);
    }
    expect(all.filter(({ sink }) => sink.term > 0)).toHaveLength(1);
  });

  test("at rest there is a round of heartbeats every two ticks, and nothing else", async () => {
    const cluster = new Cluster(seed);
    for (const id of [1, 2, 3]) await cluster.start(id);
    const leader = await cluster.leader();
    await cluster.scheduler.run({ untilMs: cluster.scheduler.now() + 1000 });
    const before = cluster.sent;
    const rounds = 100;
    await cluster.scheduler.run({ untilMs: cluster.scheduler.now() + rounds * 2 * 15 });
    // Two followers, asked and answering; one round more or less at the ends.
    expect(Math.abs(cluster.sent - before - rounds * 4)).toBeLessThanOrEqual(4);
    expect(leader.host.replica(GROUP).hasContact()).toBe(true);
  });

  test("a new configuration goes to every disk at once, without waiting for a quiet moment", async () => {
    const cluster = new Cluster(seed);
    for (const id of [1, 2, 3]) await cluster.start(id);
    const leader = await cluster.leader();
    await cluster.scheduler.run({ untilMs: cluster.scheduler.now() + 1000 });
    for (const { sink } of cluster.nodes.values()) sink.isAsked = true;
    const gone = [1, 2, 3].find((id) => id !== cluster.idOf(leader)) ?? 0;
    leader.host.replica(GROUP).steer((node) => {
      const changes = [{ type: "remove" as const, peerId: gone }];
      node.proposeConfChange({ transition: "auto", changes, context: new Uint8Array(0) });
    });
    const voters = ({ store }: LogNode): readonly number[] =>
      store.group(GROUP).initialState().confState.voters;
    const before = cluster.scheduler.now();
    await cluster.scheduler.run({ until: () => voters(leader).length === 2 });
    // Two writes of 0.2 ms and a way of at most 1.1 ms; a quiet moment is 50 ms.
    expect(cluster.scheduler.now() - before).toBeLessThan(5);
    const other = [...cluster.nodes].find(([id, node]) => id !== gone && node !== leader)?.[1];
    await cluster.scheduler.run({ until: () => other !== undefined && voters(other).length === 2 });
    // It hears of the commit with the next heartbeat at the latest, two ticks later.
    expect(cluster.scheduler.now() - before).toBeLessThan(2 * 15 + 10);
  });

  test("a dead leader is replaced, what it had acknowledged is there, and it catches up when it is back", async () => {
    const cluster = new Cluster(seed);
    for (const id of [1, 2, 3]) await cluster.start(id);
    const leader = await cluster.leader();
    const dead = cluster.idOf(leader);
    for (let count = 0; count < 20; count += 1) leader.propose(`c${count}`);
    await cluster.scheduler.run({ until: () => leader.sink.seen.length === 20 });
    const acknowledged = texts(leader);
    const at = cluster.scheduler.now();
    cluster.crash(dead);
    const next = await cluster.leader();
    // Two election timeouts of at most 16 ticks, but for split votes.
    expect(cluster.scheduler.now() - at).toBeLessThan(4 * 16 * 15);
    expect(texts(next).slice(0, 20)).toEqual(acknowledged);
    next.propose("after the failover");
    await cluster.scheduler.run({ until: () => texts(next).includes("after the failover") });
    await cluster.start(dead);
    const back = cluster.nodes.get(dead);
    await cluster.scheduler.run({
      until: () => back !== undefined && back.sink.appliedIndex === next.sink.appliedIndex,
    });
    expect(texts(next).join()).toContain(back === undefined ? "-" : texts(back).join());
  });

  test("a leader that is cut off acknowledges nothing, and drops what nobody took", async () => {
    const cluster = new Cluster(seed);
    for (const id of [1, 2, 3]) await cluster.start(id);
    const old = await cluster.leader();
    const oldId = cluster.idOf(old);
    const oldTerm = old.sink.term;
    cluster.cut.add(oldId);
    const ticket = old.propose("on the wrong side");
    const next = await cluster.leader();
    expect(next.sink.term).toBeGreaterThan(oldTerm);
    next.propose("on the right side");
    await cluster.scheduler.run({ until: () => texts(next).includes("on the right side") });
    await cluster.scheduler.run({ until: () => old.sink.term === 0 });
    expect(texts(old)).toEqual([]);
    cluster.cut.delete(oldId);
    await cluster.scheduler.run({ until: () => texts(old).includes("on the right side") });
    for (const node of cluster.nodes.values())
      expect(texts(node)).not.toContain("on the wrong side");
    expect(old.sink.dropped).toContainEqual({ ticket, reason: "notLeader" });
    expect(old.log.inFlightBytes).toBe(0);
  });

  test("elect a leader although all disks take longer than an election timeout", async () => {
    const cluster = new Cluster(seed, 300);
    for (const id of [1, 2, 3]) await cluster.start(id);
    const at = cluster.scheduler.now();
    const hasLeader = (): boolean => [...cluster.nodes.values()].some(({ sink }) => sink.term > 0);
    const isOver = (): boolean => cluster.scheduler.now() - at > 30_000;
    await cluster.scheduler.run({ until: () => hasLeader() || isOver() });
    expect(hasLeader()).toBe(true);
  });

  test("what a deposed leader had appended does not count against what it takes when it leads again", async () => {
    const cluster = new Cluster(seed);
    for (const id of [1, 2, 3]) await cluster.start(id);
    const old = await cluster.leader();
    const oldId = cluster.idOf(old);
    cluster.cut.add(oldId);
    for (let count = 0; count < 5; count += 1) {
      old.propose(`lost ${count}`);
      // An entry for each.
      await cluster.scheduler.run({ untilMs: cluster.scheduler.now() + 2 });
    }
    expect(old.log.inFlightBytes).toBeGreaterThan(0);
    const next = await cluster.leader();
    await cluster.scheduler.run({ until: () => old.sink.term === 0 });
    cluster.cut.delete(oldId);
    await cluster.scheduler.run({
      until: () => old.sink.appliedIndex === next.sink.appliedIndex,
    });
    // The log is shorter now than it was: it may be long before anything stands where these stood.
    expect(old.log.inFlightBytes).toBe(0);
    next.host.replica(GROUP).steer((node) => {
      node.transferLeader(oldId);
    });
    await cluster.scheduler.run({ until: () => old.sink.term > 0 });
    for (let count = 0; count < 5; count += 1) {
      old.propose(`taken ${count}`);
      await cluster.scheduler.run({ until: () => texts(old).includes(`taken ${count}`) });
    }
    expect(old.log.inFlightBytes).toBe(0);
  });

  test("a read on a cut-off leader is rejected after two election timeouts", async () => {
    const cluster = new Cluster(seed);
    for (const id of [1, 2, 3]) await cluster.start(id);
    const old = await cluster.leader();
    cluster.cut.add(cluster.idOf(old));
    await expect(finish(cluster.scheduler, old.log.readIndex())).rejects.toMatchObject({
      code: "ERR_NO_QUORUM",
    });
  });

  test("a follower's read is answered with an index that holds what was acknowledged", async () => {
    const cluster = new Cluster(seed);
    for (const id of [1, 2, 3]) await cluster.start(id);
    const leader = await cluster.leader();
    leader.propose("written");
    await cluster.scheduler.run({ until: () => leader.sink.seen.length === 1 });
    const follower = [...cluster.nodes.values()].find((node) => node !== leader);
    if (follower === undefined) throw new Error("no follower");
    const index = await finish(cluster.scheduler, follower.log.readIndex());
    expect(index).toBeGreaterThanOrEqual(leader.sink.seen[0]?.index ?? Infinity);
  });

  test("a read that a follower asked for before it died does not answer one that it asks for afterwards", async () => {
    const cluster = new Cluster(seed);
    for (const id of [1, 2, 3]) await cluster.start(id);
    const leader = await cluster.leader();
    const [id = 0] = [...cluster.nodes].find(([, node]) => node !== leader) ?? [];
    const knowsLeader = (): boolean =>
      cluster.nodes.get(id)?.host.replica(GROUP).status()?.leader === cluster.idOf(leader);
    await cluster.scheduler.run({ until: knowsLeader });
    // The leader takes the question, and nobody confirms yet that it leads.
    cluster.isLost = ({ type }) => type === "heartbeatResponse";
    cluster.nodes
      .get(id)
      ?.log.readIndex()
      .catch(() => {});
    await cluster.scheduler.run({ untilMs: cluster.scheduler.now() + 2 });
    cluster.crash(id);
    leader.propose("written");
    await cluster.scheduler.run({ until: () => texts(leader).includes("written") });
    await cluster.start(id);
    await cluster.scheduler.run({ until: knowsLeader });
    cluster.isLost = () => false;
    const follower = cluster.nodes.get(id);
    if (follower === undefined) throw new Error("no follower");
    const index = await finish(cluster.scheduler, follower.log.readIndex());
    expect(index).toBeGreaterThanOrEqual(leader.sink.seen[0]?.index ?? Infinity);
  });
});

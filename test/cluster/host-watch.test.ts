// Goal: leadership goes away from a silent host, to one that has said that it is alive, and otherwise nowhere. Method: three log hosts
// with a watch each over a network in memory, on virtual time; when the hosts give signs of life is decided by the test.
import { afterEach, describe, expect, test } from "vitest";
import { HostWatch, type HostWatchOptions } from "../../src/cluster/host-watch.ts";
import type { Status } from "../../src/raft/status.ts";
import type { Replica } from "../../src/replica/replica.ts";
import { silentLogger } from "../../src/util/logger.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { SnapshotCluster } from "../replica/snapshot-cluster.ts";
import { GROUP } from "../support/log-node.ts";
import { PausableScheduler } from "../support/pausable-scheduler.ts";
import { type LogLine, recordingLogger } from "../support/recording-logger.ts";

const IDS = [1, 2, 3];
const TIMEOUT_MS = 2000;
/** A watch looks so often. */
const LOOK_MS = 250;
/** A silence is noticed and told to the others. */
const TOLD_MS = TIMEOUT_MS + 2 * LOOK_MS;
/** Leadership is elsewhere. */
const SOON_MS = TIMEOUT_MS + 4 * LOOK_MS;

/** A host that says nothing when the test wants so, and its watch. */
interface Host {
  readonly watch: HostWatch;
  readonly lines: LogLine[];
  /** When the watch handed over. */
  readonly handedOverAt: number[];
  readonly silent: () => void;
  readonly alive: () => void;
}

let group: Watched | null = null;

afterEach(async () => {
  for (const id of IDS) group?.host(id).watch.stop();
  await group?.cluster.close();
  group = null;
});

class Watched {
  readonly cluster: SnapshotCluster;
  readonly #hosts = new Map<number, Host>();

  private constructor(cluster: SnapshotCluster) {
    this.cluster = cluster;
  }

  /** Three nodes, one of which leads and all of which have answered heartbeats. */
  static async open(
    seed: number,
    options: (id: number, scheduler: VirtualScheduler) => Partial<HostWatchOptions> = () => ({}),
  ): Promise<Watched> {
    const watched = new Watched(await SnapshotCluster.started({ seed, trailingEntries: 10_000 }));
    group = watched;
    const random = new SeededRandom(seed);
    for (const id of IDS) {
      // They look at different moments.
      await watched.advance(random.next() * LOOK_MS);
      watched.#watch(id, options(id, watched.cluster.scheduler));
    }
    await watched.advance(200);
    return watched;
  }

  get now(): number {
    return this.cluster.scheduler.now();
  }

  host(id: number): Host {
    const host = this.#hosts.get(id);
    if (host === undefined) throw new Error(`no host ${id}`);
    return host;
  }

  replica(id: number): Replica {
    return this.cluster.node(id).host.replica(GROUP);
  }

  status(id: number): Status {
    const status = this.replica(id).status();
    if (status === null) throw new Error(`the log of ${id} is not open`);
    return status;
  }

  /** The node that leads, and the others. */
  async roles(): Promise<[leader: number, one: number, other: number]> {
    const { id } = await this.cluster.leader();
    const [one = 0, other = 0] = IDS.filter((other) => other !== id);
    return [id, one, other];
  }

  /** What a leader knows of the others' hosts. */
  known(leader: number): Record<number, boolean | null> {
    const { progress } = this.status(leader);
    return Object.fromEntries(progress.map(({ id, hostSilent }) => [id, hostSilent]));
  }

  async advance(ms: number): Promise<void> {
    await this.cluster.scheduler.run({ untilMs: this.now + ms });
  }

  /** Waits until something holds and says how long that took. */
  async until(holds: () => boolean): Promise<number> {
    const before = this.now;
    await this.cluster.until(holds);
    return this.now - before;
  }

  leads(id: number): boolean {
    return this.status(id).role === "leader" && this.cluster.node(id).sink.term > 0;
  }

  /** Leadership goes to a node by itself, whatever its host does. */
  async leadBy(id: number): Promise<void> {
    const leader = await this.cluster.leader();
    this.replica(leader.id).steer((node) => {
      node.transferLeader(id);
    });
    await this.until(() => this.leads(id));
  }

  #watch(id: number, options: Partial<HostWatchOptions>): void {
    const { scheduler } = this.cluster;
    let silentSince: number | null = null;
    const lines: LogLine[] = [];
    const handedOverAt: number[] = [];
    const logger = recordingLogger(lines);
    const watch = new HostWatch({
      silentForMs: () => (silentSince === null ? 0 : scheduler.now() - silentSince),
      timeoutMs: TIMEOUT_MS,
      replica: this.replica(id),
      scheduler,
      logger: {
        ...logger,
        warn: (fields, message) => {
          if ("successor" in fields) handedOverAt.push(scheduler.now());
          logger.warn(fields, message);
        },
      },
      ...options,
    });
    const silent = (): void => {
      silentSince = scheduler.now();
    };
    const alive = (): void => {
      silentSince = null;
    };
    this.#hosts.set(id, { watch, lines, handedOverAt, silent, alive });
    watch.start();
  }
}

describe.each([1, 2, 3])("a silent host (SEED=%d)", (seed) => {
  test("does not lead: another node does, and the log goes on", async () => {
    const at = await Watched.open(seed);
    const [leader, ...others] = await at.roles();
    at.host(leader).silent();
    await at.until(() => others.some((id) => at.leads(id)));
    const [line, ...more] = at.host(leader).lines;
    expect(more).toEqual([]);
    const [successor] = others.filter((id) => at.leads(id));
    expect(line).toMatchObject({ level: "warn", fields: { successor } });
    expect(line?.fields["silentForMs"]).toBeGreaterThan(TIMEOUT_MS + 2 * LOOK_MS);
    expect(line?.fields["silentForMs"]).toBeLessThanOrEqual(TIMEOUT_MS + 3 * LOOK_MS);
    await at.cluster.propose(10);
    await at.cluster.settle();
    // Nobody else has to say anything, and nobody gives leadership back.
    await at.advance(20_000);
    expect(at.leads(successor ?? 0)).toBe(true);
    expect(others.flatMap((id) => at.host(id).lines)).toEqual([]);
  });

  test("is told of before its time is over by a look, and not a moment earlier", async () => {
    const at = await Watched.open(seed);
    const [leader, one] = await at.roles();
    at.host(one).silent();
    const tookMs = await at.until(() => at.known(leader)[one] === true);
    expect(tookMs).toBeGreaterThan(TIMEOUT_MS);
    expect(tookMs).toBeLessThan(TOLD_MS);
    // A follower's silence is known and changes nothing.
    expect(at.leads(leader)).toBe(true);
    at.host(one).alive();
    expect(await at.until(() => at.known(leader)[one] === false)).toBeLessThan(2 * LOOK_MS);
    expect(IDS.flatMap((id) => at.host(id).lines)).toEqual([]);
  });

  test("that is heard again in time has changed nothing", async () => {
    const at = await Watched.open(seed);
    const [leader] = await at.roles();
    const { term } = at.status(leader);
    const heard = new Set<boolean | null>();
    for (let times = 0; times < 5; times += 1) {
      for (const id of IDS) at.host(id).silent();
      for (const end = at.now + TIMEOUT_MS; at.now < end; ) {
        await at.advance(20);
        for (const word of Object.values(at.known(leader))) heard.add(word);
      }
      for (const id of IDS) at.host(id).alive();
      await at.advance(10);
    }
    expect([...heard]).toEqual([false]);
    expect(IDS.flatMap((id) => at.host(id).lines)).toEqual([]);
    expect(at.status(leader)).toMatchObject({ term, role: "leader" });
  });

  test("keeps leading when all fall silent at once; leadership goes to the first that is back", async () => {
    const at = await Watched.open(seed);
    const [leader, one, other] = await at.roles();
    const { term } = at.status(leader);
    for (const id of IDS) at.host(id).silent();
    await at.advance(SOON_MS + 10_000);
    expect(at.status(leader)).toMatchObject({ term, role: "leader", leadTransferee: 0 });
    expect(at.known(leader)).toEqual({ 1: true, 2: true, 3: true });
    expect(at.host(leader).lines).toMatchObject([
      { level: "warn", message: expect.stringContaining("leadership stays") },
    ]);
    at.host(other).alive();
    expect(await at.until(() => at.leads(other))).toBeLessThan(3 * LOOK_MS);
    await at.advance(5000);
    expect(at.leads(other)).toBe(true);
    expect(at.host(leader).handedOverAt).toHaveLength(1);
    expect(at.host(one).lines).toEqual([]);
  });

  test("warns again when it falls silent again and still nobody can take leadership", async () => {
    const at = await Watched.open(seed);
    const [leader, ...others] = await at.roles();
    for (const id of IDS) at.host(id).silent();
    await at.advance(SOON_MS + 5000);
    at.host(leader).alive();
    await at.advance(2 * LOOK_MS);
    expect(at.host(leader).lines).toHaveLength(1);
    at.host(leader).silent();
    await at.advance(SOON_MS + 5000);
    expect(at.host(leader).lines).toHaveLength(2);
    expect(others.flatMap((id) => at.host(id).lines)).toEqual([]);
  });

  test("that wins an election hands leadership over at its next look", async () => {
    const at = await Watched.open(seed);
    const [leader, one, other] = await at.roles();
    at.host(one).silent();
    await at.advance(SOON_MS);
    at.cluster.crash(leader);
    at.host(leader).watch.stop();
    for (const id of [other, one]) {
      at.replica(id).steer((node) => {
        node.forgetLeader();
      });
    }
    at.replica(one).steer((node) => {
      node.campaign();
    });
    await at.until(() => at.leads(one));
    // The first look may be before the other one has answered a heartbeat of the new leader.
    expect(await at.until(() => at.leads(other))).toBeLessThan(3 * LOOK_MS);
  });

  test("that wins an election keeps leadership until another one has said that it is alive", async () => {
    const at = await Watched.open(seed);
    const [, one, other] = await at.roles();
    at.host(one).silent();
    await at.advance(SOON_MS);
    at.cluster.network.isLost = ({ type, to }) => type === "heartbeatResponse" && to === one;
    await at.leadBy(one);
    // Entries are acknowledged meanwhile: the others can be reached and have all of the log.
    const end = at.cluster.load();
    await at.advance(3000);
    expect(at.leads(one)).toBe(true);
    expect(at.host(one).handedOverAt).toEqual([]);
    expect(at.known(one)[other]).toBe(null);
    at.cluster.network.isLost = () => false;
    await at.until(() => !at.leads(one));
    end();
  });

  test("hands over to a node that has almost all of the log, once there is one", async () => {
    const at = await Watched.open(seed);
    const [leader, one, other] = await at.roles();
    at.cluster.network.isLost = ({ to, entries }) => to === one && entries.length > 0;
    await at.cluster.propose(300, 1);
    at.host(other).silent();
    at.host(leader).silent();
    await at.advance(SOON_MS + 2000);
    expect(at.leads(leader)).toBe(true);
    expect(at.known(leader)).toMatchObject({ [one]: false, [other]: true });
    expect(at.host(leader).handedOverAt).toEqual([]);
    at.cluster.network.isLost = () => false;
    await at.until(() => at.leads(one));
  });

  test("of two silent ones none hands over to the other before it has heard of it", async () => {
    const at = await Watched.open(seed);
    const [leader, one, other] = await at.roles();
    at.host(one).silent();
    at.host(other).silent();
    await at.advance(SOON_MS);
    at.cluster.crash(leader);
    at.host(leader).watch.stop();
    await at.until(() => at.leads(one) || at.leads(other));
    const { term } = at.status(one);
    await at.advance(10_000);
    expect(at.status(one).term).toBe(term);
    expect([...at.host(one).handedOverAt, ...at.host(other).handedOverAt]).toEqual([]);
  });

  test("hands over to a node that can be reached, not to one that is cut off", async () => {
    const at = await Watched.open(seed);
    const [leader, one, other] = await at.roles();
    at.cluster.network.cut.add(one);
    at.host(leader).silent();
    await at.until(() => at.leads(other));
    expect(at.host(leader).lines).toMatchObject([{ fields: { successor: other } }]);
    at.cluster.network.cut.clear();
  });

  test("hands over only to who may lead", async () => {
    const at = await Watched.open(seed, (id) => ({ mayLead: (other) => other === (id % 3) + 1 }));
    const [leader] = await at.roles();
    at.host(leader).silent();
    await at.until(() => at.leads((leader % 3) + 1));
    expect(at.host(leader).handedOverAt).toHaveLength(1);
  });

  test("tries a hand-over again that did not work, once a second", async () => {
    const at = await Watched.open(seed);
    const [leader, ...others] = await at.roles();
    at.cluster.network.isLost = ({ type }) => type === "timeoutNow";
    at.host(leader).silent();
    await at.advance(SOON_MS + 10_000);
    expect(at.leads(leader)).toBe(true);
    const { handedOverAt } = at.host(leader);
    expect(handedOverAt.length).toBeGreaterThanOrEqual(8);
    const pauses = handedOverAt.slice(1).map((time, before) => time - (handedOverAt[before] ?? 0));
    for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(1000);
    at.cluster.network.isLost = () => false;
    await at.until(() => others.some((id) => at.leads(id)));
  });

  test("leaves a hand-over alone that is on its way for another reason", async () => {
    const at = await Watched.open(seed);
    const [leader, ...others] = await at.roles();
    let [one, other] = others;
    at.cluster.network.isLost = ({ type }) => type === "timeoutNow";
    at.host(leader).silent();
    // Somebody asks again and again, now for one and now for the other, so that there is always one.
    for (const end = at.now + SOON_MS; at.now < end; [one, other] = [other, one]) {
      at.replica(leader).steer((node) => {
        node.transferLeader(one);
      });
      await at.advance(50);
    }
    expect(at.host(leader).lines).toEqual([]);
  });
});

describe("the watch", () => {
  test("gives a host a moment whose whole process was stopped", async () => {
    const paused = new Map<number, PausableScheduler>();
    const at = await Watched.open(7, (id, inner) => {
      const scheduler = new PausableScheduler(inner);
      paused.set(id, scheduler);
      return { scheduler };
    });
    const [leader] = await at.roles();
    const before = at.status(leader).term;
    for (const id of IDS) {
      at.host(id).silent();
      paused.get(id)?.stop();
    }
    await at.advance(60_000);
    for (const id of IDS) paused.get(id)?.goOn();
    // The watch was faster than the host.
    await at.advance(LOOK_MS / 2);
    for (const id of IDS) at.host(id).alive();
    await at.advance(5000);
    expect(at.status(leader)).toMatchObject({ term: before, role: "leader" });
    expect(IDS.flatMap((id) => at.host(id).lines)).toEqual([]);
    // A host that does not use that moment is silent.
    paused.get(leader)?.stop();
    at.host(leader).silent();
    await at.advance(60_000);
    paused.get(leader)?.goOn();
    expect(await at.until(() => !at.leads(leader))).toBeLessThan(2 * LOOK_MS);
  });

  test("sees a silence also when its own thread is always late", async () => {
    const at = await Watched.open(7, (_id, inner) => ({
      scheduler: {
        now: () => inner.now(),
        wallMs: () => inner.wallMs(),
        setTimeout: (callback, delayMs) => inner.setTimeout(callback, 3 * delayMs),
        clearTimeout: (handle) => inner.clearTimeout(handle),
        setImmediate: (callback) => inner.setImmediate(callback),
        clearImmediate: (handle) => inner.clearImmediate(handle),
      },
    }));
    const [leader] = await at.roles();
    at.host(leader).silent();
    expect(await at.until(() => !at.leads(leader))).toBeLessThan(TIMEOUT_MS + 9 * LOOK_MS);
  });

  test("tells a core of a silence that began before it was opened", async () => {
    const at = await Watched.open(8);
    const [leader, one] = await at.roles();
    at.host(one).watch.stop();
    const { scheduler } = at.cluster;
    let isOpen = false;
    const watch = new HostWatch({
      silentForMs: () => Infinity,
      timeoutMs: TIMEOUT_MS,
      replica: {
        status: () => (isOpen ? at.replica(one).status() : null),
        steer: (act) => (isOpen ? at.replica(one).steer(act) : null),
      },
      scheduler,
      logger: silentLogger,
    });
    watch.start();
    await at.advance(2 * LOOK_MS);
    expect(at.known(leader)[one]).toBe(false);
    isOpen = true;
    expect(await at.until(() => at.known(leader)[one] === true)).toBeLessThan(2 * LOOK_MS);
    watch.stop();
  });

  test("has one timer from start to stop, however often these are called", async () => {
    const at = await Watched.open(9);
    const [leader] = await at.roles();
    const scheduler = new VirtualScheduler();
    let asked = 0;
    const watch = new HostWatch({
      silentForMs: () => {
        asked += 1;
        return Infinity;
      },
      timeoutMs: 100,
      replica: at.replica(leader),
      scheduler,
      logger: silentLogger,
    });
    expect(scheduler.waiting).toBe(0);
    watch.start();
    watch.start();
    expect(scheduler.waiting).toBe(1);
    // Four looks in the time after which a host is silent. It hands over, and nothing waits for that.
    await scheduler.run({ untilMs: 100 });
    expect(asked).toBe(4);
    expect(at.status(leader).leadTransferee).not.toBe(0);
    expect(scheduler.waiting).toBe(1);
    watch.stop();
    watch.stop();
    expect(scheduler.waiting).toBe(0);
    watch.start();
    expect(scheduler.waiting).toBe(0);
    expect(asked).toBe(4);
    await at.until(() => !at.leads(leader));
  });

  test.each([0, -1, NaN])("takes no timeout of %d ms", async (timeoutMs) => {
    const at = await Watched.open(10);
    const { scheduler } = at.cluster;
    const parts = { replica: at.replica(1), scheduler, logger: silentLogger };
    const make = (): HostWatch => new HostWatch({ ...parts, silentForMs: () => 0, timeoutMs });
    expect(make).toThrow(`Expected timeoutMs > 0, got ${timeoutMs}`);
  });
});

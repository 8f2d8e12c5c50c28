// Goal: whatever a node does and wherever it dies, its journal and its database together give back what was acknowledged, while files
// come and go all the time. Method: random flushes, saves beside them, snapshots, crashes and reopenings with tiny files, against a
// naive model of each flush and each save; files that were removed come back with a crash. The seed is in the name.
import { describe, expect, test } from "vitest";
import type { Entry, HardState } from "../../src/raft/types.ts";
import type { GroupFlush, GroupSave } from "../../src/storage/group-flush.ts";
import type { GroupStore } from "../../src/storage/group-store.ts";
import type { LogPlace } from "../../src/storage/journal-record.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore, type NodeStoreOptions } from "../../src/storage/node-store.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { ALONE, bytesOf, entry, IDENTITY, part, rowsOf, seeds, textOf } from "./support.ts";

const OPTIONS: NodeStoreOptions = {
  journalFileBytes: 2048,
  trailingEntries: 4,
  trailingBytes: 400,
  entryCacheBytes: 200,
  witnessIntervalMs: 0,
};
const GROUPS = [1, 12];

/** A group's log after a flush; nothing of it is ever trimmed here. */
interface Log {
  readonly hardState: HardState;
  /** It begins behind this entry. */
  readonly origin: LogPlace;
  readonly entries: readonly Entry[];
}

/** A group's state after a save. */
interface State {
  readonly applied: LogPlace;
  readonly rows: ReadonlyMap<string, string>;
}

type Logs = ReadonlyMap<number, Log>;
type States = ReadonlyMap<number, State>;

const NEW_LOG: Log = {
  hardState: { term: 1, vote: 0, commit: 1 },
  origin: { index: 1, term: 1 },
  entries: [],
};
const NEW_STATE: State = { applied: { index: 1, term: 1 }, rows: new Map() };

function lastOf({ origin, entries }: Log): LogPlace {
  return entries.at(-1) ?? origin;
}

function termAt({ origin, entries }: Log, index: number): number | undefined {
  return index === origin.index ? origin.term : entries[index - origin.index - 1]?.term;
}

/** A log as it must be for a state: a snapshot that the journal was not told of has replaced it. */
function matched(log: Log | undefined, { applied }: State): { log: Log; isTold: boolean } {
  const { index, term } = applied;
  if (log !== undefined && termAt(log, index) === term) {
    const commit = Math.max(log.hardState.commit, index);
    return { log: { ...log, hardState: { ...log.hardState, commit } }, isTold: true };
  }
  const known = log?.hardState ?? { term: 0, vote: 0 };
  const hardState =
    term > known.term ? { term, vote: 0, commit: index } : { ...known, commit: index };
  return { log: { hardState, origin: applied, entries: [] }, isTold: false };
}

/** One node over all of its lives. */
class Twin {
  readonly #random: SeededRandom;
  readonly #disk: MemoryDisk;
  /** By the number of the flush, or of the save, that was begun: one that was lost is begun again under its number. */
  readonly #logs = new Map<number, Logs>([[1, new Map()]]);
  readonly #states = new Map<number, States>([[1, new Map()]]);
  /** Every file that the journal has ever had. */
  readonly #files = new Map<number, Uint8Array>();
  #flushed = 0;
  #saved = 0;
  #keys = 0;
  crashes = 0;
  broughtBack = 0;
  made = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#disk = new MemoryDisk({ seed, faults: { slowWriteRatio: 0.1, slowWriteDelayMs: 1 } });
  }

  /** The oldest file that was not removed. */
  get firstFile(): number {
    return Math.min(...this.#disk.journal.keys());
  }

  /** A life that ends by itself, or by a crash, and a look at what is left of it. */
  async life(): Promise<void> {
    const steps = 5 + this.#random.below(30);
    if (this.#random.below(3) === 0) {
      await this.#work(steps);
    } else {
      const point = this.#disk.pointsPassed + 1 + this.#random.below(120);
      const crashed = new Promise<void>((resolve) => this.#disk.crashAt(point, resolve));
      await Promise.race([crashed, this.#work(steps)]);
      this.#disk.cancelCrash();
      this.#noteFiles();
      if (!this.#disk.isOpen) this.crashes += 1;
    }
    this.#bringBack();
    await this.#verify();
  }

  async #work(steps: number): Promise<void> {
    const node = await NodeStore.open(await this.#disk.open(), OPTIONS);
    if (node.identity === null) {
      await node.initialise(IDENTITY);
      [this.#flushed, this.#saved] = [1, 1];
    }
    for (let step = 0; step < steps; step += 1) {
      this.#noteFiles();
      await this.#step(node);
    }
    await node.close();
  }

  async #step(node: NodeStore): Promise<void> {
    const missing = GROUPS.find((group) => !node.groups.includes(group));
    if (missing !== undefined && this.#random.below(4) === 0) return this.#create(node, missing);
    if (node.groups.length === 0) return;
    switch (this.#random.below(8)) {
      case 0:
        return this.#install(node, this.#anyOf(node.groups));
      case 1:
      case 2:
        return this.#save(node);
      case 3:
      case 4:
      case 5:
        return this.#flush(node);
      default:
        await Promise.all([this.#flush(node), this.#save(node)]);
    }
  }

  async #create(node: NodeStore, group: number): Promise<void> {
    this.#begin(new Map([[group, NEW_LOG]]), new Map([[group, NEW_STATE]]));
    await node.createGroup({ group, replicaId: 7, confState: ALONE });
    this.#flushed += 1;
    this.#saved += 1;
  }

  async #flush(node: NodeStore): Promise<void> {
    const logs = new Map<number, Log>();
    const parts: GroupFlush[] = [];
    for (const group of this.#someOf(node.groups)) {
      const made = this.#grown(group, this.#log(group));
      parts.push(made.flush);
      logs.set(group, made.log);
    }
    if (parts.length === 0) return;
    this.#begin(logs, null);
    await node.flush(parts);
    this.#flushed += 1;
  }

  async #save(node: NodeStore): Promise<void> {
    const states = new Map<number, State>();
    const parts: GroupSave[] = [];
    for (const group of this.#someOf(node.groups)) {
      const { applied, rows } = this.#state(group);
      const log = this.#log(group);
      const index = applied.index + this.#random.below(log.hardState.commit - applied.index + 1);
      const { key, value } = this.#row(index);
      const changes = { keys: [key], values: [bytesOf(value)] };
      const { generation } = node.group(group);
      const state = { appliedIndex: index, generation, confState: ALONE, changes };
      parts.push({ group, state });
      const term = termAt(log, index) ?? 0;
      states.set(group, { applied: { index, term }, rows: new Map([...rows, [key, value]]) });
    }
    if (parts.length === 0) return;
    this.#begin(null, states);
    await node.save(parts);
    this.#saved += 1;
  }

  /** A snapshot of a later term comes, with an entry behind it or none. */
  async #install(node: NodeStore, group: number): Promise<void> {
    const { hardState: before } = this.#log(group);
    const term = before.term + 1;
    const index = before.commit + 1 + this.#random.below(10);
    const { key, value } = this.#row(index);
    const generation = node.group(group).ranges.begin();
    this.#begin(null, new Map());
    const values = [bytesOf(value)];
    await node.save([part({ group, staged: { generation, keys: [key], values } })]);
    this.#saved += 1;
    const entries = this.#random.below(2) === 0 ? [] : [this.#entry(index + 1, term)];
    const hardState = { term, vote: 0, commit: index };
    this.#begin(
      new Map([[group, { hardState, origin: { index, term }, entries }]]),
      new Map([[group, { applied: { index, term }, rows: new Map([[key, value]]) }]]),
    );
    const installed = { generation, index, term, confState: ALONE };
    await node.flush([part({ group, entries, hardState, installed })]);
    this.#flushed += 1;
    this.#saved += 1;
  }

  /** A flush that a consensus core may ask for, and the log after it. */
  #grown(group: number, log: Log): { readonly flush: GroupFlush; readonly log: Log } {
    const random = this.#random;
    const { term: oldTerm, vote: oldVote, commit: oldCommit } = log.hardState;
    const isNewTerm = random.below(5) === 0;
    const term = isNewTerm ? oldTerm + 1 + random.below(2) : oldTerm;
    const last = lastOf(log).index;
    // In a new term a leader may replace what was never committed, by entries of terms between.
    const first = isNewTerm ? oldCommit + 1 + random.below(last - oldCommit + 1) : last + 1;
    const least = termAt(log, first - 1) ?? 0;
    const entryTerm = isNewTerm ? Math.max(least, term - random.below(3)) : term;
    const count = random.below(4);
    const entries = Array.from({ length: count }, (_, at) => this.#entry(first + at, entryTerm));
    const kept = count === 0 ? log.entries : log.entries.slice(0, first - log.origin.index - 1);
    const newLast = entries.at(-1)?.index ?? last;
    const commit = oldCommit + random.below(newLast - oldCommit + 1);
    const hardState = { term, vote: isNewTerm ? random.below(3) : oldVote, commit };
    const flush = { group, entries, hardState };
    return { flush, log: { hardState, origin: log.origin, entries: [...kept, ...entries] } };
  }

  #entry(index: number, term: number): Entry {
    this.made += 1;
    const random = this.#random;
    const length = random.below(40) === 0 ? 3000 : random.below(120);
    return entry(index, term, `${term}.${index}.${this.made}.`.padEnd(length, "x"));
  }

  #row(index: number): { readonly key: string; readonly value: string } {
    this.#keys += 1;
    return { key: `k/${this.#random.below(9)}`, value: `${index}.${this.#keys}` };
  }

  /** Notes what will be there if the next flush, or the next save, is. */
  #begin(logs: Logs | null, states: States | null): void {
    if (logs !== null) {
      this.#logs.set(
        this.#flushed + 1,
        new Map([...(this.#logs.get(this.#flushed) ?? []), ...logs]),
      );
    }
    if (states !== null) {
      const before = this.#states.get(this.#saved) ?? [];
      this.#states.set(this.#saved + 1, new Map([...before, ...states]));
    }
  }

  #log(group: number): Log {
    return this.#logs.get(this.#flushed)?.get(group) ?? NEW_LOG;
  }

  #state(group: number): State {
    return this.#states.get(this.#saved)?.get(group) ?? NEW_STATE;
  }

  /** Opens what is left and compares. */
  async #verify(): Promise<void> {
    const node = await NodeStore.open(await this.#disk.open(), OPTIONS);
    if (this.#flushed > 0 || node.identity !== null) {
      expect(node.identity).toEqual(IDENTITY);
      const save = node.saveNumber;
      expect([this.#saved, this.#saved + 1]).toContain(save);
      const states: States = this.#states.get(save) ?? new Map();
      expect(node.groups).toEqual([...states.keys()].sort((one, other) => one - other));
      this.#settle(node, states);
      this.#saved = save;
      for (const group of node.groups) {
        await expectSame(node.group(group), this.#log(group), this.#state(group));
      }
    }
    // As a killed process leaves it.
    this.#noteFiles();
    this.#disk.crash();
  }

  /** Which flush was reached: the journal may have been told something of it by opening. */
  #settle(node: NodeStore, states: States): void {
    const reached = node.flushNumber;
    for (const flush of [this.#flushed, this.#flushed + 1]) {
      const logs = this.#logs.get(flush);
      if (logs === undefined) continue;
      const found = [...states].map(([group, state]) => ({
        group,
        ...matched(logs.get(group), state),
      }));
      const told = found.every(({ isTold }) => isTold) ? 0 : 1;
      const isIt =
        flush + told === reached &&
        found.every(({ group, log }) => node.group(group).lastIndex() === lastOf(log).index);
      if (!isIt) continue;
      this.#logs.set(reached, new Map(found.map(({ group, log }) => [group, log])));
      this.#flushed = reached;
      return;
    }
    // The very first one has no groups.
    expect(reached).toBe(1);
    this.#flushed = 1;
  }

  #noteFiles(): void {
    for (const [file, bytes] of this.#disk.journal) this.#files.set(file, bytes);
  }

  /** Of the removed files a crash may bring the newest back, or one that has no other behind it. */
  #bringBack(): void {
    const first = this.firstFile;
    if (this.#random.below(3) > 0 || !Number.isFinite(first)) return;
    const file = first - 1 - this.#random.below(2);
    const bytes = this.#files.get(file);
    if (bytes === undefined) return;
    this.#disk.journal.set(file, bytes.slice());
    this.broughtBack += 1;
  }

  #anyOf<T>(all: readonly T[]): T {
    return all[this.#random.below(all.length)] as T;
  }

  #someOf<T>(all: readonly T[]): T[] {
    return all.filter(() => this.#random.below(3) > 0);
  }
}

/** Everything that can be read of a group is as the model has it; what is trimmed lies behind what is applied. */
async function expectSame(group: GroupStore, log: Log, state: State): Promise<void> {
  const last = lastOf(log).index;
  expect(group.hardState).toEqual(log.hardState);
  expect([group.lastIndex(), group.appliedIndex]).toEqual([last, state.applied.index]);
  const first = group.firstIndex();
  expect(first - 1).toBeGreaterThanOrEqual(log.origin.index);
  expect(first - 1).toBeLessThanOrEqual(state.applied.index);
  for (let index = first - 1; index <= last; index += 1) {
    expect(group.term(index)).toBe(termAt(log, index));
  }
  if (first <= last) {
    const found = group.entries({ low: first, high: last + 1, maxBytes: Infinity });
    const texts = (entries: readonly Entry[]): string[] =>
      entries.map(({ index, term, data }) => `${index}/${term}/${textOf(data)}`);
    expect(texts(typeof found === "string" ? [] : found)).toEqual(
      texts(log.entries.slice(first - 1 - log.origin.index)),
    );
  }
  const rows = [...state.rows].map(([key, value]) => `${key}=${value}`).sort();
  expect(await rowsOf(group.diskState.scan({ gte: "k/", lt: "k0" }))).toEqual(rows);
}

describe("random flushes, saves, snapshots, crashes and reopenings", () => {
  // Not in each seed: what is removed beside the writes is at times gone before the crash.
  let broughtBack = 0;

  test.each(seeds(40, 700))(
    "match a naive model while files come and go (SEED=%d)",
    async (seed) => {
      const twin = new Twin(seed);
      for (let life = 0; life < 25; life += 1) await twin.life();
      expect(twin.made).toBeGreaterThan(50);
      expect(twin.crashes).toBeGreaterThan(2);
      expect(twin.firstFile).toBeGreaterThan(2);
      broughtBack += twin.broughtBack;
    },
  );

  test("met removed files that a crash had brought back", () => {
    expect(broughtBack).toBeGreaterThan(0);
  });
});

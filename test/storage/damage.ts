// For damage.test.ts: a data directory with known contents, copies of it with something broken, and the judgement.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { StorageCorruptedError } from "../../src/errors.ts";
import type { Entry } from "../../src/raft/types.ts";
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { decodeWitness } from "../../src/storage/records.ts";
import { newestContent } from "../../src/storage/witness-on-disk.ts";
import { SeededRandom } from "../../src/util/random.ts";
import { ALONE, bytesOf, IDENTITY, makeDirectory, part, textOf } from "./support.ts";

/** All files of a data directory by relative path. LOCK and LOG say nothing and are left out. */
export type Files = Map<string, Buffer>;

/** The log as it was when a flush was acknowledged. */
interface AcknowledgedLog {
  readonly lastIndex: number;
  readonly commit: number;
  readonly entries: readonly Entry[];
}

/** The state as it was when a save was acknowledged. */
interface AcknowledgedState {
  readonly appliedIndex: number;
  readonly rows: ReadonlyMap<string, string>;
}

interface Acknowledged extends AcknowledgedLog, AcknowledgedState {}

/** A directory as it was at one moment. */
export interface Template {
  readonly files: Files;
  /** What was acknowledged, by flush number. */
  readonly logs: ReadonlyMap<number, AcknowledgedLog>;
  /** What was acknowledged, by save number. */
  readonly states: ReadonlyMap<number, AcknowledgedState>;
  readonly newestFlush: number;
  /** The newest flush knows at least of the one before. */
  readonly newestSave: number;
  /** What the WITNESS vouches for. */
  readonly witnessFlush: number;
}

/** What became of a damaged directory. */
export type Verdict =
  /** Opening was refused; the message. */
  { readonly type: "refused"; readonly message: string } | Opened;

/** The log is as this flush left it, behind what is trimmed; the state is as this save left it. */
export interface Opened {
  readonly type: "opened";
  readonly flush: number;
  readonly save: number;
  /** Of the log; the state is through the entry before, or a later one. */
  readonly firstIndex: number;
}

export interface TemplateOptions {
  readonly seed: number;
  /** Closed in order; else as a process leaves it that is killed. */
  readonly isClosed: boolean;
  /** Flushes in each life of the process. Each opening makes a table of the write-ahead file before it. */
  readonly lives: readonly number[];
  readonly writeBufferBytes?: number;
  readonly witnessIntervalMs?: number;
  readonly entryDataBytesMax?: number;
  readonly journalFileBytes?: number;
  /** The state is saved with one flush out of so many, and with the last one. @defaultValue 1 */
  readonly flushesPerSave?: number;
  /** Flushes behind the last save. @defaultValue 0 */
  readonly unsavedFlushes?: number;
}

/** A verdict of which nothing is missing; a test names what differs. */
export function openedWhole(template: Template, differing: Partial<Opened> = {}): Opened {
  const { newestFlush: flush, newestSave: save } = template;
  return { type: "opened", flush, save, firstIndex: 2, ...differing };
}

export async function makeTemplate(options: TemplateOptions): Promise<Template> {
  const dataDir = makeDirectory();
  try {
    return await fillTemplate(dataDir, options);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function fillTemplate(dataDir: string, options: TemplateOptions): Promise<Template> {
  const { lives, isClosed, flushesPerSave = 1, unsavedFlushes = 0 } = options;
  const random = new SeededRandom(options.seed);
  const logs = new Map<number, AcknowledgedLog>();
  const states = new Map<number, AcknowledgedState>();
  let now: Acknowledged = {
    lastIndex: 1,
    commit: 1,
    entries: [],
    appliedIndex: 1,
    rows: new Map(),
  };
  let files: Files = new Map();
  let newest = { newestFlush: 0, newestSave: 0 };
  for (const [life, flushes] of lives.entries()) {
    const { node, settled } = await openSettled(dataDir, options);
    if (life === 0) {
      await node.initialise(IDENTITY);
      await node.createGroup({ group: 1, replicaId: 7, confState: ALONE });
      logs.set(2, now);
      states.set(2, now);
    }
    for (let count = 1; count <= flushes; count += 1) {
      now = await flushOnce(node, now, random, options.entryDataBytesMax ?? 200);
      logs.set(node.flushNumber, now);
      if (count % flushesPerSave !== 0 && count < flushes) continue;
      now = await saveOnce(node, now, random);
      states.set(node.saveNumber, now);
    }
    const isLast = life === lives.length - 1;
    for (let count = isLast ? unsavedFlushes : 0; count > 0; count -= 1) {
      now = await flushOnce(node, now, random, options.entryDataBytesMax ?? 200);
      logs.set(node.flushNumber, now);
    }
    newest = { newestFlush: node.flushNumber, newestSave: node.saveNumber };
    await settled();
    if (isLast && !isClosed) files = readFiles(dataDir);
    await node.close();
    if (isLast && isClosed) files = readFiles(dataDir);
  }
  return { files, logs, states, ...newest, witnessFlush: readWitnessFlush(files) };
}

/** Copies the files, breaks them, opens them, compares what is there with what was acknowledged. */
export async function judge(template: Template, damage: (files: Files) => void): Promise<Verdict> {
  const files = new Map([...template.files].map(([name, bytes]) => [name, Buffer.from(bytes)]));
  damage(files);
  const dataDir = makeDirectory();
  writeFiles(dataDir, files);
  try {
    return await openAndCompare(template, dataDir);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Throws unless nothing is lost: refused, or everything there. For a killed process: all but the witness's window. */
export function expectNoSilentLoss(template: Template, verdict: Verdict): void {
  if (verdict.type === "refused") return;
  if (verdict.flush < template.witnessFlush) {
    throw new Error(
      `silent loss: flush ${verdict.flush} of ${template.newestFlush}, witness ${template.witnessFlush}`,
    );
  }
  // The journal has what a save that is lost was made of.
  if (verdict.flush === template.newestFlush && verdict.save < template.newestSave - 1) {
    throw new Error(`silent loss: save ${verdict.save} of ${template.newestSave}`);
  }
}

/** The one file whose name matches; of several, the one of the highest number. */
export function fileNamed(files: Files, pattern: RegExp): string {
  const names = [...files.keys()].filter((name) => pattern.test(name)).sort();
  const name = names[names.length - 1];
  if (name === undefined)
    throw new Error(`no file ${String(pattern)} in ${[...files.keys()].join()}`);
  return name;
}

export function bytesIn(files: Files, name: string): Buffer {
  const bytes = files.get(name);
  if (bytes === undefined) throw new Error(`no file ${name}`);
  return bytes;
}

/** Bytes of physical records of a LevelDB log: where each begins and how long its payload is. */
export function recordsOf(file: Buffer): { at: number; length: number }[] {
  const records: { at: number; length: number }[] = [];
  for (let at = 0; at + 7 <= file.length; ) {
    if (32768 - (at % 32768) < 7) {
      at += 32768 - (at % 32768);
      continue;
    }
    const length = file.readUInt16LE(at + 4);
    records.push({ at, length });
    at += 7 + length;
  }
  return records;
}

export function flipBit(files: Files, name: string, position: { at: number; bit?: number }): void {
  const bytes = bytesIn(files, name);
  if (position.at >= bytes.length) throw new Error(`${name} has no byte ${position.at}`);
  bytes[position.at] = (bytes[position.at] ?? 0) ^ (1 << (position.bit ?? 0));
}

export function writeFiles(directory: string, files: Files): void {
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), bytes);
  }
}

export function readFiles(directory: string, below = ""): Files {
  const files: Files = new Map();
  for (const name of readdirSync(join(directory, below))) {
    const path = join(below, name);
    // LOCK must not even be opened; see docs/storage.md.
    if (["LOCK", "LOG", "LOG.old"].includes(name)) continue;
    if (statSync(join(directory, path)).isDirectory()) {
      for (const [inner, bytes] of readFiles(directory, path)) files.set(inner, bytes);
    } else {
      files.set(path, readFileSync(join(directory, path)));
    }
  }
  return files;
}

/** Opens it, and can wait for files of the journal that are being made or removed. */
async function openSettled(
  dataDir: string,
  options: Partial<TemplateOptions>,
): Promise<{ readonly node: NodeStore; readonly settled: () => Promise<void> }> {
  const { writeBufferBytes, witnessIntervalMs, journalFileBytes } = options;
  const backend = await LevelBackend.open({ dataDir, lockTimeoutMs: 0, writeBufferBytes });
  const { journal } = backend;
  const node = await NodeStore.open(backend, { witnessIntervalMs, journalFileBytes });
  const settled = async (): Promise<void> => {
    // One thing after the other: this comes behind what has begun.
    await journal.list();
  };
  return { node, settled };
}

async function flushOnce(
  node: NodeStore,
  before: Acknowledged,
  random: SeededRandom,
  dataBytesMax: number,
): Promise<Acknowledged> {
  const count = 1 + random.below(3);
  const entries = Array.from({ length: count }, (_, at): Entry => {
    const index = before.lastIndex + 1 + at;
    const data = `${index}:`.padEnd(1 + random.below(dataBytesMax), "abcdefghij");
    return { index, term: 1 + Math.floor(index / 20), type: "normal", data: bytesOf(data) };
  });
  const lastIndex = before.lastIndex + count;
  const commit = before.lastIndex;
  const hardState = { term: 1 + Math.floor(lastIndex / 20), vote: 7, commit };
  await node.flush([part({ entries, hardState })]);
  return { ...before, lastIndex, commit, entries: [...before.entries, ...entries] };
}

async function saveOnce(
  node: NodeStore,
  before: Acknowledged,
  random: SeededRandom,
): Promise<Acknowledged> {
  const rows = new Map(before.rows);
  const keys: string[] = [];
  const values: (Uint8Array | null)[] = [];
  for (let row = 0; row < 3; row += 1) {
    const key = `row/${random.below(30)}`;
    const value = random.below(5) === 0 ? null : `value ${before.commit}.${row}`;
    keys.push(key);
    values.push(value === null ? null : bytesOf(value));
    if (value === null) rows.delete(key);
    else rows.set(key, value);
  }
  const appliedIndex = before.commit;
  const state = { appliedIndex, generation: 1, confState: ALONE, changes: { keys, values } };
  await node.save([part({ state })]);
  return { ...before, appliedIndex, rows };
}

async function openAndCompare(template: Template, dataDir: string): Promise<Verdict> {
  let node: NodeStore | null = null;
  try {
    ({ node } = await openSettled(dataDir, {}));
    const { flushNumber: flush, saveNumber: save } = node;
    const [log, state] = [template.logs.get(flush), template.states.get(save)];
    if (log === undefined || state === undefined) {
      throw new Error(`silent loss: opened at flush ${flush} and save ${save}`);
    }
    await compare(node, { log, state });
    return { type: "opened", flush, save, firstIndex: node.group(1).firstIndex() };
  } catch (error) {
    if (!(error instanceof StorageCorruptedError)) throw error;
    return { type: "refused", message: error.message };
  } finally {
    await node?.close();
  }
}

async function compare(
  node: NodeStore,
  { log, state }: { readonly log: AcknowledgedLog; readonly state: AcknowledgedState },
): Promise<void> {
  const group = node.group(1);
  const found = new Map<string, string>();
  for await (const page of group.diskState.scan({ gte: "row/", lt: "row0" })) {
    for (const { key, value } of page) found.set(key, textOf(value) ?? "");
  }
  const low = group.firstIndex();
  const entries = group.entries({ low, high: group.lastIndex() + 1, maxBytes: Infinity });
  const lists = Array.isArray(entries) ? (entries as Entry[]) : [];
  // The log may know of more that is committed than its last flush says: what the state was applied through.
  const commit = Math.max(log.commit, state.appliedIndex);
  const problems = [
    group.lastIndex() === log.lastIndex ? "" : `last ${group.lastIndex()}`,
    group.hardState.commit === commit ? "" : `commit ${group.hardState.commit}`,
    group.appliedIndex === state.appliedIndex ? "" : `applied ${group.appliedIndex}`,
    low <= state.appliedIndex + 1 ? "" : `first ${low}`,
    describe(lists) === describe(log.entries.slice(low - 2)) ? "" : "entries differ",
    describeState(found) === describeState(state.rows) ? "" : "state differs",
  ].filter((problem) => problem !== "");
  for (const [key, value] of state.rows) {
    if (textOf(group.diskState.get(key)) !== value) problems.push(`get ${key}`);
  }
  if (problems.length > 0) throw new Error(`silent damage: ${problems.join(", ")}`);
}

function describeState(state: ReadonlyMap<string, string>): string {
  return JSON.stringify([...state].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function describe(entries: readonly Entry[]): string {
  return entries.map(({ index, term, data }) => `${index}/${term}/${textOf(data) ?? ""}`).join();
}

function readWitnessFlush(files: Files): number {
  return decodeWitness(newestContent(bytesIn(files, "WITNESS")).subarray(0, -4)).flushNumber;
}

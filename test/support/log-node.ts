import { decodeBatch } from "../../src/model/batch.ts";
import type {
  DropReason,
  LogEvent,
  LogSink,
  ReplicatedLog,
} from "../../src/model/replicated-log.ts";
import type { Message } from "../../src/raft/types.ts";
import { LogHost, type LogHostOptions } from "../../src/replica/log-host.ts";
import type { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { NodeStore, type NodeStoreOptions } from "../../src/storage/node-store.ts";
import { STORAGE_FORMAT_VERSION } from "../../src/storage/records.ts";
import { SeededRandom } from "../../src/util/random.ts";
import type { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";

/** The group of all log tests. */
export const GROUP = 1;

/** One command as a host saw it commit. */
export interface SeenCommand {
  readonly index: number;
  readonly term: number;
  readonly machineTime: number;
  readonly text: string;
  readonly ticket: number | null;
}

/** A state machine that keeps what it applies: each command's text under its index and place. */
export class RecordingSink implements LogSink {
  readonly seen: SeenCommand[] = [];
  readonly dropped: { ticket: number; reason: DropReason }[] = [];
  readonly events: LogEvent[] = [];
  term = 0;
  firstIndex = 0;
  savedIndex = 0;
  appliedIndex: number;
  /** Set to hold back every answer, as a host that is behind. */
  isHolding = false;
  /** Set to give state when it is asked for only; it is given with every answer otherwise. */
  isAsked = false;
  onCommand: ((command: SeenCommand) => void) | null = null;
  /** Indexes of the snapshots that were installed. */
  readonly installed: number[] = [];
  readonly #log: ReplicatedLog;
  #generation: number;
  #changes = noChanges();

  constructor(log: ReplicatedLog) {
    this.#log = log;
    this.appliedIndex = log.position.appliedIndex;
    this.#generation = log.position.generation;
  }

  onEvents(events: readonly LogEvent[]): void {
    let applied = 0;
    let isWanted = false;
    for (const event of events) {
      this.events.push(event);
      if (event.type === "becameLeader") {
        this.term = event.term;
        this.firstIndex = event.firstIndex;
      } else if (event.type === "lostLeadership") {
        this.term = 0;
      } else if (event.type === "saved") {
        this.savedIndex = event.appliedIndex;
      } else if (event.type === "dropped") {
        for (const ticket of event.tickets) this.dropped.push({ ticket, reason: event.reason });
      } else if (event.type === "snapshotInstalled") {
        this.installed.push(event.index);
        this.appliedIndex = event.index;
        this.#generation = event.generation;
        this.#changes = noChanges();
        applied = 0;
      } else if (event.type === "committed") {
        applied = event.index;
        this.#apply(event);
      } else if (event.type === "saveWanted") {
        isWanted = true;
      }
    }
    if (applied > 0) this.appliedIndex = applied;
    if (this.isHolding) return;
    if (applied > 0) this.#answer();
    if (isWanted || (applied > 0 && !this.isAsked)) this.#give();
  }

  /** Answers everything, and gives the state. */
  save(): void {
    this.#answer();
    this.#give();
  }

  #answer(): void {
    this.#log.applied({ appliedIndex: this.appliedIndex, generation: this.#generation });
  }

  #give(): void {
    const { appliedIndex } = this;
    const changes = this.#changes;
    this.#changes = noChanges();
    this.#log.save({ appliedIndex, generation: this.#generation, changes });
  }

  #apply(event: LogEvent & { type: "committed" }): void {
    if (event.bytes.length === 0) return;
    const { machineTime, commands } = decodeBatch(event.bytes);
    commands.forEach((command, place) => {
      const text = Buffer.from(command).toString();
      const ticket = event.tickets?.[place] ?? null;
      const seen = { index: event.index, term: event.term, machineTime, text, ticket };
      this.seen.push(seen);
      this.#changes.keys.push(`${event.index}/${place}`);
      this.#changes.values.push(new Uint8Array(command));
      this.onCommand?.(seen);
    });
  }
}

function noChanges(): { keys: string[]; values: Uint8Array[] } {
  return { keys: [], values: [] };
}

/** A node with one group on a disk in memory and virtual time. */
export interface LogNode {
  readonly store: NodeStore;
  readonly host: LogHost;
  readonly log: ReplicatedLog;
  readonly sink: RecordingSink;
  readonly fatal: unknown[];
  propose(text: string, options?: { term?: number; ticket?: number; source?: "engine" }): number;
}

/** How a node is opened. */
export interface LogNodeOptions {
  readonly disk: Pick<MemoryDisk, "open">;
  readonly scheduler: VirtualScheduler;
  readonly replicaId?: number;
  readonly voters?: readonly number[];
  readonly learners?: readonly number[];
  /** A new replica of a group that is there already. */
  readonly isBlank?: boolean;
  readonly seed?: number;
  readonly host?: Partial<LogHostOptions>;
  readonly store?: NodeStoreOptions;
  readonly send?: (messages: readonly Message[]) => void;
}

let tickets = 0;

/** Opens a node, forming its group when the disk is empty. Run the scheduler beside it: opening writes. */
export async function openLogNode(options: LogNodeOptions): Promise<LogNode> {
  const { disk, scheduler, replicaId = 1, voters = [1] } = options;
  const backend = await disk.open();
  const store = await NodeStore.open(backend, { scheduler, ...options.store });
  if (store.identity === null) {
    await store.initialise({
      clusterId: "test",
      nodeId: `node-${replicaId}`,
      incarnation: 1,
      formatVersion: STORAGE_FORMAT_VERSION,
    });
  }
  if (store.groups.length === 0) {
    const { learners = [], isBlank = false } = options;
    const joint = { votersOutgoing: [], learnersNext: [], autoLeave: false };
    const confState = isBlank ? null : { voters, learners, ...joint };
    await store.createGroup({ group: GROUP, replicaId, confState });
  }
  const fatal: unknown[] = [];
  const host = new LogHost({
    store,
    scheduler,
    random: new SeededRandom((options.seed ?? 1) * 100 + replicaId),
    onFatal: (error) => fatal.push(error),
    send: (_group, messages) => options.send?.(messages),
    ...options.host,
  });
  const log = host.log(GROUP);
  const sink = new RecordingSink(log);
  log.open(sink, { machineTime: 0 });
  return {
    store,
    host,
    log,
    sink,
    fatal,
    propose: (text, { term = sink.term, ticket = (tickets += 1), source } = {}) => {
      log.propose({ command: Buffer.from(text), term, ticket, source: source ?? "outside" });
      return ticket;
    },
  };
}

/** Runs virtual time until a promise has settled, and gives what it resolved to. */
export async function finish<T>(scheduler: VirtualScheduler, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const settled = promise.finally(() => {
    isSettled = true;
  });
  settled.catch(() => {});
  await scheduler.run({ until: () => isSettled });
  return settled;
}

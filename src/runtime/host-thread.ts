/** HostThread is the thread itself: how it is started and ended, and who takes what it says. */
import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { ClusterGroup } from "../cluster/cluster-group.ts";
import { ReplicaMap } from "../cluster/replica-map.ts";
import { InvalidArgumentError, RuntimeClosedError } from "../errors.ts";
import { errorOf } from "../model/failure.ts";
import type { ReplicaLimits } from "../replica/options.ts";
import type { PollWatch } from "../util/busy-poll.ts";
import type { Logger } from "../util/logger.ts";
import { systemScheduler } from "../util/scheduler.ts";
import type { CheckedCluster } from "./cluster-options.ts";
import type { GroupShow } from "./group-show.ts";
import type { HostSurroundings } from "./raft-host.ts";
import { decodeToMain, encodeToHost } from "./ring-forms.ts";
import { RingPort } from "./ring-port.ts";
import { processClock, ThreadCells } from "./thread-cells.ts";
import type { ThreadCluster } from "./thread-cluster.ts";
import { type CallHandlers, type PostHandlers, ThreadLine } from "./thread-line.ts";
import type { ThreadLog } from "./thread-log.ts";
import { writeLine } from "./thread-logger.ts";
import type { ToHost, ToMain } from "./thread-records.ts";
import { ThreadRing } from "./thread-ring.ts";

/** What the thread is given when it begins. */
export interface ThreadData {
  /** Real path of a directory that the main thread holds. */
  readonly dataDir: string;
  readonly nodeId: string;
  readonly limits: ReplicaLimits;
  /** Null: the node is alone. */
  readonly cluster: CheckedCluster | null;
  readonly lockTimeoutMs: number;
  /** Of election timeouts. */
  readonly seed: number;
  /** A main thread that is silent for longer does not lead, in ms. */
  readonly watchdogMs: number;
  /** Whether the thread stays awake while the disk writes. */
  readonly busyPoll: boolean;
  /** Lines below it are not handed over; null when the main thread's logger decides. */
  readonly logLevel: string | null;
  readonly cells: SharedArrayBuffer;
  readonly rings: { readonly toHost: SharedArrayBuffer; readonly toMain: SharedArrayBuffer };
}

/** What a thread is started with. */
export interface HostThreadOptions
  extends HostSurroundings,
    Omit<ThreadData, "cells" | "rings" | "dataDir"> {
  readonly directory: { readonly path: string };
  readonly logger: Logger;
}

/** What the thread runs. @throws {InvalidArgumentError} in a bundle that leaves no `import.meta.url`, as those in CommonJS do. */
function entryOf(): URL {
  try {
    return new URL("./thread-entry.js", import.meta.url);
  } catch (cause) {
    throw missing(cause);
  }
}

/** One thread. */
export class HostThread {
  readonly line: ThreadLine<ToHost, ToMain>;
  readonly cells: ThreadCells = new ThreadCells(processClock());
  /** Nodes of the replicas, as far as they are known here. */
  readonly map: ReplicaMap = new ReplicaMap();
  /** Takes what the host shows of the cluster; null until it is open. */
  cluster: ThreadCluster | null = null;
  /** Takes the events; null until the host is open. */
  log: ThreadLog | null = null;
  /** Null until it is open. */
  group: ClusterGroup | null = null;
  show: GroupShow | null = null;
  /** Takes what the host says while this thread's loop turns. */
  readonly watch: PollWatch;
  readonly #worker: Worker;
  readonly #options: HostThreadOptions;
  #isEnding = false;
  #isGone = false;

  constructor(options: HostThreadOptions) {
    this.#options = options;
    const { nodeId, limits, cluster, lockTimeoutMs, seed, watchdogMs, busyPoll, logLevel } =
      options;
    const given = { nodeId, limits, cluster, lockTimeoutMs, seed, watchdogMs, busyPoll, logLevel };
    const [toHost, toMain] = [new ThreadRing(), new ThreadRing()];
    const workerData: ThreadData = {
      ...given,
      dataDir: options.directory.path,
      cells: this.cells.buffer,
      rings: { toHost: toHost.buffer, toMain: toMain.buffer },
    };
    this.cells.alive();
    const entry = entryOf();
    this.#worker = new Worker(entry, {
      workerData,
      name: "raftwork",
      // Loaders and inspectors of the main thread are of no use there.
      execArgv: [],
    });
    const handlers = { posts: this.#posts(), calls: this.#calls() };
    const port = new RingPort({
      port: this.#worker,
      out: { ring: toHost, encode: encodeToHost },
      in: { ring: toMain, decode: decodeToMain },
      scheduler: systemScheduler,
    });
    this.watch = port.watch;
    this.line = new ThreadLine<ToHost, ToMain>(port, handlers);
    this.#worker.on("error", (error: unknown) => {
      this.#gone(existsSync(entry) ? error : missing(error));
    });
    this.#worker.on("exit", () => {
      const cause = new Error("the thread of the Raft host has ended by itself");
      this.#gone(new RuntimeClosedError({ cause }));
    });
  }

  /** The thread has ended by itself. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Waits for an answer that does not come when the thread is gone; then there is nothing to wait for. */
  async unlessGone(answer: Promise<unknown>): Promise<void> {
    try {
      await answer;
    } catch (error) {
      if (!this.#isGone) throw error;
    }
  }

  /** Ends the thread, whatever it is doing. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.line.end(new RuntimeClosedError());
    await this.#worker.terminate();
  }

  #gone(error: unknown): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.line.end(error instanceof Error ? error : new RuntimeClosedError({ cause: error }));
    if (!this.#isEnding) this.#options.onFatal(error);
  }

  #posts(): PostHandlers<ToMain> {
    const { logger, onFatal } = this.#options;
    return {
      events: (packed) => {
        this.log?.take(packed);
      },
      leaderNamed: ({ replicaId, nodeId }) => {
        this.map.seen(replicaId, nodeId);
      },
      cluster: (view) => {
        this.cluster?.take(view);
      },
      knownToAll: (commandLevel) => {
        this.group?.knownToAll(commandLevel);
      },
      goOn: () => {
        this.group?.goOn();
      },
      fatal: (failure) => {
        onFatal(errorOf(failure));
      },
      log: (logLine) => {
        writeLine(logger, logLine);
      },
    };
  }

  #calls(): CallHandlers<ToMain> {
    const { catalog } = this.#options;
    return {
      accept: (command) => this.#opened().accept(command),
      prepareHere: (request) => catalog.prepare(request),
      proposeMember: async (command) => {
        const result = await this.#opened().proposeMember(command);
        // Whoever asked looks at what has come of it.
        this.show?.now();
        return result;
      },
      drain: async (drainMs) => {
        await this.#opened().drain(drainMs);
        return null;
      },
    };
  }

  #opened(): ClusterGroup {
    if (this.group === null) throw new RuntimeClosedError();
    return this.group;
  }
}

function missing(cause: unknown): InvalidArgumentError {
  const expected = '"inline" where the package is bundled: the file of the thread is not there';
  return new InvalidArgumentError({ field: "raftHost", expected, found: '"thread"' }, { cause });
}

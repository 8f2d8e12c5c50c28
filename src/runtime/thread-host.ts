/**
 * ThreadHost is a Raft host in a thread of its own, seen from the main thread: while a user's function keeps the main thread busy,
 * the log goes on, and so does this node's part in the elections.
 *
 * Order at the end: the log stops, the reader closes, the host gives the database back, the thread ends, the directory is given back.
 */
import type { ClusterAdmin } from "../api/cluster.ts";
import type { ClusterGroup } from "../cluster/cluster-group.ts";
import { type RemoteDefinitions, versionsElsewhere } from "../cluster/elsewhere.ts";
import { ONLY_GROUP } from "../cluster/form.ts";
import { leaveBounds, removalTimeout } from "../cluster/member-admin.ts";
import { RuntimeClosedError } from "../errors.ts";
import { failureOf } from "../model/failure.ts";
import type { Members } from "../model/members.ts";
import type { Limits } from "../replica/options.ts";
import type { DataDir } from "../storage/data-dir.ts";
import type { KeyValueStore } from "../storage/key-value-store.ts";
import { openReader } from "../storage/level-backend.ts";
import { BusyPoll } from "../util/busy-poll.ts";
import type { Logger } from "../util/logger.ts";
import { systemScheduler } from "../util/scheduler.ts";
import type { LeaderLink } from "../workflow/leader-link.ts";
import { GroupShow } from "./group-show.ts";
import { HostThread, type ThreadData } from "./host-thread.ts";
import type { HostSurroundings, LeaderTold, RaftHost } from "./raft-host.ts";
import { ThreadCluster } from "./thread-cluster.ts";
import type { ThreadLine } from "./thread-line.ts";
import { ThreadLog } from "./thread-log.ts";
import type { OpenedHost, ToHost, ToMain } from "./thread-records.ts";

/** What a thread host is made of. */
export interface ThreadHostOptions extends Omit<ThreadData, "cells" | "rings" | "dataDir"> {
  /** Held by this process; given back at the end. */
  readonly directory: DataDir;
  readonly logger: Logger;
}

/** The main thread says that it is alive so often, in ms. */
const ALIVE_MS = 100;

/** What is there once the host is open. */
interface OpenParts {
  readonly thread: HostThread;
  readonly log: ThreadLog;
  readonly reader: KeyValueStore;
  readonly opened: OpenedHost;
}

/** A Raft host in a thread of its own. */
export class ThreadHost implements RaftHost {
  readonly log: ThreadLog;
  readonly limits: Limits;
  readonly link: LeaderLink | null;
  readonly admin: ClusterAdmin;
  readonly #options: ThreadHostOptions & HostSurroundings;
  readonly #parts: OpenParts;
  readonly #beat: NodeJS.Timeout;
  readonly #cluster: ThreadCluster;
  #show: GroupShow | null = null;
  #elsewhere: RemoteDefinitions | null = null;
  #stopping: Promise<void> | null = null;

  private constructor(options: ThreadHostOptions & HostSurroundings, parts: OpenParts) {
    const { thread, opened, log } = parts;
    const { line, cells } = thread;
    this.#options = options;
    this.#parts = parts;
    this.log = log;
    this.limits = opened.limits;
    this.link = opened.isCluster ? linkOver(line) : null;
    this.#cluster = new ThreadCluster({
      nodeId: options.nodeId,
      nodeIdOf: (replicaId) => this.nodeIdOf(replicaId),
    });
    thread.cluster = this.#cluster;
    this.admin = {
      ...adminOver(line),
      info: () => {
        if (this.#stopping !== null || thread.isGone) throw new RuntimeClosedError();
        return this.#cluster.info();
      },
    };
    this.#beat = setInterval(() => {
      cells.alive();
    }, ALIVE_MS);
    this.#beat.unref();
  }

  /**
   * Starts the thread and opens the host in it, or nothing. The directory is given back when that fails.
   *
   * @throws {InvalidArgumentError} when there is no file to start a thread from, as after bundling.
   */
  static async open(options: ThreadHostOptions & HostSurroundings): Promise<ThreadHost> {
    const { directory, releasing } = options;
    let thread: HostThread | null = null;
    try {
      thread = new HostThread(options);
      const opened = await thread.line.call("open", null);
      const reader = await openReader(directory.path);
      const log = new ThreadLog({
        line: thread.line,
        cells: thread.cells,
        group: ONLY_GROUP,
        opened,
        reader,
        location: directory.path,
        scheduler: systemScheduler,
        poll: options.busyPoll ? BusyPoll.ofThread({ watch: thread.watch }) : undefined,
        onFatal: options.onFatal,
      });
      thread.log = log;
      return new ThreadHost(options, { thread, log, reader, opened });
    } catch (error) {
      await thread?.end();
      await releasing();
      await directory.close();
      throw error;
    }
  }

  get elsewhere(): RemoteDefinitions | null {
    return this.#elsewhere;
  }

  nodeIdOf(replicaId: number): string | null {
    const { nodeId } = this.#options;
    return replicaId === this.#parts.opened.replicaId
      ? nodeId
      : this.#parts.thread.map.nodeIdOf(replicaId);
  }

  async start(group: ClusterGroup): Promise<void> {
    const { thread, opened } = this.#parts;
    const { catalog, nodeId } = this.#options;
    const { line } = thread;
    thread.map.update(group.members());
    const show = new GroupShow({ group, catalog, line });
    this.#show = show;
    thread.group = group;
    thread.show = show;
    if (opened.isCluster) this.#cluster.membersChanged(group.members());
    this.#cluster.take(await line.call("start", show.view()));
    if (!opened.isCluster) return;
    show.start();
    this.#elsewhere = {
      versionsOf: (name) => versionsElsewhere(name, { nodeId, group }),
      prepare: (workflow, input, { timeoutMs, abortSignal }) =>
        line.call("prepare", { workflow, input, timeoutMs }, abortSignal),
    };
  }

  membersChanged(members: Members): void {
    const { thread, opened } = this.#parts;
    thread.map.update(members);
    if (opened.isCluster) this.#cluster.membersChanged(members);
    this.#show?.now();
  }

  leaderChanged(told: LeaderTold, tell: () => void): void {
    this.#cluster.leaderChanged(told, tell);
  }

  publish(): void {
    this.#show?.now();
    this.#parts.thread.line.post("publish", null);
  }

  closing(): void {
    this.#parts.thread.line.post("closing", null);
  }

  async handOver(to?: string): Promise<void> {
    const { thread, opened } = this.#parts;
    if (opened.isCluster) await thread.unlessGone(thread.line.call("handOver", to));
  }

  fail(error: unknown): void {
    this.#parts.thread.line.post("fail", failureOf(error));
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async end(): Promise<void> {
    const { thread, reader } = this.#parts;
    try {
      await reader.close();
      await thread.unlessGone(thread.line.call("end", null));
    } finally {
      await thread.end();
      await this.#options.directory.close();
    }
  }

  abandon(): void {
    this.#silence();
    this.end().catch((error: unknown) => {
      this.#options.logger.debug({ err: error }, "an abandoned node did not stop in order");
    });
  }

  async #stop(): Promise<void> {
    const { thread } = this.#parts;
    try {
      await thread.unlessGone(thread.line.call("stop", null));
    } finally {
      this.#silence();
    }
  }

  #silence(): void {
    this.log.close();
    this.#show?.stop();
    clearInterval(this.#beat);
  }
}

/** Calls to leaders elsewhere, by way of the host's thread. */
function linkOver(line: ThreadLine<ToHost, ToMain>): LeaderLink {
  return {
    forward: async (leaderReplicaId, command, abortSignal) => {
      try {
        // A copy: a view would take along everything around it.
        const call = { leaderReplicaId, command: command.slice() };
        return await line.call("forward", call, abortSignal);
      } catch {
        // The caller waits no more, or the thread has ended.
        return { type: "unknown" };
      }
    },
  };
}

function adminOver(line: ThreadLine<ToHost, ToMain>): Pick<ClusterAdmin, "remove" | "leave"> {
  return {
    // Checked here already: only plain values can cross.
    remove: async (nodeId, options) => {
      const callTimeout = removalTimeout(nodeId, options);
      await line.call("remove", { nodeId, options: { callTimeout } });
    },
    leave: async (options) => {
      const { drainMs, timeoutMs } = leaveBounds(options);
      await line.call("leave", { drain: drainMs, callTimeout: timeoutMs });
    },
  };
}

/**
 * ThreadServer serves a Raft host to the main thread, in the thread where the host runs: it hands the events of the log over, takes
 * proposals and saves, and answers what is asked of the cluster.
 *
 * Invariant: it never waits for the main thread in a way that would keep the log from going on.
 */

import type { HostWatch } from "../cluster/host-watch.ts";
import { errorOf } from "../model/failure.ts";
import type { LogEvent, LogSink } from "../model/replicated-log.ts";
import { invariant } from "../util/assert.ts";
import type { NodeHost } from "./node-host.ts";
import type { ThreadCells } from "./thread-cells.ts";
import type { ThreadGroup } from "./thread-group.ts";
import type { CallHandlers, PostHandlers, ThreadLine } from "./thread-line.ts";
import {
  type OpenedHost,
  packEvents,
  type ToHost,
  type ToMain,
  unpackProposals,
  unpackSave,
} from "./thread-records.ts";
import { ThreadShow } from "./thread-show.ts";

/** What it serves, and to whom. */
export interface ThreadServerOptions {
  readonly host: NodeHost;
  readonly group: ThreadGroup;
  readonly line: ThreadLine<ToMain, ToHost>;
  readonly cells: ThreadCells;
  /** Null on a node that is alone: nobody could lead in its place. */
  readonly watch: HostWatch | null;
}

/** Everything the main thread may ask once the host is open. */
export class ThreadServer implements LogSink {
  readonly posts: PostHandlers<ToHost>;
  readonly calls: Omit<CallHandlers<ToHost>, "open">;
  readonly #options: ThreadServerOptions;
  readonly #show: ThreadShow;
  /** Generation of the state that the main thread reads. */
  #readGeneration: number;
  #isStopped = false;

  constructor(options: ThreadServerOptions) {
    this.#options = options;
    this.#show = new ThreadShow(options);
    const { ranges, generation } = options.host.groupStore;
    this.#readGeneration = generation;
    ranges.isFormerRead = () => this.#readGeneration !== options.host.groupStore.generation;
    this.posts = this.#makePosts();
    this.calls = this.#makeCalls();
  }

  /** What the main thread has to know before it can begin. */
  opened(): OpenedHost {
    const { host } = this.#options;
    const { limits, log, groupStore, cluster } = host;
    const { replicaId } = groupStore;
    return { position: log.position, limits, replicaId, isCluster: cluster !== null };
  }

  /** Events of the log go over. */
  onEvents(events: readonly LogEvent[]): void {
    const { line, group, host } = this.#options;
    group.told(events);
    for (const event of events) {
      if (event.type !== "leaderKnown") continue;
      const replicaId = event.leaderReplicaId;
      const nodeId = host.nodeIdOf(replicaId);
      if (nodeId !== null) line.post("leaderNamed", { replicaId, nodeId });
    }
    // What it reads of time and contact is not older than what it is told.
    this.refresh();
    const packed = packEvents(events);
    line.post("events", packed, [packed.bytes.buffer, packed.lengths.buffer]);
    // Behind the event: what is told of it here is not older.
    if (events.some(({ type }) => type === "leaderKnown")) this.#show.now();
  }

  /** Tells the main thread the time, and for how long it may count on a majority. */
  refresh(): void {
    const { host, group, cells } = this.#options;
    if (this.#isStopped) return;
    const { replica } = host;
    const contactLeftMs = group.isLeader ? replica.contactLeftMs : -1;
    cells.tellMain({ machineTime: replica.machineTimeNow(), contactLeftMs });
  }

  #makePosts(): PostHandlers<ToHost> {
    const { host, group } = this.#options;
    return {
      propose: (packed) => {
        for (const proposal of unpackProposals(packed)) host.log.propose(proposal);
      },
      applied: (position) => {
        if (this.#isStopped) return;
        group.applied(position.appliedIndex);
        this.#guarded(() => {
          host.log.applied(position);
        });
      },
      save: (packed) => {
        if (this.#isStopped) return;
        this.#guarded(() => {
          host.log.save(unpackSave(packed));
        });
      },
      switched: (generation) => {
        this.#readGeneration = generation;
      },
      openLog: (loaded) => {
        this.#guarded(() => {
          host.log.open(this, loaded);
        });
      },
      view: (view) => {
        group.show(view);
        host.membersChanged(view.members);
        this.#show.now();
      },
      publish: () => {
        host.publish();
      },
      closing: () => {
        host.closing();
      },
      fail: (failure) => {
        host.fail(errorOf(failure));
      },
    };
  }

  #makeCalls(): Omit<CallHandlers<ToHost>, "open"> {
    const { host, group, watch } = this.#options;
    const { admin, log } = host;
    return {
      start: async (view) => {
        group.show(view);
        await host.start(group);
        watch?.start();
        return this.#show.start();
      },
      readIndex: () => log.readIndex(),
      flushed: async () => {
        await log.flushed();
        return null;
      },
      forward: ({ leaderReplicaId, command }, abortSignal) =>
        host.link?.forward(leaderReplicaId, command, abortSignal) ?? { type: "refused" },
      prepare: ({ workflow, input, timeoutMs }, abortSignal) => {
        const { elsewhere } = host;
        invariant(elsewhere !== null, "a node that is alone has nobody to prepare a start");
        return elsewhere.prepare(workflow, input, { timeoutMs, abortSignal });
      },
      remove: async ({ nodeId, options }) => {
        await admin.remove(nodeId, options);
        return null;
      },
      leave: async (options) => {
        await admin.leave(options);
        return null;
      },
      handOver: async (to) => {
        await host.handOver(to);
        return null;
      },
      stop: async () => {
        watch?.stop();
        this.#show.stop();
        await host.stop();
        this.#isStopped = true;
        return null;
      },
      end: async () => {
        await host.end();
        return null;
      },
    };
  }

  /** What throws here is a broken invariant: the node stops. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.host.fail(error);
    }
  }
}

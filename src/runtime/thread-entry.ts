/** The thread of a Raft host: what runs in it. Everything it needs comes with `workerData`; see host-thread.ts. */
import { parentPort, workerData } from "node:worker_threads";
import { HostWatch } from "../cluster/host-watch.ts";
import { failureOf } from "../model/failure.ts";
import { LevelBackend } from "../storage/level-backend.ts";
import { invariant } from "../util/assert.ts";
import { SeededRandom } from "../util/random.ts";
import { systemScheduler } from "../util/scheduler.ts";
import type { ThreadData } from "./host-thread.ts";
import { NodeHost } from "./node-host.ts";
import { openTransport } from "./node-parts.ts";
import { decodeToHost, encodeToMain } from "./ring-forms.ts";
import { RingPort } from "./ring-port.ts";
import { processClock, ThreadCells } from "./thread-cells.ts";
import { ThreadGroup } from "./thread-group.ts";
import { ThreadLine } from "./thread-line.ts";
import { ThreadLogger } from "./thread-logger.ts";
import type { OpenedHost, ToHost, ToMain } from "./thread-records.ts";
import { ThreadRing } from "./thread-ring.ts";
import { ThreadServer } from "./thread-server.ts";

/** The main thread usually has its next proposals by then: it has to run the functions that go on, on a processor that may be slow for minutes. */
const LINGER_MS = 0.6;

const data = workerData as ThreadData;
let server: ThreadServer | null = null;

/** What the main thread may ask of an open host. */
function served(): ThreadServer {
  invariant(server !== null, "the main thread asks before the host is open");
  return server;
}

async function open(): Promise<OpenedHost> {
  const { dataDir, nodeId, cluster, limits, seed, logLevel, lockTimeoutMs, busyPoll } = data;
  const logger = new ThreadLogger({
    level: logLevel,
    post: (logLine) => {
      line.post("log", logLine);
    },
  });
  const backend = await LevelBackend.openHeld(dataDir, {
    lockTimeoutMs,
    busyPoll: busyPoll ? { lingerMs: LINGER_MS, watch: port.watch } : undefined,
    writesItself: true,
  });
  const group = new ThreadGroup(line, () => host.replica.machineTimeNow());
  let transport: Awaited<ReturnType<typeof openTransport>>;
  try {
    transport = await openTransport({ cluster, nodeId, logger, limits });
  } catch (error) {
    await backend.close();
    throw error;
  }
  const host: NodeHost = await NodeHost.open({
    backend,
    nodeId,
    logger,
    limits,
    cluster: transport,
    scheduler: systemScheduler,
    random: new SeededRandom(seed),
    catalog: group.catalog,
    onFatal: (error) => {
      line.post("fatal", failureOf(error));
    },
    releasing: () => Promise.resolve(),
    isGathered: true,
    onWorked: () => server?.refresh(),
  });
  const cells = new ThreadCells(processClock(), data.cells);
  const watch = new HostWatch({
    silentForMs: () => cells.silentForMs(),
    timeoutMs: data.watchdogMs,
    replica: host.replica,
    mayLead: (replicaId) => group.members().members.some((one) => one.replicaId === replicaId),
    scheduler: systemScheduler,
    logger,
  });
  server = new ThreadServer({ host, group, line, cells, watch: cluster === null ? null : watch });
  server.refresh();
  return server.opened();
}

invariant(parentPort !== null, "this is the entry of a worker thread");
const port: RingPort = new RingPort({
  port: parentPort,
  out: { ring: new ThreadRing(data.rings.toMain), encode: encodeToMain },
  in: { ring: new ThreadRing(data.rings.toHost), decode: decodeToHost },
  scheduler: systemScheduler,
});
const line: ThreadLine<ToMain, ToHost> = new ThreadLine<ToMain, ToHost>(port, {
  posts: {
    propose: (body) => {
      served().posts.propose(body);
    },
    applied: (body) => {
      served().posts.applied(body);
    },
    save: (body) => {
      served().posts.save(body);
    },
    switched: (body) => {
      served().posts.switched(body);
    },
    openLog: (body) => {
      served().posts.openLog(body);
    },
    view: (body) => {
      served().posts.view(body);
    },
    publish: (body) => {
      served().posts.publish(body);
    },
    closing: (body) => {
      served().posts.closing(body);
    },
    fail: (body) => {
      served().posts.fail(body);
    },
  },
  calls: {
    open,
    start: (body, signal) => served().calls.start(body, signal),
    readIndex: (body, signal) => served().calls.readIndex(body, signal),
    flushed: (body, signal) => served().calls.flushed(body, signal),
    forward: (body, signal) => served().calls.forward(body, signal),
    prepare: (body, signal) => served().calls.prepare(body, signal),
    remove: (body, signal) => served().calls.remove(body, signal),
    leave: (body, signal) => served().calls.leave(body, signal),
    handOver: (body, signal) => served().calls.handOver(body, signal),
    stop: (body, signal) => served().calls.stop(body, signal),
    end: (body, signal) => served().calls.end(body, signal),
  },
});

/** What a runtime takes from its process: the data directory, the guard of its turns, the network. */
import { checkLimits } from "../replica/options.ts";
import { DataDir } from "../storage/data-dir.ts";
import { LevelBackend } from "../storage/level-backend.ts";
import { openGrpcTransport } from "../transport/grpc-transport.ts";
import { openRunQueue } from "../util/run-queue.ts";
import { NodeCore, type NodeCoreOptions, type WorkflowSideOptions } from "./node-core.ts";
import { NodeGuard } from "./node-guard.ts";
import type { CheckedOptions } from "./options.ts";
import { ThreadHost } from "./thread-host.ts";

/** What a node needs beside its options. */
export type OwnParts = CheckedOptions &
  Omit<WorkflowSideOptions, keyof CheckedOptions | "events" | "guard">;

/**
 * Opens a node in this process, or nothing: its Raft host in a thread of its own or here.
 *
 * @throws {DataDirLockedError} @throws {StorageCorruptedError} @throws {InvalidArgumentError} for TLS files that are not fit.
 */
export function openCore(options: OwnParts): Promise<NodeCore> {
  return options.raftHost === "thread" ? openThreaded(options) : openInline(options);
}

/** A number that differs with every life. */
export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

async function openInline(options: OwnParts): Promise<NodeCore> {
  return NodeCore.open({ ...options, ...(await openNodeParts(options)), openRunQueue });
}

/** What a node whose Raft host is inline takes from its process. @throws as {@link openCore} does. */
export async function openNodeParts(
  options: CheckedOptions,
): Promise<Required<Pick<NodeCoreOptions, "backend" | "guard" | "cluster">>> {
  const { dataDir, lockTimeoutMs, busyPoll } = options;
  const backend = await LevelBackend.open({
    dataDir,
    lockTimeoutMs,
    busyPoll: busyPoll ? {} : undefined,
  });
  let guard: NodeGuard | null = null;
  try {
    guard = new NodeGuard(options);
    return { backend, guard, cluster: await openTransport(options) };
  } catch (error) {
    await guard?.close();
    await backend.close();
    throw error;
  }
}

async function openThreaded(options: OwnParts): Promise<NodeCore> {
  const directory = await DataDir.take(options);
  let guard: NodeGuard;
  try {
    guard = new NodeGuard(options);
  } catch (error) {
    await directory.close();
    throw error;
  }
  return NodeCore.openOn({ ...options, guard }, (surroundings) =>
    ThreadHost.open({ ...options, ...surroundings, directory, seed: randomSeed() }),
  );
}

/** Opens the way to other nodes; undefined when there are none. @throws {InvalidArgumentError} for TLS files that are not fit. */
export async function openTransport({
  cluster,
  nodeId,
  logger,
  limits,
}: Pick<CheckedOptions, "cluster" | "nodeId" | "logger" | "limits">): Promise<
  NodeCoreOptions["cluster"]
> {
  if (cluster === null) return undefined;
  const { frameBytesMax } = checkLimits(limits);
  const { tls } = cluster;
  const transport = await openGrpcTransport({ nodeId, logger, tls, settings: { frameBytesMax } });
  return { transport, options: cluster.options };
}

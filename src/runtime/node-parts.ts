/** What a runtime takes from its process: the data directory, the guard of its turns, the network. */
import { checkLimits } from "../replica/options.ts";
import { LevelBackend } from "../storage/level-backend.ts";
import { openGrpcTransport } from "../transport/grpc-transport.ts";
import type { NodeCoreOptions } from "./node-core.ts";
import { NodeGuard } from "./node-guard.ts";
import type { CheckedOptions } from "./options.ts";

/**
 * Opens all of it, or nothing.
 *
 * @throws {DataDirLockedError} @throws {StorageCorruptedError} @throws {InvalidArgumentError} for TLS files that are not fit.
 */
export async function openNodeParts(
  options: CheckedOptions,
): Promise<Required<Pick<NodeCoreOptions, "backend" | "guard" | "cluster">>> {
  const { dataDir, lockTimeoutMs } = options;
  const backend = await LevelBackend.open({ dataDir, lockTimeoutMs });
  let guard: NodeGuard | null = null;
  try {
    guard = new NodeGuard(options);
    return { backend, guard, cluster: await clusterOf(options) };
  } catch (error) {
    await guard?.close();
    await backend.close();
    throw error;
  }
}

async function clusterOf({
  cluster,
  nodeId,
  logger,
  limits,
}: CheckedOptions): Promise<NodeCoreOptions["cluster"]> {
  if (cluster === null) return undefined;
  const { frameBytesMax } = checkLimits(limits);
  const { tls } = cluster;
  const transport = await openGrpcTransport({ nodeId, logger, tls, settings: { frameBytesMax } });
  return { transport, options: cluster.options };
}

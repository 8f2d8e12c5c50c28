/** The transport of real nodes: gRPC, with or without TLS. */
import { secureIds } from "../util/ids.ts";
import { type Logger, silentLogger } from "../util/logger.ts";
import { type Random, SeededRandom } from "../util/random.ts";
import { type Scheduler, systemScheduler } from "../util/scheduler.ts";
import { GrpcWire } from "./grpc-wire.ts";
import { NodeTransport } from "./node-transport.ts";
import { checkSettings, type TransportLimits, type TransportTiming } from "./options.ts";
import type { TlsOptions } from "./tls.ts";
import type { Transport } from "./transport.ts";

/** What a transport over gRPC is made with. */
export interface GrpcTransportOptions {
  readonly nodeId: string;
  /** @defaultValue plain text: fit for loopback and networks that nobody else is in */
  readonly tls?: TlsOptions | undefined;
  readonly settings?: (TransportLimits & TransportTiming) | undefined;
  readonly logger?: Logger | undefined;
  /** @defaultValue the clocks of this process */
  readonly scheduler?: Scheduler | undefined;
  /** Jitter of redials. @defaultValue by the clock */
  readonly random?: Random | undefined;
}

/**
 * Opens a transport over gRPC. It listens only after `listen`.
 *
 * @throws {InvalidArgumentError} when an option is out of range, or TLS is asked for and not possible.
 * @example
 * const transport = await openGrpcTransport({ nodeId: "a", tls: { ca, cert, key } });
 * const address = await transport.listen({ host: "0.0.0.0", port: 7400 });
 */
export async function openGrpcTransport(options: GrpcTransportOptions): Promise<Transport> {
  const { nodeId, tls, logger = silentLogger, scheduler = systemScheduler } = options;
  const settings = checkSettings(options.settings);
  const random = options.random ?? new SeededRandom(seedOf(nodeId, scheduler));
  const wire = await GrpcWire.open({ settings, scheduler, logger, tls: tls ?? null });
  const life = secureIds.id16();
  return new NodeTransport({ nodeId, wire, scheduler, random, life, logger, settings });
}

/** Differs between nodes and between lives, so that they do not redial in step. */
function seedOf(nodeId: string, scheduler: Scheduler): number {
  let seed = Math.floor(scheduler.wallMs() + scheduler.now() * 1000) >>> 0;
  for (const character of nodeId)
    seed = (Math.imul(seed, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return seed;
}

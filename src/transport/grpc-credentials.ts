/** GrpcCredentials gives gRPC what it needs to connect and to listen: plain text, or TLS from files that may change. */
import { isIP } from "node:net";
import { checkServerIdentity, createSecureContext, type SecureContextOptions } from "node:tls";
import { ChannelCredentials, type ChannelOptions, ServerCredentials } from "@grpc/grpc-js";
import { invariant } from "../util/assert.ts";
import type { Logger } from "../util/logger.ts";
import type { Scheduler, TimerHandle } from "../util/scheduler.ts";
import { parseAddress } from "./address.ts";
import { checkTlsOptions, readTls, type TlsMaterial, type TlsOptions, tlsVersion } from "./tls.ts";

const WATCH_MS = 10_000;
/** Sent as server name where an address is a number: RFC 6066 allows none there, and Node warns. */
const NAME_OF_NUMBERS = "node.raftwork.invalid";

/** What a channel is made with. */
export interface ChannelParts {
  readonly credentials: ChannelCredentials;
  readonly options: ChannelOptions;
}

/** What it is made with. */
export interface GrpcCredentialsOptions {
  /** Null for plain text. */
  readonly tls: TlsOptions | null;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** Credentials of one node. */
export class GrpcCredentials {
  readonly #options: GrpcCredentialsOptions;
  #material: TlsMaterial | null;
  #server: ReloadableCredentials | null = null;
  #timer: TimerHandle | null = null;
  #isClosed = false;

  private constructor(options: GrpcCredentialsOptions, material: TlsMaterial | null) {
    this.#options = options;
    this.#material = material;
    this.#watch();
  }

  /** @throws {InvalidArgumentError} when TLS is asked for and not possible. */
  static async open(options: GrpcCredentialsOptions): Promise<GrpcCredentials> {
    const { tls } = options;
    if (tls === null) return new GrpcCredentials(options, null);
    checkTlsOptions(tls);
    return new GrpcCredentials(options, await readTls(tls));
  }

  /** For listening; follows changes of the files by itself. */
  server(): ServerCredentials {
    const { tls } = this.#options;
    if (tls === null) return ServerCredentials.createInsecure();
    invariant(this.#material !== null, "TLS is asked for and there are no files");
    this.#server = new ReloadableCredentials(this.#material.context, tls.mutual ?? true);
    return this.#server;
  }

  /** For one connection, with the files as they are now. */
  channel(address: string): ChannelParts {
    const { tls } = this.#options;
    if (tls === null) return { credentials: ChannelCredentials.createInsecure(), options: {} };
    invariant(this.#material !== null, "TLS is asked for and there are no files");
    const { host } = parseAddress(address, "address");
    const { serverName } = tls;
    const isMutual = tls.mutual ?? true;
    const { ca, cert, key, minVersion } = this.#material.context;
    const context = createSecureContext(
      isMutual ? { ca, cert, key, minVersion } : { ca, minVersion },
    );
    const credentials = ChannelCredentials.createFromSecureContext(context, {
      checkServerIdentity: (_sent, found) => checkServerIdentity(serverName ?? host, found),
    });
    const sent = serverName ?? (isIP(host) === 0 ? host : NAME_OF_NUMBERS);
    return { credentials, options: { "grpc.ssl_target_name_override": sent } };
  }

  /** Reads the files again. @throws {InvalidArgumentError} when they are not fit; those before stay. */
  async reload(): Promise<void> {
    const { tls, logger } = this.#options;
    if (tls === null) return;
    const material = await readTls(tls);
    if (this.#isClosed) return;
    this.#material = material;
    this.#server?.update(material.context);
    logger.info({ cert: tls.cert }, "TLS files read again");
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) this.#options.scheduler.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #watch(): void {
    const { tls, scheduler, logger } = this.#options;
    const watchMs = tls?.watchMs ?? WATCH_MS;
    if (tls === null || watchMs === 0 || this.#isClosed) return;
    this.#timer = scheduler.setTimeout(() => {
      this.#reloadIfChanged(tls)
        .catch((error: unknown) => {
          logger.error({ err: error }, "TLS files changed and are not fit; those before stay");
        })
        .finally(() => this.#watch());
    }, watchMs);
  }

  async #reloadIfChanged(tls: TlsOptions): Promise<void> {
    const version = await tlsVersion(tls);
    if (version !== this.#material?.version && !this.#isClosed) await this.reload();
  }
}

/** Credentials of a server whose certificates can be changed while it listens. */
class ReloadableCredentials extends ServerCredentials {
  constructor(context: SecureContextOptions, isMutual: boolean) {
    super({ requestCert: isMutual, rejectUnauthorized: isMutual }, context);
  }

  update(context: SecureContextOptions): void {
    this.updateSecureContextOptions(context);
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

/**
 * PeersFile keeps the addresses of the members beside the database, so that a node that is started again finds them although they are
 * not where its configuration says. It is a hint: seldom written, never synced, and without it nothing is wrong.
 */
import { nameProblem } from "../model/names.ts";
import type { HintFile } from "../storage/key-value-store.ts";
import type { Logger } from "../util/logger.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { KnownNode } from "./messages.ts";

/** What it stands on. */
export interface PeersFileOptions {
  readonly file: HintFile;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

/** Time between two writings at least, in ms. */
const BETWEEN_WRITES_MS = 10_000;
/** What is longer is no file of ours. */
const BYTES_MAX = 1024 * 1024;
const VERSION = 1;

/** The file of one node. */
export class PeersFile {
  readonly #options: PeersFileOptions;
  #written = "";
  #writtenAt = -Infinity;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: PeersFileOptions) {
    this.#options = options;
  }

  /** The nodes that it names; none when it is of another cluster, or damaged, which is warned of. */
  async read(clusterId: string): Promise<KnownNode[]> {
    const { file, logger } = this.#options;
    try {
      const bytes = await file.read();
      if (bytes === undefined) return [];
      const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      const found = bytes.length > BYTES_MAX ? null : peersOf(JSON.parse(text));
      if (found === null) throw new Error(`expected addresses of nodes, got ${bytes.length} bytes`);
      this.#written = text;
      return found.clusterId === clusterId ? found.nodes : [];
    } catch (error) {
      logger.warn({ err: error }, "the file PEERS cannot be read and is ignored");
      return [];
    }
  }

  /** Remembers where the members are; not at once when it has just been written. */
  keep(clusterId: string, nodes: readonly KnownNode[]): void {
    if (this.#options.scheduler.now() - this.#writtenAt >= BETWEEN_WRITES_MS) {
      this.#write(clusterId, nodes);
    }
  }

  /** Writes what is new, for the last time. */
  async close(clusterId: string, nodes: readonly KnownNode[]): Promise<void> {
    this.#write(clusterId, nodes);
    await this.#writing;
  }

  #write(clusterId: string, nodes: readonly KnownNode[]): void {
    const sorted = nodes.toSorted((one, other) => (one.nodeId < other.nodeId ? -1 : 1));
    const places = sorted.map(({ nodeId, address, saidAt }) => ({ nodeId, address, saidAt }));
    const text = `${JSON.stringify({ version: VERSION, clusterId, nodes: places }, null, 2)}\n`;
    if (text === this.#written) return;
    const { file, logger, scheduler } = this.#options;
    this.#written = text;
    this.#writtenAt = scheduler.now();
    this.#writing = this.#writing
      .then(() => file.write(new TextEncoder().encode(text)))
      .catch((error: unknown) => {
        logger.warn({ err: error }, "the file PEERS was not written");
      });
  }
}

function peersOf(value: unknown): { clusterId: string; nodes: KnownNode[] } | null {
  const { version, clusterId, nodes } = fieldsOf(value);
  if (version !== VERSION || typeof clusterId !== "string" || !Array.isArray(nodes)) return null;
  const found = nodes.map((node: unknown) => {
    const { nodeId, address, saidAt } = fieldsOf(node);
    if (typeof nodeId !== "string" || typeof address !== "string") return null;
    if (nameProblem(nodeId) !== null) return null;
    return Number.isSafeInteger(saidAt) && Number(saidAt) >= 0
      ? { nodeId, address, saidAt: Number(saidAt) }
      : null;
  });
  return found.includes(null) ? null : { clusterId, nodes: found.filter((one) => one !== null) };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

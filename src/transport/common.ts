/** What the parts of one transport share: who it is, its limits, its clock, its counters. */
import type { Logger } from "../util/logger.ts";
import type { Random } from "../util/random.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { LocalIdentity, NameDifference, RefusalWords } from "./identity.ts";
import type { TransportSettings } from "./options.ts";
import type { TransportListener, TransportStats } from "./transport.ts";
import type { Wire } from "./wire.ts";

/** What a node shows that is of no cluster yet, as it stands in a refusal. */
const NOT_YET = JSON.stringify("");
/** What whoever opens a stream must be. */
export const A_PEER = "a peer of this node";

/** {@link TransportStats} while they are counted. */
export type Counters = { -readonly [K in Exclude<keyof TransportStats, "queuedBytes">]: number };

/** Shared by the parts of one transport. */
export class TransportCommon {
  readonly wire: Wire;
  readonly identity: LocalIdentity;
  readonly settings: TransportSettings;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
  readonly counters: Counters = {
    framesSent: 0,
    framesReceived: 0,
    bytesSent: 0,
    bytesReceived: 0,
    messagesDropped: 0,
    identityRefused: 0,
    malformed: 0,
  };
  /** Null until the host attached itself, and after the close. */
  listener: TransportListener | null = null;
  readonly #told = new Set<string>();

  constructor(parts: CommonParts) {
    this.wire = parts.wire;
    this.identity = parts.identity;
    this.settings = parts.settings;
    this.scheduler = parts.scheduler;
    this.random = parts.random;
    this.logger = parts.logger;
  }

  /** Counts a refusal, and logs it when it is the first of its kind. Who says no id is told of as "?". */
  refused(nodeId: string, { field, expected, found }: NameDifference | RefusalWords): void {
    const peer = nodeId === "" ? "?" : nodeId;
    this.counters.identityRefused += 1;
    const key = `${peer}/${field}/${expected}/${found}`;
    if (this.#told.has(key) || this.#told.size > 1000) return;
    this.#told.add(key);
    const text = "node refused: not the one that was meant";
    // Two nodes of a cluster that is being formed learn of it one after the other.
    const isForming = found === NOT_YET || expected === A_PEER;
    if (isForming) this.logger.info({ peer, field, expected, found }, text);
    else this.logger.warn({ peer, field, expected, found }, text);
  }

  /** Counts bytes that are none of ours, and logs them when they are the first of this peer. */
  malformed(peer: string, error: unknown): void {
    this.counters.malformed += 1;
    const key = `${peer}/malformed`;
    if (this.#told.has(key) || this.#told.size > 1000) return;
    this.#told.add(key);
    this.logger.warn({ peer, err: error }, "malformed bytes from a node");
  }
}

/** What {@link TransportCommon} is made of. */
export interface CommonParts {
  readonly wire: Wire;
  readonly identity: LocalIdentity;
  readonly settings: TransportSettings;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly logger: Logger;
}

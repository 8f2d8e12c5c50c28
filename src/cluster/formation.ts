/**
 * Formation: how a node with an empty directory becomes part of a cluster. Of the nodes that are listed, the one with
 * the smallest id forms a cluster of itself, once all of them have said that they are empty; the others join, as does everybody
 * who hears of a cluster. A node that is told whom to join never forms one: its list says who else is let in.
 *
 * Invariants: a cluster is founded only when every listed node was seen empty, so a wiped node never founds a second one
 * beside a living one; identity and group of a node are written before anything of its replica leaves it. A crash between the two
 * is finished at the next start: whoever has an identity and no group is the founder only if nobody else is of its cluster, because
 * others are taken into a cluster by its group.
 */
import { JoinRefusedError } from "../errors.ts";
import type { NodeStore } from "../storage/node-store.ts";
import { STORAGE_FORMAT_VERSION } from "../storage/records.ts";
import type { Transport } from "../transport/transport.ts";
import type { Logger } from "../util/logger.ts";
import type { Scheduler } from "../util/scheduler.ts";
import type { AddressBook } from "./address-book.ts";
import { FIRST_REPLICA_ID, formAlone, ONLY_GROUP } from "./form.ts";
import {
  decodeHelloAnswer,
  decodeJoinAnswer,
  encodeHello,
  encodeJoin,
  type HelloAnswer,
  type JoinAnswer,
  type KnownNode,
  METHODS,
} from "./messages.ts";

/** What an empty node has to go by. */
export interface FormationOptions {
  readonly store: NodeStore;
  readonly transport: Transport;
  readonly self: KnownNode;
  /** Of the directory that becomes a node now: the first to try, where a directory before this one had a later one. */
  readonly incarnation: number;
  /** The nodes that form the cluster together, this one among them; empty when it only joins. */
  readonly initialNodes: ReadonlyArray<{ readonly nodeId: string; readonly address: string }>;
  /** Addresses of nodes to join. */
  readonly join: readonly string[];
  /** Highest level of commands that this node knows. */
  readonly commandLevel: number;
  readonly book: AddressBook;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly abortSignal: AbortSignal;
}

/** Pause before everybody is asked again, in ms. */
const ASK_AGAIN_MS = 100;
/** Whoever waits for longer says so, and again. In ms. */
const WARN_AFTER_MS = 10_000;
const WARN_AGAIN_MS = 60_000;
/** How long one node may take to answer, in ms. */
const ANSWER_MS = 1000;
/** A join waits for its commit. */
const JOIN_MS = 5000;

/**
 * Gives an empty node its identity and its group; resolves when both are durable.
 *
 * @throws {JoinRefusedError} when the cluster does not take this node.
 * @throws the abort signal's reason.
 */
export async function findCluster(options: FormationOptions): Promise<void> {
  const { scheduler, logger, join, initialNodes } = options;
  const formation = new Formation(options);
  let warnAt = scheduler.now() + WARN_AFTER_MS;
  while (!(await formation.attempt())) {
    await pause(options);
    if (scheduler.now() < warnAt) continue;
    warnAt = scheduler.now() + WARN_AGAIN_MS;
    const asked = [...join, ...initialNodes.map(({ address }) => address)];
    logger.warn({ asked, founds: join.length === 0 }, "the node still waits for its cluster");
  }
}

class Formation {
  readonly #options: FormationOptions;
  #incarnation: number;
  #leaderAddress = "";

  constructor(options: FormationOptions) {
    this.#options = options;
    this.#incarnation = options.incarnation;
  }

  /** One round of questions; true when the node is part of a cluster. */
  async attempt(): Promise<boolean> {
    const { initialNodes, self, store } = this.#options;
    const others = initialNodes.filter(({ nodeId }) => nodeId !== self.nodeId);
    const addresses = this.#addresses(others);
    const answers = await Promise.all(addresses.map((address) => this.#hello(address)));
    const own = store.identity?.clusterId;
    const found = addresses.find((_, at) => {
      const clusterId = answers[at]?.clusterId ?? "";
      return clusterId !== "" && (own === undefined || clusterId === own);
    });
    if (found !== undefined) return this.#join(found);
    if (this.#options.join.length > 0) return false;
    const isListed = others.length < initialNodes.length;
    const isSmallest = others.every(({ nodeId }) => self.nodeId < nodeId);
    if (!isListed || !isSmallest) return false;
    const allEmpty = others.every(({ nodeId, address }) => {
      const answer = answers[addresses.indexOf(address)];
      return answer?.clusterId === "" && answer.self.nodeId === nodeId;
    });
    if (!allEmpty) return false;
    await formAlone(store, self.nodeId, this.#incarnation);
    return true;
  }

  #addresses(others: ReadonlyArray<{ readonly address: string }>): string[] {
    const all = [...this.#options.join, ...others.map(({ address }) => address)];
    return [...new Set(all)].filter((address) => address !== this.#options.self.address);
  }

  async #hello(address: string): Promise<HelloAnswer | null> {
    const { transport, self, book, logger, abortSignal } = this.#options;
    try {
      const payload = encodeHello({ self, incarnation: 0 });
      const call = { payload, timeoutMs: ANSWER_MS, abortSignal };
      const answer = decodeHelloAnswer(await transport.call({ address }, METHODS.hello, call));
      book.heard(answer.self);
      return answer;
    } catch (error) {
      if (abortSignal.aborted) throw error;
      logger.debug({ address, err: error }, "a node that was asked for a cluster did not answer");
      return null;
    }
  }

  async #join(address: string): Promise<boolean> {
    const { transport, self, store, book, abortSignal, logger } = this.#options;
    const { nodeId } = self;
    const incarnation = this.#incarnation;
    const target = this.#leaderAddress === "" ? address : this.#leaderAddress;
    this.#leaderAddress = "";
    let answer: JoinAnswer;
    try {
      const { commandLevel } = this.#options;
      const payload = encodeJoin({ nodeId, incarnation, address: self.address, commandLevel });
      const call = { payload, timeoutMs: JOIN_MS, abortSignal };
      answer = decodeJoinAnswer(await transport.call({ address: target }, METHODS.join, call));
    } catch (error) {
      if (abortSignal.aborted) throw error;
      logger.debug({ address: target, err: error }, "a node that was asked to join did not answer");
      return false;
    }
    if (answer.outcome === "refused") {
      // The clock by which a directory before this one was made was ahead of the one here: nothing is wrong with an empty one. The
      // same incarnation is this one's own: its join had come through, and it was removed since.
      if (store.identity !== null || answer.incarnation <= incarnation) {
        throw new JoinRefusedError({ nodeId, reason: answer.reason });
      }
      this.#incarnation = answer.incarnation + 1;
      return false;
    }
    if (answer.outcome === "again") {
      this.#leaderAddress = answer.leaderAddress;
      return false;
    }
    for (const known of answer.known) book.heard({ ...known, saidAt: Math.max(1, known.saidAt) });
    const { clusterId, replicaId } = answer;
    const formatVersion = STORAGE_FORMAT_VERSION;
    if (store.identity === null) {
      await store.initialise({ clusterId, nodeId, incarnation, formatVersion });
    }
    await createReplica(store, replicaId);
    return true;
  }
}

/**
 * An empty replica of the group. It stands where the group began, in the configuration of that time: the log, or a
 * snapshot, brings it to the present.
 */
async function createReplica(store: NodeStore, replicaId: number): Promise<void> {
  const confState = {
    voters: [FIRST_REPLICA_ID],
    votersOutgoing: [],
    learners: [],
    learnersNext: [],
    autoLeave: false,
  };
  await store.createGroup({ group: ONLY_GROUP, replicaId, confState });
}

function pause({ scheduler, abortSignal }: FormationOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      scheduler.clearTimeout(timer);
      reject(abortSignal.reason as Error);
    };
    const timer = scheduler.setTimeout(() => {
      abortSignal.removeEventListener("abort", onAbort);
      resolve();
    }, ASK_AGAIN_MS);
    if (abortSignal.aborted) onAbort();
    else abortSignal.addEventListener("abort", onAbort, { once: true });
  });
}

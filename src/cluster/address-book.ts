/**
 * AddressBook knows where other nodes are: by configuration, by the members as the state has them, and by what nodes say of
 * themselves. The newest self-statement wins; addresses are hints, and never consensus data.
 *
 * Whoever reaches this node can say anything of itself, so it is bounded: of nodes that are neither members nor configured those
 * are forgotten that were heard of longest ago.
 */
import { parseAddress } from "../transport/address.ts";
import type { KnownNode } from "./messages.ts";

/** Nodes that are known by hearsay alone, at most. */
export const STRANGERS_MAX = 64;
/** Nobody says anything after this, in ms since 1970: no clock shows it. */
export const SAID_AT_MAX = 8_640_000_000_000_000;
/**
 * Nor so far ahead of the clock here, a hundred years: a clock that was never set shows 1970. What is said in a node's own name can
 * always be topped, because this end moves on and the last one does not.
 */
export const SAID_AHEAD_MAX_MS: number = 100 * 365 * 24 * 3_600_000;

interface Place {
  readonly nodeId: string;
  readonly address: string;
}

interface Said extends KnownNode {
  /** The highest that the node itself has spoken to this one with; 0 when it has not. */
  readonly incarnation: number;
}

/** Addresses by node id. */
export class AddressBook {
  /** What nodes have said of themselves; who was heard of longest ago comes first. */
  readonly #said = new Map<string, Said>();
  readonly #configured = new Map<string, string>();
  readonly #wallMs: () => number;
  #members: ReadonlyMap<string, string> = new Map();

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  /** What was configured: believed only when nothing newer is known. */
  configured(nodes: Iterable<Place>): void {
    for (const { nodeId, address } of nodes) {
      if (isAddress(address)) this.#configured.set(nodeId, address);
    }
  }

  /** Where the members were when they said so last, as the state has it, in place of the members before. */
  members(members: Iterable<Place>): void {
    const places = Array.from(members, ({ nodeId, address }) => [nodeId, address] as const);
    this.#members = new Map(places);
    this.#forgetStrangers();
  }

  /**
   * What somebody has heard a node say; the incarnation is known only of one that speaks itself. Returns whether an address is news.
   */
  heard(node: KnownNode, spokenAs: number = 0): boolean {
    const { nodeId, address, saidAt } = node;
    const saidAtMax = Math.min(SAID_AT_MAX - 1, this.#wallMs() + SAID_AHEAD_MAX_MS);
    if (saidAt === 0 || saidAt > saidAtMax || !isAddress(address)) return false;
    const before = this.#said.get(nodeId);
    const incarnation = Math.max(before?.incarnation ?? 0, spokenAs);
    if (before !== undefined && before.saidAt >= saidAt) {
      this.#put({ ...before, incarnation });
      return false;
    }
    const isNews = this.addressOf(nodeId) !== address;
    this.#put({ ...node, incarnation });
    this.#forgetStrangers();
    return isNews;
  }

  /** Where a node is; undefined when nobody has said. */
  addressOf(nodeId: string): string | undefined {
    return this.addressesOf(nodeId)[0];
  }

  /** Wherever a node may be, the best guess first. */
  addressesOf(nodeId: string): string[] {
    const said = this.#said.get(nodeId)?.address;
    const guesses = [said, this.#configured.get(nodeId), this.#members.get(nodeId)];
    return [...new Set(guesses.filter((one) => one !== undefined))].filter(isAddress);
  }

  /** Where a node has said that it is; undefined when it has not. */
  saidAddressOf(nodeId: string): string | undefined {
    return this.#said.get(nodeId)?.address;
  }

  /** The highest incarnation that a node itself has spoken with; 0 when it has not. */
  incarnationOf(nodeId: string): number {
    return this.#said.get(nodeId)?.incarnation ?? 0;
  }

  /** Everything known: one address for each node. */
  all(): KnownNode[] {
    const ids = new Set([
      ...this.#configured.keys(),
      ...this.#members.keys(),
      ...this.#said.keys(),
    ]);
    return [...ids].flatMap((nodeId) => {
      const address = this.addressOf(nodeId);
      const saidAt = this.#said.get(nodeId)?.saidAt ?? 0;
      return address === undefined ? [] : [{ nodeId, address, saidAt }];
    });
  }

  /** Where the members but this node itself have said that they are; anybody while no member is known. */
  saidByOthers(selfId: string): KnownNode[] {
    const isMember = (nodeId: string): boolean => {
      return this.#members.size === 0 || this.#members.has(nodeId);
    };
    return [...this.#said.values()].filter(({ nodeId }) => nodeId !== selfId && isMember(nodeId));
  }

  /** Wherever any node may be. */
  everywhere(): string[] {
    return this.all().flatMap(({ nodeId }) => this.addressesOf(nodeId));
  }

  #put(node: Said): void {
    this.#said.delete(node.nodeId);
    this.#said.set(node.nodeId, node);
  }

  #forgetStrangers(): void {
    const strangers = [...this.#said.keys()].filter(
      (nodeId) => !this.#members.has(nodeId) && !this.#configured.has(nodeId),
    );
    for (const nodeId of strangers.slice(0, -STRANGERS_MAX)) this.#said.delete(nodeId);
  }
}

function isAddress(address: string): boolean {
  try {
    parseAddress(address, "address");
    return true;
  } catch {
    return false;
  }
}

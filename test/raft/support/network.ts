/** Peers and the messages between them, delivered in order until none is left. Links can be cut. */
import type { Peer } from "../../../src/raft/peer.ts";
import { step } from "../../../src/raft/step.ts";
import {
  type Message,
  type MessageInit,
  type MessageType,
  makeMessage,
  type PeerId,
} from "../../../src/raft/types.ts";
import { makePeer, type PeerInit, persist, type TestPeer, takeMessages } from "./peers.ts";

const MESSAGES_MAX = 100_000;

export class Network {
  readonly members = new Map<PeerId, TestPeer>();
  readonly #cut = new Set<string>();
  readonly #ignored = new Set<MessageType>();
  /** Sees every message that is about to be delivered; false drops it. */
  filter: (message: Message) => boolean = () => true;

  /** Peers 1..n with the same options; `inits` may differ per peer. */
  constructor(inits: readonly PeerInit[]) {
    const voters = inits.map((_, position) => position + 1);
    for (const [position, init] of inits.entries()) {
      const id = position + 1;
      this.members.set(id, makePeer({ voters, seed: id, ...init, id }));
    }
  }

  static of(count: number, init: PeerInit = {}): Network {
    return new Network(Array.from({ length: count }, () => init));
  }

  peer(id: PeerId): Peer {
    return this.member(id).peer;
  }

  member(id: PeerId): TestPeer {
    const member = this.members.get(id);
    if (member === undefined) throw new Error(`no peer ${id}`);
    return member;
  }

  /** Feeds a message to `to` and delivers all that follows. */
  send(init: MessageInit): void {
    this.deliver([makeMessage(init)]);
  }

  /** Stands for election and delivers all that follows. */
  campaign(id: PeerId): void {
    this.send({ type: "hup", from: id, to: id });
  }

  /** Proposes at a peer and delivers all that follows. */
  propose(id: PeerId, data: string): void {
    const entry = { term: 0, index: 0, type: "normal" as const, data: Buffer.from(data) };
    this.send({ type: "propose", from: id, to: id, entries: [entry] });
  }

  /** Delivers what peers have to send, and all that follows. */
  flush(): void {
    this.deliver([]);
  }

  deliver(first: readonly Message[]): void {
    const queue = [...first, ...this.#collect()];
    for (let done = 0; done < queue.length; done += 1) {
      if (done > MESSAGES_MAX) throw new Error("the network does not come to rest");
      const message = queue[done];
      if (message === undefined) break;
      const member = this.members.get(message.to);
      if (member !== undefined) {
        step(member.peer, message);
        persist(member);
      }
      queue.push(...this.#collect());
    }
  }

  /** Cuts a link in both directions. */
  cut(one: PeerId, other: PeerId): void {
    this.#cut.add(`${one}>${other}`).add(`${other}>${one}`);
  }

  isolate(id: PeerId): void {
    for (const other of this.members.keys()) if (other !== id) this.cut(id, other);
  }

  ignore(type: MessageType): void {
    this.#ignored.add(type);
  }

  recover(): void {
    this.#cut.clear();
    this.#ignored.clear();
    this.filter = () => true;
  }

  #collect(): readonly Message[] {
    const collected: Message[] = [];
    for (const { peer } of this.members.values()) collected.push(...takeMessages(peer));
    return collected.filter(
      (message) =>
        !this.#cut.has(`${message.from}>${message.to}`) &&
        !this.#ignored.has(message.type) &&
        this.filter(message),
    );
  }
}

/**
 * A few cores on disks that write when told to, for scenarios that are played by hand: which message
 * arrives when, which write becomes durable, who crashes.
 */
import { RawNode } from "../../../src/raft/raw-node.ts";
import {
  APPEND_THREAD,
  APPLY_THREAD,
  EMPTY_CONF_STATE,
  EMPTY_HARD_STATE,
  type Message,
  type MessageType,
  NO_BYTES,
  type PeerId,
} from "../../../src/raft/types.ts";
import { SeededRandom } from "../../../src/util/random.ts";
import { Disk } from "../core/disk.ts";

interface Stand {
  readonly disk: Disk;
  node: RawNode;
  applying: Message[];
  /** Contexts of reads that were answered. */
  readonly answered: string[];
}

/** Index and term of the snapshot that all members begin with. */
const ORIGIN = 1;

export class Bench {
  readonly #stands = new Map<PeerId, Stand>();
  readonly #preVote: boolean;

  constructor(voters: readonly PeerId[], options: { readonly preVote: boolean }) {
    this.#preVote = options.preVote;
    for (const id of voters) this.add(id, voters);
  }

  /** Adds a member; one that is not among the voters begins with nothing. */
  add(id: PeerId, voters: readonly PeerId[] = []): void {
    const index = voters.length === 0 ? 0 : ORIGIN;
    const confState = { ...EMPTY_CONF_STATE, voters };
    const disk = new Disk({
      snapshot: { index, term: index, confState, data: NO_BYTES },
      hardState: index === 0 ? EMPTY_HARD_STATE : { term: index, vote: 0, commit: index },
      visibleAtOnce: false,
    });
    this.#stands.set(id, { disk, node: this.#start(id, disk), applying: [], answered: [] });
  }

  node(id: PeerId): RawNode {
    return this.#stand(id).node;
  }

  disk(id: PeerId): Disk {
    return this.#stand(id).disk;
  }

  /** Contexts of the reads that were answered at a member, oldest first. */
  answered(id: PeerId): readonly string[] {
    return this.#stand(id).answered;
  }

  /** Takes what a member has to do: writes and entries to apply wait, messages are returned. */
  take(id: PeerId): readonly Message[] {
    const stand = this.#stand(id);
    const sent: Message[] = [];
    while (stand.node.hasReady()) {
      const { messages, readStates } = stand.node.ready();
      for (const { context } of readStates) stand.answered.push(new TextDecoder().decode(context));
      for (const message of messages) {
        if (message.to === APPEND_THREAD) stand.disk.enqueue(message);
        else if (message.to === APPLY_THREAD) stand.applying.push(message);
        else sent.push(message);
      }
    }
    return sent;
  }

  /** Makes everything durable that waits. Returns what may be sent then. */
  write(id: PeerId): readonly Message[] {
    const { disk, node } = this.#stand(id);
    const sent: Message[] = [...this.take(id)];
    while (disk.hasWaiting) {
      disk.start(Infinity);
      for (const { responses } of disk.land()) {
        for (const response of responses) {
          if (response.to === id) node.step(response);
          else sent.push(response);
        }
      }
      sent.push(...this.take(id));
    }
    return sent;
  }

  /** Applies everything that waits, and writes what follows from it. */
  apply(id: PeerId): readonly Message[] {
    const stand = this.#stand(id);
    const sent: Message[] = [];
    for (let work = stand.applying.shift(); work !== undefined; work = stand.applying.shift()) {
      for (const entry of work.entries) {
        if (entry.type === "normal") continue;
        const confState = stand.node.applyConfChangeEntry(entry);
        stand.disk.saveImage({ applied: entry.index, confState, bytes: NO_BYTES });
      }
      for (const response of work.responses) stand.node.step(response);
      sent.push(...this.write(id));
    }
    return sent;
  }

  /** Delivers those of some messages that go to one of `to`, of the types named; all if none is. */
  deliver(
    messages: readonly Message[],
    to: readonly PeerId[],
    types?: readonly MessageType[],
  ): void {
    for (const message of messages) {
      if (!to.includes(message.to)) continue;
      if (types !== undefined && !types.includes(message.type)) continue;
      this.node(message.to).step(message);
    }
  }

  /** Writes, applies and delivers among some members until nothing is left. */
  settle(ids: readonly PeerId[]): void {
    for (let round = 0; round < 100; round += 1) {
      const sent = ids.flatMap((id) => [...this.write(id), ...this.apply(id)]);
      if (sent.length === 0) return;
      this.deliver(sent, ids);
    }
    throw new Error("the members do not come to rest");
  }

  /** Loses what is not written, and starts again. */
  crash(id: PeerId): void {
    const stand = this.#stand(id);
    stand.disk.crash(false);
    stand.node = this.#start(id, stand.disk);
    stand.applying = [];
  }

  #start(id: PeerId, disk: Disk): RawNode {
    return new RawNode({
      id,
      electionTicks: 10,
      heartbeatTicks: 1,
      storage: disk,
      applied: disk.image.applied,
      asyncStorageWrites: true,
      preVote: this.#preVote,
      commitInVotes: true,
      durableCampaigns: true,
      random: new SeededRandom(id),
    });
  }

  #stand(id: PeerId): Stand {
    const stand = this.#stands.get(id);
    if (stand === undefined) throw new Error(`no member ${id}`);
    return stand;
  }
}

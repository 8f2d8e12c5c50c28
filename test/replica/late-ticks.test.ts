// Goal: after a stall what has come in meanwhile is heard before time goes on: Node runs timers first, then sockets. Method: one host, whose
// two peers are played by the test; while its scheduler stands still their messages wait, and they come right after the timers.
import { expect, test } from "vitest";
import { type Message, type MessageInit, makeMessage } from "../../src/raft/types.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { finish, GROUP, type LogNode, openLogNode } from "../support/log-node.ts";
import { PausableScheduler } from "../support/pausable-scheduler.ts";

const SEED = 41;
const TICK_MS = 15;
const ELECTION_TICKS = 8;

/** What a peer answers that has everything and grants everything. */
function answerTo({ type, from, to, term, index, entries, context }: Message): Message | null {
  const back = { from: to, to: from, term };
  switch (type) {
    case "preVote":
      return makeMessage({ type: "preVoteResponse", ...back });
    case "vote":
      return makeMessage({ type: "voteResponse", ...back });
    case "append":
      return makeMessage({ type: "appendResponse", ...back, index: index + entries.length });
    case "heartbeat":
      return makeMessage({ type: "heartbeatResponse", ...back, context });
    default:
      return null;
  }
}

class Stalling {
  readonly virtual = new VirtualScheduler();
  readonly #process = new PausableScheduler(this.virtual);
  readonly sent: Message[] = [];
  /** Whether the peers answer. */
  isAnswered = true;
  /** Called before an answer comes in. */
  onAnswer: () => void = () => {};
  #node: LogNode | null = null;
  #socket: Message[] | null = null;

  async open(): Promise<LogNode> {
    const { virtual } = this;
    const options = {
      disk: new MemoryDisk({ name: "disk", scheduler: virtual, seed: SEED }),
      scheduler: virtual,
      voters: [1, 2, 3],
      seed: SEED,
      host: { scheduler: this.#process },
      send: (messages: readonly Message[]) => {
        for (const message of messages) this.#answer(message);
      },
    };
    this.#node = await finish(virtual, openLogNode(options));
    return this.#node;
  }

  receive(init: Omit<MessageInit, "to">): void {
    const message = makeMessage({ ...init, to: 1 });
    if (this.#socket !== null) this.#socket.push(message);
    else this.#node?.host.replica(GROUP).receive(message);
  }

  stop(): void {
    this.#process.stop();
    this.#socket = [];
  }

  goOn(): void {
    const messages = this.#socket ?? [];
    this.#socket = null;
    this.#process.goOn();
    for (const message of messages) this.#node?.host.replica(GROUP).receive(message);
  }

  #answer(message: Message): void {
    this.sent.push(message);
    const answer = answerTo(message);
    if (answer === null || !this.isAnswered) return;
    this.virtual.setTimeout(() => {
      this.onAnswer();
      this.receive(answer);
    }, 1);
  }
}

test(`a leader that stood still hears who has answered it before it counts them (SEED=${SEED})`, async () => {
  const stalling = new Stalling();
  const { virtual } = stalling;
  const node = await stalling.open();
  await virtual.run({ until: () => node.sink.term > 0 });
  const { term } = node.sink;
  const replica = node.host.replica(GROUP);
  let isStopped = false;
  stalling.onAnswer = () => {
    const { progress = [] } = replica.status() ?? {};
    // A new round of check-quorum: these are the first answers in it.
    if (isStopped || progress.some(({ id, recentlyActive }) => id !== 1 && recentlyActive)) return;
    stalling.stop();
    isStopped = true;
  };
  await virtual.run({ until: () => isStopped });
  await virtual.run({ untilMs: virtual.now() + (ELECTION_TICKS + 1) * TICK_MS });
  stalling.goOn();
  await virtual.run({ untilMs: virtual.now() + 5 });
  expect(node.sink.term).toBe(term);
  expect(replica.status()).toMatchObject({ role: "leader", term });
  await finish(virtual, node.host.close());
});

test(`a follower that stood still hears its leader before it campaigns (SEED=${SEED})`, async () => {
  const stalling = new Stalling();
  stalling.isAnswered = false;
  const { virtual, sent } = stalling;
  const node = await stalling.open();
  const replica = node.host.replica(GROUP);
  const heartbeat = (): void => stalling.receive({ type: "heartbeat", from: 2, term: 9 });
  let stalls = 0;
  // One of these ticks is the one before it campaigns.
  for (let quiet = 1; quiet < 2 * ELECTION_TICKS; quiet += 1) {
    heartbeat();
    await virtual.run({ until: () => replica.status()?.leader === 2 });
    await virtual.run({ untilMs: virtual.now() + quiet * TICK_MS });
    if (sent.some(({ type }) => type === "preVote")) break;
    stalling.stop();
    heartbeat();
    await virtual.run({ untilMs: virtual.now() + 3 * TICK_MS });
    stalling.goOn();
    await virtual.run({ untilMs: virtual.now() + 1 });
    stalls += 1;
    expect(sent.filter(({ type }) => type === "preVote")).toEqual([]);
    expect(replica.status()?.leader).toBe(2);
  }
  expect(stalls).toBeGreaterThanOrEqual(ELECTION_TICKS - 1);
  await finish(virtual, node.host.close());
});

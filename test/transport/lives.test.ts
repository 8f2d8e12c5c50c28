// What becomes of the streams of a node that died unheard when it is back; the same over both networks. Method: nodes that vanish
// behind a cut, and a peer made by hand that says what life it is in as it likes.
import { describe, expect, test } from "vitest";
import { encodeFrame, encodeRoute } from "../../src/transport/frame-codec.ts";
import {
  decodeAnswer,
  decodeOpening,
  encodeAnswer,
  encodeOpening,
} from "../../src/transport/records.ts";
import type { Wire, WireHandler, WireMethod, WireStream } from "../../src/transport/wire.ts";
import { CLUSTER, introduce, messageOf, NETS, type Net, type TestNode } from "./nets.ts";

const NOTHING = new Uint8Array(0);
/** Far longer than a test lasts. */
const SILENCE_MS = 60_000;
const OLD = "01".repeat(16);
const NEW = "02".repeat(16);
const BEAT = messageOf({ type: "heartbeat", to: 1 });

/** Sends until something has arrived; a handful of calls there and back, far less than the silence. */
async function arrives(net: Net, from: TestNode, to: TestNode): Promise<boolean> {
  to.transport.handle("tick", () => Promise.resolve(NOTHING));
  const before = to.recorder.received.length;
  for (let round = 0; round < 200 && to.recorder.received.length === before; round += 1) {
    from.transport.send(to.transport.nodeId, [BEAT]);
    await net.finish(
      from.transport.call({ address: to.address }, "tick", { payload: NOTHING, timeoutMs: 1000 }),
    );
  }
  return to.recorder.received.length > before;
}

async function pair(net: Net): Promise<[TestNode, TestNode]> {
  const a = await net.node("a");
  const b = await net.node("b");
  introduce(a, b);
  await net.until(() => a.recorder.up.length > 0 && b.recorder.up.length > 0);
  return [a, b];
}

/** A stream as the peer by hand sees it. */
interface HandStream {
  readonly stream: WireStream;
  /** What its opener said, or its answerer. */
  life: string | null;
  frames: number;
  isOver: boolean;
}

/** Node b, made by hand, as node a sees it. */
class HandPeer {
  readonly name = { clusterId: CLUSTER, nodeId: "b", incarnation: 1 };
  /** Streams that a has opened. */
  readonly dials: HandStream[] = [];
  readonly #net: Net;
  readonly #wire: Wire;
  readonly #a: TestNode;
  /** What it says when it is dialled. */
  #life: string;

  private constructor({ net, wire, a, life }: { net: Net; wire: Wire; a: TestNode; life: string }) {
    this.#net = net;
    this.#wire = wire;
    this.#a = a;
    this.#life = life;
  }

  /** A peer that a dials; resolves when it has. */
  static async meet(net: Net, a: TestNode, life: string): Promise<HandPeer> {
    const wire = await net.wire("b");
    const peer = new HandPeer({ net, wire, a, life });
    const address = await wire.listen({ host: "127.0.0.1", port: 0 }, (method, stream) =>
      peer.#accept(method, stream),
    );
    a.transport.setPeers([{ nodeId: "b", address }]);
    await net.until(() => a.recorder.up.length === 1);
    return peer;
  }

  /** It dies and is back. */
  live(life: string): void {
    this.#life = life;
  }

  /** Opens a stream for what a sends; resolves when a has answered. */
  async open(life: string): Promise<HandStream> {
    const to = { clusterId: CLUSTER, nodeId: "a", incarnation: 1 };
    const stream = this.#wire.connect(this.#a.address).open("Frames", {
      onMessage: (message) => {
        if (opened.life === null) opened.life = decodeAnswer(message).life;
        else opened.frames += 1;
        this.#net.changed();
      },
      onClose: () => this.#over(opened),
    });
    const opened: HandStream = { stream, life: null, frames: 0, isOver: false };
    stream.write(encodeOpening({ from: this.name, to, method: "", payload: NOTHING, life }));
    await this.#net.until(() => opened.life !== null);
    return opened;
  }

  /** Whether a frame comes through to a on a stream that a has opened. */
  async isHeardOn({ stream }: HandStream): Promise<void> {
    const to = { clusterId: CLUSTER, nodeId: "a", incarnation: 1 };
    const before = this.#a.recorder.received.length;
    stream.write(encodeFrame(encodeRoute({ from: this.name, to }), [BEAT]));
    await this.#net.until(() => this.#a.recorder.received.length > before);
  }

  /** Waits until what a sends comes on a stream. */
  async hearsOn(opened: HandStream): Promise<void> {
    const before = opened.frames;
    this.#a.transport.send("b", [BEAT]);
    await this.#net.until(() => opened.frames > before);
  }

  #accept(_method: WireMethod, stream: WireStream): WireHandler {
    const dial: HandStream = { stream, life: null, frames: 0, isOver: false };
    return {
      onMessage: (message) => {
        dial.life = decodeOpening(message).life;
        this.dials.push(dial);
        stream.write(encodeAnswer({ status: "done", name: this.name, life: this.#life }));
        this.#net.changed();
      },
      onClose: () => this.#over(dial),
    };
  }

  #over(stream: HandStream): void {
    stream.isOver = true;
    this.#net.changed();
  }
}

describe.each(NETS)("lives of a node over $name", ({ make }) => {
  test("a node that died unheard and is back is heard at once, and its old streams are closed", async () => {
    await using net = make({ silenceMs: SILENCE_MS });
    const [a, b] = await pair(net);
    await net.vanish(b);
    expect(net.keptTo(b)).toBe(1);
    const again = await net.node("b");
    introduce(a, again);
    expect(await arrives(net, again, a)).toBe(true);
    expect(await arrives(net, a, again)).toBe(true);
    await net.until(() => a.recorder.unreachable.includes(null));
    expect(net.keptTo(b)).toBe(0);
    expect(a.recorder.up.length - a.recorder.down.length).toBe(1);
  });

  test("a node is in one life for as long as it is, and in another one after that", async () => {
    await using net = make();
    const a = await net.node("a");
    const b = await HandPeer.meet(net, a, OLD);
    const first = await b.open(OLD);
    const second = await b.open(OLD);
    expect(first.life).toMatch(/^[0-9a-f]{32}$/);
    expect([second.life, b.dials[0]?.life]).toEqual([first.life, first.life]);
    await net.kill(a);
    const again = await net.node("a");
    const met = await HandPeer.meet(net, again, OLD);
    expect((await met.open(OLD)).life).not.toBe(first.life);
  });

  test.each([
    { what: "the same life", answered: OLD, opened: OLD },
    { what: "a life that is not known", answered: OLD, opened: "" },
    { what: "a life where none was known", answered: "", opened: NEW },
    { what: "none where none was known", answered: "", opened: "" },
  ])("a peer that opens in $what keeps the stream that was dialled", async (row) => {
    await using net = make({ silenceMs: SILENCE_MS });
    const a = await net.node("a");
    const b = await HandPeer.meet(net, a, row.answered);
    const first = await b.open(row.answered);
    await b.hearsOn(first);
    const second = await b.open(row.opened);
    // Its own stream before is replaced, as always.
    await net.until(() => first.isOver);
    await b.hearsOn(second);
    for (const dial of b.dials) await b.isHeardOn(dial);
    expect(b.dials.map(({ isOver }) => isOver)).toEqual([false]);
    expect(second.isOver).toBe(false);
    expect(a.recorder.down).toEqual([]);
  });

  test("a peer that opens in another life is dialled anew, and what waited for the old one is dropped", async () => {
    await using net = make({ silenceMs: SILENCE_MS });
    const a = await net.node("a");
    const b = await HandPeer.meet(net, a, OLD);
    const first = await b.open(OLD);
    await b.hearsOn(first);
    b.live(NEW);
    const second = await b.open(NEW);
    await net.until(() => first.isOver && b.dials[0]?.isOver === true && b.dials.length === 2);
    await net.until(() => a.recorder.unreachable.includes(null));
    await b.hearsOn(second);
    for (const dial of b.dials.slice(1)) await b.isHeardOn(dial);
    expect(second.isOver).toBe(false);
  });

  test("a stream that was dialled to the new life before it opened its own stays", async () => {
    await using net = make({ silenceMs: SILENCE_MS });
    const a = await net.node("a");
    const b = await HandPeer.meet(net, a, OLD);
    const first = await b.open(OLD);
    b.live(NEW);
    b.dials[0]?.stream.cancel();
    await net.until(() => b.dials.length === 2);
    const second = await b.open(NEW);
    await net.until(() => first.isOver && a.recorder.unreachable.includes(null));
    await b.hearsOn(second);
    for (const dial of b.dials.slice(1)) await b.isHeardOn(dial);
    expect([second.isOver, b.dials.length]).toEqual([false, 2]);
  });

  test("an opening of a dead life that comes late costs the living one its streams, once", async () => {
    await using net = make({ silenceMs: SILENCE_MS });
    const a = await net.node("a");
    const b = await HandPeer.meet(net, a, NEW);
    const first = await b.open(NEW);
    const late = await b.open(OLD);
    await net.until(() => first.isOver && b.dials[0]?.isOver === true && b.dials.length === 2);
    // The living one has seen its stream break.
    const second = await b.open(NEW);
    await net.until(() => late.isOver);
    await b.hearsOn(second);
    for (const dial of b.dials.slice(1)) await b.isHeardOn(dial);
    expect([second.isOver, b.dials.length]).toEqual([false, 2]);
  });

  test("a snapshot for a node that died unheard is given up when it is back", async () => {
    await using net = make({ silenceMs: SILENCE_MS });
    const [a, b] = await pair(net);
    let isTaking = false;
    b.recorder.takeSnapshot = async ({ chunks }) => {
      for await (const _ of chunks) {
        isTaking = true;
        net.changed();
      }
    };
    const snapshot = { header: NOTHING, chunks: endless() };
    const failure = a.transport.sendSnapshot("b", snapshot).catch((error: unknown) => error);
    await net.until(() => isTaking);
    await net.vanish(b);
    introduce(a, await net.node("b"));
    const error = await net.finish(failure);
    expect(error).toMatchObject({ code: "ERR_SNAPSHOT_TRANSFER", peer: "b" });
    expect(String(error)).toContain("the receiver started anew");
  });

  test("a snapshot from a node that died unheard is given up when it is back", async () => {
    await using net = make({ silenceMs: SILENCE_MS });
    const [a, b] = await pair(net);
    let isTaking = false;
    let failure: unknown = null;
    a.recorder.takeSnapshot = async ({ chunks }) => {
      try {
        for await (const _ of chunks) {
          isTaking = true;
          net.changed();
        }
      } catch (error) {
        failure = error;
        net.changed();
      }
    };
    b.transport.sendSnapshot("a", { header: NOTHING, chunks: endless() }).catch(() => {});
    await net.until(() => isTaking);
    await net.vanish(b);
    introduce(a, await net.node("b"));
    await net.until(() => failure !== null);
    expect(failure).toMatchObject({ code: "ERR_SNAPSHOT_TRANSFER", peer: "b" });
    expect(String(failure)).toContain("the sender started anew");
  });
});

/** A part, and then nothing for ever. */
async function* endless(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(10);
  await new Promise(() => {});
}

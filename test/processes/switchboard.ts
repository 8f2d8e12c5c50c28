/**
 * The network between the nodes of a test: every connection of a node to another one comes here and is carried on. Each direction of
 * each pair can be held (bytes and new connections wait, and arrive late when it opens again, as over a switch that was unplugged),
 * delayed, or broken (connections are reset, new ones refused).
 *
 * Invariant: bytes of one direction arrive in order, or the connection ends.
 */
import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";

/** What happens to what one node sends to another. */
export type LinkState =
  | { readonly type: "open"; readonly delayMs: number }
  | { readonly type: "held" }
  | { readonly type: "broken" };

const OPEN: LinkState = { type: "open", delayMs: 0 };
/** Bytes of one direction that wait here before the sender is held back. */
const QUEUE_BYTES_MAX = 4 * 1024 * 1024;
const LINE_BYTES_MAX = 200;

/** The network of one cluster. */
export class Switchboard {
  readonly #server: Server;
  readonly #nodeAt: ReadonlyMap<string, string>;
  readonly #ports = new Map<string, number>();
  readonly #links = new Map<string, LinkState>();
  readonly #wires = new Set<Wire>();
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, nodeAt: ReadonlyMap<string, string>) {
    this.#server = server;
    this.#nodeAt = nodeAt;
    server.on("connection", (socket) => this.#accept(socket));
  }

  /** Listens on a port of the system's choice. `nodeAt`: node ids by address. */
  static async open(nodeAt: ReadonlyMap<string, string>): Promise<Switchboard> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Switchboard(server, nodeAt);
  }

  get port(): number {
    const place = this.#server.address();
    if (place === null || typeof place === "string") throw new Error("the switchboard is closed");
    return place.port;
  }

  /** Where a node listens now; null: nowhere. */
  place(nodeId: string, port: number | null): void {
    if (port === null) this.#ports.delete(nodeId);
    else this.#ports.set(nodeId, port);
  }

  /** What happens from now on to what `from` sends to `to`, on connections of both. */
  set(from: string, to: string, state: LinkState): void {
    this.#links.set(`${from} ${to}`, state);
    for (const wire of this.#wires) wire.changed();
  }

  /** All links are open. */
  heal(): void {
    this.#links.clear();
    for (const wire of this.#wires) wire.changed();
  }

  async close(): Promise<void> {
    for (const wire of this.#wires) wire.destroy();
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #link(from: string, to: string): LinkState {
    return this.#links.get(`${from} ${to}`) ?? OPEN;
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => this.#sockets.delete(socket));
    let head = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\n");
      if (end < 0 && head.length <= LINE_BYTES_MAX) return;
      socket.off("data", onData);
      socket.pause();
      const [from = "", address = ""] = head.subarray(0, end).toString().split(" ");
      const to = this.#nodeAt.get(address);
      if (end < 0 || to === undefined) {
        socket.destroy();
        return;
      }
      socket.unshift(head.subarray(end + 1));
      this.#dial(socket, from, to);
    };
    socket.on("data", onData);
  }

  #dial(socket: Socket, from: string, to: string): void {
    const wire: Wire = new Wire({
      dialling: socket,
      forth: () => this.#link(from, to),
      back: () => this.#link(to, from),
      dial: () => this.#connect(to),
      onOver: () => this.#wires.delete(wire),
    });
    this.#wires.add(wire);
    wire.changed();
  }

  /** Null when that node does not listen. */
  #connect(to: string): Socket | null {
    const port = this.#ports.get(to);
    if (port === undefined) return null;
    const socket = createConnection({
      host: "127.0.0.1",
      port,
      allowHalfOpen: true,
      noDelay: true,
    });
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }
}

interface WireParts {
  readonly dialling: Socket;
  readonly forth: () => LinkState;
  readonly back: () => LinkState;
  readonly dial: () => Socket | null;
  readonly onOver: () => void;
}

/** One connection between two nodes. */
class Wire {
  readonly #parts: WireParts;
  #pumps: readonly Pump[] | null = null;
  #isOver = false;

  constructor(parts: WireParts) {
    this.#parts = parts;
    // One that is given up while it waits here.
    parts.dialling.once("close", () => {
      if (this.#pumps === null) this.destroy();
    });
  }

  /** A link may be in another state. */
  changed(): void {
    if (this.#isOver) return;
    const { forth, back, dial, dialling } = this.#parts;
    if (forth().type === "broken" || back().type === "broken") {
      this.destroy();
      return;
    }
    if (this.#pumps !== null) {
      for (const pump of this.#pumps) pump.flush();
      return;
    }
    // The handshake goes there and back again.
    if (forth().type === "held" || back().type === "held") return;
    const dialled = dial();
    if (dialled === null) {
      this.destroy();
      return;
    }
    const onLost = (): void => this.destroy();
    this.#pumps = [
      new Pump({ source: dialling, sink: dialled, state: forth, onLost }),
      new Pump({ source: dialled, sink: dialling, state: back, onLost }),
    ];
  }

  destroy(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#parts.dialling.destroy();
    for (const pump of this.#pumps ?? []) pump.destroy();
    this.#parts.onOver();
  }
}

interface PumpParts {
  readonly source: Socket;
  readonly sink: Socket;
  readonly state: () => LinkState;
  /** The source is gone, and everything that it sent has arrived. */
  readonly onLost: () => void;
}

/** One direction of a connection. */
class Pump {
  readonly #parts: PumpParts;
  /** What waits, in order; null: the source has ended. */
  #queue: { readonly chunk: Buffer | null; readonly dueMs: number }[] = [];
  #queuedBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #isLost = false;

  constructor(parts: PumpParts) {
    this.#parts = parts;
    const { source, sink } = parts;
    source.on("data", (chunk: Buffer) => this.#take(chunk));
    source.once("end", () => this.#take(null));
    source.on("error", () => {});
    source.once("close", () => {
      this.#isLost = true;
      this.flush();
    });
    sink.on("drain", () => this.flush());
    source.resume();
  }

  destroy(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#queue = [];
    this.#parts.source.destroy();
    this.#parts.sink.destroy();
  }

  /** Carries on what may arrive now. */
  flush(): void {
    const { source, sink, state, onLost } = this.#parts;
    for (;;) {
      const [next] = this.#queue;
      const link = state();
      if (next === undefined || link.type !== "open" || sink.writableNeedDrain) break;
      const waitMs = link.delayMs === 0 ? 0 : next.dueMs - performance.now();
      if (waitMs > 0) {
        this.#arm(waitMs);
        break;
      }
      this.#queue.shift();
      if (next.chunk === null) {
        sink.end();
        continue;
      }
      this.#queuedBytes -= next.chunk.length;
      sink.write(next.chunk);
    }
    const isFull = this.#queuedBytes > QUEUE_BYTES_MAX;
    if (isFull && !source.isPaused()) source.pause();
    else if (!isFull && source.isPaused()) source.resume();
    // Nobody hears of an end over a link that is held.
    if (this.#isLost && this.#queue.length === 0 && state().type === "open") onLost();
  }

  #take(chunk: Buffer | null): void {
    const state = this.#parts.state();
    const delayMs = state.type === "open" ? state.delayMs : 0;
    this.#queue.push({ chunk, dueMs: performance.now() + delayMs });
    this.#queuedBytes += chunk?.length ?? 0;
    this.flush();
  }

  #arm(waitMs: number): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.flush();
    }, Math.ceil(waitMs));
  }
}

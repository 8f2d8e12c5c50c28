// Goal: the network of the process tests does what it is told, so that what they show is true. Method: a server that echoes, and clients that
// say who they are.
import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Switchboard } from "./switchboard.ts";

const DELAY_MS = 60;

/** A node b that echoes, and a way for a to reach it. */
async function openPair(): Promise<{ board: Switchboard; dial: () => Socket; server: Server }> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const board = await Switchboard.open(new Map([["127.0.0.1:2", "b"]]));
  const place = server.address();
  board.place("b", typeof place === "object" && place !== null ? place.port : null);
  const dialled: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of dialled) socket.destroy();
    await board.close();
    server.close();
  });
  const dial = (): Socket => {
    const socket = createConnection({ host: "127.0.0.1", port: board.port });
    socket.setEncoding("utf8").on("error", () => {});
    socket.write("a 127.0.0.1:2\n");
    dialled.push(socket);
    return socket;
  };
  return { board, dial, server };
}

/** Time passes: a connection to nobody comes and goes. */
async function refused(board: Switchboard): Promise<void> {
  const socket = createConnection({ host: "127.0.0.1", port: board.port });
  socket.on("error", () => {});
  socket.write("a 127.0.0.1:3\n");
  await once(socket.resume(), "close");
}

/** Says something and hears it again. */
async function echoed(socket: Socket, text: string): Promise<void> {
  const heard = once(socket, "data");
  socket.write(text);
  expect(await heard).toEqual([text]);
}

test("what is said over an open link arrives, without the line that names the two", async () => {
  const { dial } = await openPair();
  await echoed(dial(), "hello");
});

test.each([
  ["there", "a", "b"],
  ["back", "b", "a"],
])(
  "what is said over a link that is held on the way %s arrives when it heals",
  async (_, from, to) => {
    const { board, dial } = await openPair();
    const socket = dial();
    await echoed(socket, "before");
    board.set(from, to, { type: "held" });
    let heard = "";
    socket.on("data", (text: string) => {
      heard += text;
    });
    socket.write("held");
    await refused(board);
    expect(heard).toBe("");
    const arrived = once(socket, "data");
    board.heal();
    await arrived;
    expect(heard).toBe("held");
  },
);

test("a connection over a held link comes about when it heals", async () => {
  const { board, dial, server } = await openPair();
  board.set("b", "a", { type: "held" });
  let accepted = 0;
  server.on("connection", () => {
    accepted += 1;
  });
  const socket = dial();
  const heard = once(socket, "data");
  socket.write("patience");
  await refused(board);
  expect(accepted).toBe(0);
  board.heal();
  expect(await heard).toEqual(["patience"]);
});

test("nobody hears over a held link that the other one is gone", async () => {
  const { board, dial, server } = await openPair();
  const accepted = once(server, "connection");
  const socket = dial();
  await echoed(socket, "before");
  const [far] = (await accepted) as [Socket];
  const closed = once(far, "close");
  board.set("a", "b", { type: "held" });
  socket.destroy();
  await once(socket, "close");
  await refused(board);
  expect(far.closed).toBe(false);
  board.heal();
  await closed;
});

test("a link that is broken resets its connections and refuses new ones", async () => {
  const { board, dial } = await openPair();
  const socket = dial();
  await echoed(socket, "before");
  board.set("b", "a", { type: "broken" });
  await once(socket, "close");
  await once(dial().resume(), "close");
  board.heal();
  await echoed(dial(), "after");
});

test("a slow link delays what is said, in order", async () => {
  const { board, dial } = await openPair();
  const socket = dial();
  await echoed(socket, "before");
  board.set("a", "b", { type: "open", delayMs: DELAY_MS });
  const from = performance.now();
  let heard = "";
  socket.on("data", (text: string) => {
    heard += text;
  });
  for (const word of ["one ", "two ", "three"]) socket.write(word);
  while (heard.length < 13) await once(socket, "data");
  expect(heard).toBe("one two three");
  expect(performance.now() - from).toBeGreaterThanOrEqual(DELAY_MS - 1);
});

test("a node that does not listen is not reached", async () => {
  const { board, dial } = await openPair();
  board.place("b", null);
  await once(dial().resume(), "close");
});

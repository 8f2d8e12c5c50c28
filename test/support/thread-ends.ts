/**
 * The line between the main thread and that of a Raft host with both ends in one thread: what is sent is copied as between threads, and
 * arrives when the test says so. Ends that only note what arrives stand in for the side that is not tested.
 */
import type { TransferListItem } from "node:worker_threads";
import { type LinePort, ThreadLine } from "../../src/runtime/thread-line.ts";
import type { ToHost, ToMain } from "../../src/runtime/thread-records.ts";

/** One end of {@link PumpedPorts}. */
class PumpedPort implements LinePort {
  readonly #send: (message: unknown) => void;
  #listener: (message: unknown) => void = () => {};

  constructor(send: (message: unknown) => void) {
    this.#send = send;
  }

  postMessage(message: unknown, transfer: readonly TransferListItem[] = []): void {
    this.#send(structuredClone(message, { transfer: [...transfer] }));
  }

  on(_event: "message", listener: (message: unknown) => void): void {
    this.#listener = listener;
  }

  take(message: unknown): void {
    this.#listener(message);
  }
}

/** Two ports whose messages wait until they are delivered. */
export class PumpedPorts {
  readonly main: PumpedPort = new PumpedPort((message) => {
    this.#waiting.push(() => {
      this.host.take(message);
    });
  });
  readonly host: PumpedPort = new PumpedPort((message) => {
    this.#waiting.push(() => {
      this.main.take(message);
    });
  });
  readonly #waiting: (() => void)[] = [];

  /** How many messages are under way. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Delivers one that is under way, if there is one. */
  deliver(): void {
    this.#waiting.shift()?.();
  }

  /** Delivers what is under way, and what is sent because of it at once, in order. */
  pump(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next();
  }

  /** Delivers until a promise is settled, which must not wait for anything but the line. */
  async settle<T>(promise: Promise<T>): Promise<T> {
    const state = { isSettled: false };
    const settled = (): void => {
      state.isSettled = true;
    };
    promise.then(settled, settled);
    for (let round = 0; round < 100 && !state.isSettled; round += 1) {
      this.pump();
      await Promise.resolve();
    }
    if (!state.isSettled) throw new Error("it waits for something else than the line");
    return promise;
  }
}

/** What has arrived at an end: posts and calls, by name with what came. */
export type Arrived = readonly [name: string, body: unknown];

/** The end of the host's thread. It notes what arrives; of calls it answers those that have nothing to say. */
export function notingHost(port: LinePort, arrived: Arrived[]): ThreadLine<ToMain, ToHost> {
  const note =
    (name: string) =>
    (body: unknown): void => {
      arrived.push([name, body]);
    };
  const done =
    (name: string) =>
    (body: unknown): null => {
      arrived.push([name, body]);
      return null;
    };
  return new ThreadLine<ToMain, ToHost>(port, {
    posts: {
      propose: note("propose"),
      applied: note("applied"),
      save: note("save"),
      switched: note("switched"),
      openLog: note("openLog"),
      view: note("view"),
      publish: note("publish"),
      closing: note("closing"),
      fail: note("fail"),
    },
    calls: {
      open: unexpected,
      start: unexpected,
      readIndex: unexpected,
      flushed: done("flushed"),
      forward: unexpected,
      prepare: unexpected,
      remove: done("remove"),
      leave: done("leave"),
      handOver: done("handOver"),
      stop: done("stop"),
      end: done("end"),
    },
  });
}

/** The end of the main thread. It notes what arrives, and answers no call. */
export function notingMain(port: LinePort, arrived: Arrived[]): ThreadLine<ToHost, ToMain> {
  const note =
    (name: string) =>
    (body: unknown): void => {
      arrived.push([name, body]);
    };
  return new ThreadLine<ToHost, ToMain>(port, {
    posts: {
      events: note("events"),
      leaderNamed: note("leaderNamed"),
      cluster: note("cluster"),
      knownToAll: note("knownToAll"),
      goOn: note("goOn"),
      fatal: note("fatal"),
      log: note("log"),
    },
    calls: {
      accept: unexpected,
      prepareHere: unexpected,
      proposeMember: unexpected,
      drain: unexpected,
    },
  });
}

function unexpected(): never {
  throw new Error("nobody was expected to ask for that");
}

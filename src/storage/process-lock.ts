/**
 * ProcessLock says that one process uses a directory. It stands beside LevelDB's own lock because that one is lost
 * silently: closing *any* descriptor of the file LOCK in the owning process releases it (POSIX record locks), so
 * reading LOCK, copying the directory, or a refused second opening lets another process in.
 *
 * It is a socket that listens under a name derived from the directory's device and inode. The kernel gives a name to
 * one socket only and takes it back when the process dies, however it dies; no file is involved on Linux (abstract
 * names) and Windows (pipes). Elsewhere the socket is a file in the temporary directory, and one that nobody answers
 * at is removed.
 *
 * Caveats: processes in different network namespaces (containers) that share a volume do not see each other's
 * abstract sockets; there LevelDB's lock alone stands. It does between machines on a network file system, too.
 */
import { rm, stat } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How long the owner has to say who it is. */
const ANSWER_MS = 200;

/** The name under which the owner of a directory listens. */
export async function lockAddress(
  directory: string,
  platform: NodeJS.Platform = process.platform,
): Promise<string> {
  const { dev, ino } = await stat(directory, { bigint: true });
  const name = `raftwork-${dev.toString(36)}-${ino.toString(36)}`;
  if (platform === "linux") return `\0${name}`;
  if (platform === "win32") return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

/** A lock that this process holds. */
export class ProcessLock {
  readonly #server: Server;
  readonly #callers: ReadonlySet<Socket>;

  private constructor({ server, callers }: Listening) {
    this.#server = server;
    this.#callers = callers;
  }

  /** Takes the lock, or returns in words who has it: "process 1234". */
  static async tryAcquire(address: string): Promise<ProcessLock | string> {
    const listening = await listen(address);
    if (listening !== null) return new ProcessLock(listening);
    const holder = await askHolder(address);
    if (holder !== null) return holder;
    // Nobody answers. A file that a dead process left behind is in nobody's way any more; the same holds for a
    // process that let go just now.
    if (address.startsWith("/")) await rm(address, { force: true });
    const second = await listen(address);
    return second === null ? "another process" : new ProcessLock(second);
  }

  /** Lets go. */
  async release(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      for (const caller of this.#callers) caller.destroy();
    });
  }
}

/** A socket that listens, and who is connected to it. */
interface Listening {
  readonly server: Server;
  readonly callers: ReadonlySet<Socket>;
}

/** A socket that listens at the address, or null when one does already. */
function listen(address: string): Promise<Listening | null> {
  return new Promise((resolve, reject) => {
    const callers = new Set<Socket>();
    const server = createServer((socket) => {
      callers.add(socket);
      socket.on("close", () => callers.delete(socket));
      // Who asks and is gone before the answer is no error of ours.
      socket.on("error", () => {});
      socket.end(String(process.pid));
    });
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(null);
      else reject(error);
    });
    // Without `exclusive` the workers of node:cluster would share one socket.
    server.listen({ path: address, exclusive: true }, () => {
      server.unref();
      server.on("error", () => {});
      resolve({ server, callers });
    });
  });
}

/** Asks who listens at the address; null when nobody does. */
function askHolder(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect({ path: address });
    const finish = (holder: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(holder);
    };
    // One that is stopped or busy still holds the lock.
    const timer = setTimeout(() => finish("another process"), ANSWER_MS);
    socket.setEncoding("utf8");
    socket.on("data", (part: string) => {
      answer += part;
    });
    socket.on("end", () => finish(describe(answer)));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      const isGone = error.code === "ECONNREFUSED" || error.code === "ENOENT";
      finish(isGone ? null : "another process");
    });
  });
}

function describe(answer: string): string {
  if (answer === String(process.pid)) return "this process";
  return /^\d{1,10}$/.test(answer) ? `process ${answer}` : "another process";
}

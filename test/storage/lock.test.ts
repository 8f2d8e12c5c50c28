// Who may use a data directory, with a real second process. Each way to lose LevelDB's own lock is provoked, shown to
// have lost it, and must not let the second process in.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { Level } from "level";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { NodeStore } from "../../src/storage/node-store.ts";
import { lockAddress, ProcessLock } from "../../src/storage/process-lock.ts";
import { bytesOf, IDENTITY, temporaryDirectory, textOf } from "./support.ts";

/** A process that obeys lock-child.ts. */
class Child {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(process: ChildProcess, lines: AsyncIterator<string>) {
    this.#process = process;
    this.#lines = lines;
  }

  static async start(): Promise<Child> {
    const script = fileURLToPath(new URL("./lock-child.ts", import.meta.url));
    const started = spawn(process.execPath, ["--import", "tsx", script], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const input = started.stdout;
    const child = new Child(started, createInterface({ input })[Symbol.asyncIterator]());
    expect(await child.#line()).toBe("ready");
    return child;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  async ask(command: string, argument = ""): Promise<string> {
    this.#process.stdin?.write(`${command} ${argument}\n`);
    return this.#line();
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }

  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await gone;
  }

  async #line(): Promise<string> {
    const { value } = await this.#lines.next();
    return value ?? "(ended)";
  }
}

let child: Child;
beforeAll(async () => {
  child = await Child.start();
});
afterAll(() => child.kill());

async function openedHere(): Promise<{ dataDir: string; backend: LevelBackend }> {
  const dataDir = temporaryDirectory();
  const backend = await LevelBackend.open({ dataDir });
  onTestFinished(() => backend.close());
  await backend.keyValue.write({ keys: ["a"], values: [bytesOf("acknowledged")] });
  return { dataDir, backend };
}

describe("a second process is refused", () => {
  test("while the directory is open", async () => {
    const { dataDir } = await openedHere();
    expect(await child.ask("probe", join(dataDir, "db"))).toBe("locked");
    expect(await child.ask("open", dataDir)).toMatch(
      new RegExp(`^ERR_DATA_DIR_LOCKED .*process ${process.pid}`),
    );
  });

  const ways = [
    {
      way: "a second opening of LevelDB in the same process",
      lose: async (directory: string): Promise<void> => {
        await expect(new Level(directory).open()).rejects.toThrow();
      },
    },
    {
      way: "somebody reading the file LOCK",
      lose: async (directory: string): Promise<void> => {
        readFileSync(join(directory, "LOCK"));
      },
    },
    {
      way: "somebody copying the live directory",
      lose: async (directory: string): Promise<void> => {
        cpSync(directory, join(temporaryDirectory(), "copy"), { recursive: true });
      },
    },
  ];
  test.each(ways)("after LevelDB's lock was lost by $way", async ({ lose }) => {
    const { dataDir, backend } = await openedHere();
    const database = join(dataDir, "db");
    expect(await child.ask("probe", database)).toBe("locked");
    await lose(database);
    // That is the trap: LevelDB would now open in two processes at once.
    expect(await child.ask("probe", database)).toBe("free");
    expect(await child.ask("open", dataDir)).toMatch(/^ERR_DATA_DIR_LOCKED /);
    await backend.keyValue.write({ keys: ["b"], values: [bytesOf("later")] });
    await backend.close();
    const again = await LevelBackend.open({ dataDir });
    expect(textOf(again.keyValue.get("a"))).toBe("acknowledged");
    expect(textOf(again.keyValue.get("b"))).toBe("later");
    await again.close();
  });

  test("by another path to the same directory", async () => {
    const { dataDir } = await openedHere();
    const link = join(temporaryDirectory(), "link");
    symlinkSync(dataDir, link);
    expect(await child.ask("open", link)).toMatch(/^ERR_DATA_DIR_LOCKED /);
  });

  test("while the owner is stopped", async () => {
    const other = await Child.start();
    onTestFinished(() => other.kill());
    const dataDir = temporaryDirectory();
    expect(await other.ask("open", dataDir)).toBe("opened");
    readFileSync(join(dataDir, "db", "LOCK"));
    other.signal("SIGSTOP");
    await expect(LevelBackend.open({ dataDir, lockTimeoutMs: 0 })).rejects.toMatchObject({
      code: "ERR_DATA_DIR_LOCKED",
    });
    other.signal("SIGCONT");
    expect(await other.ask("close")).toBe("closed");
    await (await LevelBackend.open({ dataDir })).close();
  });
});

describe("a second opening in the same process is refused", () => {
  test("before LevelDB is touched, so that LevelDB's lock is not lost by it", async () => {
    const { dataDir, backend } = await openedHere();
    await expect(LevelBackend.open({ dataDir, lockTimeoutMs: 30 })).rejects.toMatchObject({
      code: "ERR_DATA_DIR_LOCKED",
      retryable: true,
      message: expect.stringContaining("this process"),
    });
    expect(await child.ask("probe", join(dataDir, "db"))).toBe("locked");
    await backend.close();
    expect(await child.ask("probe", join(dataDir, "db"))).toBe("free");
  });

  test("also when another copy of the package has it, by the table that both share", async () => {
    const { dataDir, backend } = await openedHere();
    const shared = globalThis as Record<symbol, unknown>;
    const table = shared[Symbol.for("raftwork.dataDirs")] as Set<string>;
    expect([...table]).toEqual([dataDir]);
    await backend.close();
    expect([...table]).toEqual([]);
    table.add(dataDir);
    await expect(LevelBackend.open({ dataDir, lockTimeoutMs: 0 })).rejects.toMatchObject({
      code: "ERR_DATA_DIR_LOCKED",
    });
    table.delete(dataDir);
    await (await LevelBackend.open({ dataDir, lockTimeoutMs: 0 })).close();
  });

  test("also by another path", async () => {
    const { dataDir } = await openedHere();
    const link = join(temporaryDirectory(), "link");
    symlinkSync(dataDir, link);
    await expect(LevelBackend.open({ dataDir: link, lockTimeoutMs: 0 })).rejects.toMatchObject({
      code: "ERR_DATA_DIR_LOCKED",
    });
  });

  test("when two open at the same moment, exactly one gets it", async () => {
    const dataDir = temporaryDirectory();
    const openings = await Promise.allSettled(
      [0, 1, 2].map(() => LevelBackend.open({ dataDir, lockTimeoutMs: 0 })),
    );
    const opened = openings.filter((opening) => opening.status === "fulfilled");
    expect(opened.length).toBe(1);
    await opened[0]?.value.close();
  });

  test("from a worker thread, which has a table of its own", async () => {
    const { dataDir } = await openedHere();
    // A worker cannot load the sources; it asks for the address that they would.
    const source = `
      const { parentPort, workerData } = require("node:worker_threads");
      const server = require("node:net").createServer();
      server.on("error", (error) => parentPort.postMessage(error.code));
      server.listen({ path: workerData, exclusive: true }, () => parentPort.postMessage("free"));`;
    const workerData = await lockAddress(dataDir);
    const worker = new Worker(source, { eval: true, workerData });
    const [answer] = (await once(worker, "message")) as [string];
    expect(answer).toBe("EADDRINUSE");
    await worker.terminate();
  });
});

describe("a directory is free again", () => {
  test("when its owner closes it within lockTimeoutMs", async () => {
    const { dataDir, backend } = await openedHere();
    const waiting = LevelBackend.open({ dataDir, lockTimeoutMs: 10_000 });
    await backend.close();
    const second = await waiting;
    expect(textOf(second.keyValue.get("a"))).toBe("acknowledged");
    await second.close();
  });

  test("at once when its owner is killed", async () => {
    const other = await Child.start();
    const dataDir = temporaryDirectory();
    expect(await other.ask("open", dataDir)).toBe("opened");
    await expect(LevelBackend.open({ dataDir, lockTimeoutMs: 0 })).rejects.toMatchObject({
      code: "ERR_DATA_DIR_LOCKED",
      message: expect.stringContaining(`process ${other.pid}`),
    });
    await other.kill();
    await (await LevelBackend.open({ dataDir, lockTimeoutMs: 0 })).close();
  });

  test("when opening failed", async () => {
    const dataDir = temporaryDirectory();
    const node = await NodeStore.open(await LevelBackend.open({ dataDir }));
    await node.initialise(IDENTITY);
    await node.close();
    const other = await LevelBackend.open({ dataDir });
    await other.witness.write(bytesOf("nonsense"));
    await expect(NodeStore.open(other)).rejects.toMatchObject({ code: "ERR_STORAGE_CORRUPTED" });
    await (await LevelBackend.open({ dataDir, lockTimeoutMs: 0 })).close();
  });
});

test.each(["file", "file/below"])(
  "a directory that cannot be is refused by name: %s",
  async (path) => {
    const above = temporaryDirectory();
    writeFileSync(join(above, "file"), "");
    await expect(LevelBackend.open({ dataDir: join(above, path) })).rejects.toMatchObject({
      code: "ERR_INVALID_ARGUMENT",
      field: "dataDir",
      message: expect.stringMatching(/file.*: E(EXIST|NOTDIR)$/),
    });
  },
);

test("waiting for a directory ends when the signal says so", async () => {
  const { dataDir } = await openedHere();
  const reason = new Error("enough");
  const opening = LevelBackend.open({
    dataDir,
    lockTimeoutMs: 60_000,
    signal: AbortSignal.abort(reason),
  });
  await expect(opening).rejects.toBe(reason);
});

test("a process that holds only LevelDB's lock is waited for, and its files are not judged", async () => {
  const dataDir = temporaryDirectory();
  await (await LevelBackend.open({ dataDir })).close();
  expect(await child.ask("open-level", join(dataDir, "db"))).toBe("opened");
  // What it is doing to its files may look like anything.
  const current = join(dataDir, "db", "CURRENT");
  const contents = readFileSync(current);
  writeFileSync(current, "half of");
  await expect(LevelBackend.open({ dataDir, lockTimeoutMs: 60 })).rejects.toMatchObject({
    code: "ERR_DATA_DIR_LOCKED",
    message: expect.stringContaining("another process"),
  });
  writeFileSync(current, contents);
  const waiting = LevelBackend.open({ dataDir, lockTimeoutMs: 10_000 });
  expect(await child.ask("close")).toBe("closed");
  await (await waiting).close();
});

describe("the lock as a socket in the temporary directory, where there are no abstract names", () => {
  test("holds against another process, and a dead owner's file is taken over", async () => {
    const address = await lockAddress(temporaryDirectory(), "darwin");
    const encoded = Buffer.from(address).toString("base64");
    const lock = await ProcessLock.tryAcquire(address);
    if (typeof lock === "string") throw new Error(`not locked: ${lock}`);
    expect(await child.ask("lock", encoded)).toBe(`process ${process.pid}`);
    expect(await ProcessLock.tryAcquire(address)).toBe("this process");
    await lock.release();
    expect(existsSync(address)).toBe(false);
    const other = await Child.start();
    expect(await other.ask("lock", encoded)).toBe("locked");
    expect(await ProcessLock.tryAcquire(address)).toBe(`process ${other.pid}`);
    await other.kill();
    expect(existsSync(address)).toBe(true);
    const taken = await ProcessLock.tryAcquire(address);
    if (typeof taken === "string") throw new Error(`not locked: ${taken}`);
    await taken.release();
  });

  test("has a name short enough for every system", async () => {
    const directory = temporaryDirectory();
    for (const platform of ["darwin", "linux", "win32"] as const) {
      expect(Buffer.byteLength(await lockAddress(directory, platform))).toBeLessThan(100);
    }
  });
});

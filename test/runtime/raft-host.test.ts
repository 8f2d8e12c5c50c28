/**
 * Goal: a node whose Raft host runs in a thread of its own is the same node. Method: the built package in real processes, on a real disk;
 * what they saw is compared here.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { DataDirLockedError, InvalidArgumentError, WorkflowRuntime } from "../../src/index.ts";
import { ThreadHost } from "../../src/runtime/thread-host.ts";
import { DataDir } from "../../src/storage/data-dir.ts";
import { LevelBackend, openReader } from "../../src/storage/level-backend.ts";

const CHILD = fileURLToPath(new URL("./raft-host-child.mjs", import.meta.url));
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
let dataDir = "";

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "raftwork-thread-"));
});

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

function start(show: string, stderr: number | "inherit" = "inherit"): ChildProcess {
  const child = spawn(process.execPath, [CHILD, show, dataDir], {
    stdio: ["ignore", "pipe", stderr],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

/** A copy of the built package below the directory, and the child in it. */
async function copiedPackage(): Promise<string> {
  const copy = join(dataDir, "package");
  for (const part of ["dist", "package.json"])
    await cp(join(ROOT, part), join(copy, part), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(copy, "node_modules"));
  const child = join(copy, "child.mjs");
  await cp(CHILD, child);
  return child;
}

/** What a process says until it ends by itself. */
async function shown(show: string, stderr?: number): Promise<unknown[]> {
  const child = start(show, stderr);
  const said: unknown[] = [];
  if (child.stdout === null) throw new Error("nothing can be heard");
  createInterface({ input: child.stdout }).on("line", (line) => said.push(JSON.parse(line)));
  const [code] = await once(child, "close");
  expect({ code, last: said.at(-1) }).toEqual({ code: 0, last: "end" });
  return said.slice(0, -1);
}

test("runs complete, and are there again whether the host is in a thread or not", async () => {
  const seen = await shown("again");
  const expected = [0, 1, 2].map((at) => ({
    runs: Array.from({ length: 20 }, (_, run) => run + at + 1),
    earlier: 8,
    listed: 20 * (at + 1),
    members: 1,
    leaderNodeId: "node-1",
  }));
  expect(seen).toEqual(expected);
});

test("refusals come out of the thread as the errors that they are, and leave nothing behind", async () => {
  expect(await shown("refusals")).toEqual([
    "ERR_DATA_DIR_LOCKED",
    "ERR_MEMBER_NOT_FOUND",
    "ERR_LAST_MEMBER",
    "ERR_INVALID_ARGUMENT cluster.remove: nodeId",
    "ERR_INVALID_ARGUMENT cluster.leave.drain",
    "ERR_INVALID_ARGUMENT startWorkflow.workflowIdd",
    "ERR_DATA_DIR_MISMATCH",
    "ERR_RUNTIME_CLOSED",
    3,
  ]);
});

test("a thread that dies closes the node with an event, and the directory can be opened again", async () => {
  expect(await shown("dies")).toEqual([["RuntimeClosedError", "ERR_RUNTIME_CLOSED"], 7]);
});

test("a thread that stands still does not make the main thread stand still: info tells what is known", async () => {
  expect(await shown("held")).toEqual([3, [1, 1, true, "node-1", true], 7, "ERR_RUNTIME_CLOSED"]);
});

test("a node whose lines cannot be written, as on a disk that is full, goes on", async () => {
  // Open for reading only: nothing can be written there.
  const stderr = await open(CHILD, "r");
  try {
    expect(await shown("mute", stderr.fd)).toEqual([1, 2, 3]);
  } finally {
    await stderr.close();
  }
});

test("two nodes with threads are a cluster: calls, definitions elsewhere, mutual TLS, a leader that leaves", async () => {
  expect(await shown("cluster")).toEqual([
    [3, 7],
    ["n0", "n1"],
    42,
    11,
    1,
    [true, true, []],
    "ERR_RUNTIME_CLOSED",
  ]);
});

test("another process is refused while the directory is open in a thread", async () => {
  const child = start("holds");
  if (child.stdout === null) throw new Error("nothing can be heard");
  await once(child.stdout, "data");
  await expect(WorkflowRuntime.open({ dataDir, lockTimeout: 0 })).rejects.toThrow(
    DataDirLockedError,
  );
  child.kill("SIGKILL");
  await once(child, "close");
  const runtime = await WorkflowRuntime.open({ dataDir });
  await runtime.close();
});

test("where there is no file to start a thread from, the option that helps is named", async () => {
  // As in a bundle: the sources have none either.
  await expect(
    WorkflowRuntime.open({ dataDir, raftHost: "thread", logLevel: "silent" }),
  ).rejects.toThrow(InvalidArgumentError);
  const runtime = await WorkflowRuntime.open({ dataDir, raftHost: "inline" });
  await runtime.close();
});

test("where no thread can be started the directory is given back", async () => {
  const directory = await DataDir.take({ dataDir, lockTimeoutMs: 0 });
  let hasReleased = false;
  const options = {
    directory,
    // No thread takes a function with it.
    nodeId: (() => {}) as unknown as string,
    releasing: async () => {
      hasReleased = true;
    },
  };
  await expect(
    ThreadHost.open(options as unknown as Parameters<typeof ThreadHost.open>[0]),
  ).rejects.toThrow("could not be cloned");
  expect(hasReleased).toBe(true);
  await (await DataDir.take({ dataDir, lockTimeoutMs: 0 })).close();
});

test("in a bundle without import.meta.url a node opens inline, and with a thread names the option that helps", async () => {
  const child = await copiedPackage();
  const runtime = join(dataDir, "package/dist/runtime");
  for (const file of await readdir(runtime)) {
    const text = await readFile(join(runtime, file), "utf8");
    // What esbuild leaves of it in CommonJS.
    await writeFile(join(runtime, file), text.replaceAll("import.meta.url", "({}).url"));
  }
  const { stdout } = await promisify(execFile)(process.execPath, [
    child,
    "bundled",
    join(dataDir, "node"),
  ]);
  expect(stdout.trim().split("\n")).toEqual(['"ERR_INVALID_ARGUMENT raftHost"', "6", '"end"']);
});

test("a package that is not whole is not taken for a bundled one: what is missing is named", async () => {
  const child = await copiedPackage();
  await rm(join(dataDir, "package/dist/runtime/thread-server.js"));
  const { stdout } = await promisify(execFile)(process.execPath, [
    child,
    "fails",
    join(dataDir, "node"),
  ]);
  expect(stdout).toMatch(/^"Cannot find module .*thread-server\.js/);
});

test("a reader sees what the writer of another handle has written, and its end takes no lock away", async () => {
  const writer = await LevelBackend.openHeld(dataDir);
  const reader = await openReader(dataDir);
  await writer.keyValue.write({ keys: ["a", "b"], values: [new Uint8Array([1]), null] });
  expect(reader.get("a")).toStrictEqual(Buffer.from([1]));
  expect(reader.get("b")).toBe(undefined);
  await reader.close();
  const child = start("holds");
  const [code] = await once(child, "close");
  expect(code).not.toBe(0);
  await writer.keyValue.write({ keys: ["b"], values: [new Uint8Array([2])] });
  await writer.close();
});

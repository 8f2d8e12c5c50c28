/**
 * Goal: what the first example promises holds with real processes: killed with SIGKILL and started again it goes on
 * from its last checkpoints, charges nobody twice, and prints the same receipts ever after.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let directory = "";

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "raftwork-order-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

function start(environment: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", "examples/01-order.ts"], {
    cwd: root,
    env: {
      ...process.env,
      ORDER_EXAMPLE_DIR: directory,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** Waits for the end; `onOutput` sees what was said so far, each time there is more. */
function ended(child: ChildProcess, onOutput: (output: string) => void = () => {}): Promise<Ended> {
  let output = "";
  let errors = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    onOutput(output.slice(0, output.lastIndexOf("\n") + 1));
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      resolve({ code, signal, output, errors });
    });
  });
}

function receiptsOf(output: string): string[] {
  return output.split("\n").filter((line) => /^10\d\d /.test(line));
}

function checkpointsOf(output: string): string[] {
  return output.split("\n").filter((line) => line.startsWith("  order-"));
}

async function chargedOrders(): Promise<string[]> {
  const lines = (await readFile(join(directory, "ledger.jsonl"), "utf8")).trim().split("\n");
  return lines.map((line) => (JSON.parse(line) as { orderId: string }).orderId).sort();
}

/** Seven for each order; the one that nobody approves is not shipped. */
const CHECKPOINTS = 20 * 7 - 1;
const orderIds = Array.from({ length: 20 }, (_, at) => `${1001 + at}`);

test("the example ends with a receipt for each order", async () => {
  const { code, output, errors } = await ended(start());
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
  expect(receiptsOf(output).map((line) => line.slice(0, 4))).toEqual(orderIds);
  expect(await chargedOrders()).toEqual(orderIds);
  const statuses = receiptsOf(output).map((line) =>
    line.replace(/^.*(parcel\S*|none) +/, "").trim(),
  );
  expect(statuses.filter((status) => status === "shipped")).toHaveLength(17);
  expect(statuses.filter((status) => status === "shipped, approved by Ada")).toHaveLength(2);
  expect(statuses[14]).toBe("held: not approved");
});

test("killed three times it goes on each time, charges nobody twice, and prints the same receipts again", async () => {
  const committed = new Set<string>();
  for (const [life, more] of [25, 22, 23].entries()) {
    const child = start({ SLOW: "0.2" });
    const before = new Set(committed);
    const killed = await ended(child, (output) => {
      // A life may tell again what the one before had told of and not yet applied on disk.
      for (const checkpoint of checkpointsOf(output)) committed.add(checkpoint);
      if (committed.size >= before.size + more) child.kill("SIGKILL");
    });
    expect(killed.signal).toBe("SIGKILL");
    expect(receiptsOf(killed.output)).toEqual([]);
    // One unclean end is nothing to speak of.
    if (life < 2) expect(killed.errors).toBe("");
  }

  const last = await ended(start());
  expect(last.code).toBe(0);
  // It says that it is careful, and nothing else.
  const warnings = last.errors.trim().split("\n");
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("the node ended uncleanly twice within a minute");
  expect(last.output).toContain("0 orders started, 20 found");
  expect(receiptsOf(last.output).map((line) => line.slice(0, 4))).toEqual(orderIds);
  expect(await chargedOrders()).toEqual(orderIds);
  // What had been committed is not done again; only what was not yet applied on disk is told of once more.
  const again = checkpointsOf(last.output);
  expect(new Set([...committed, ...again]).size).toBe(CHECKPOINTS);
  expect(again.length).toBeLessThan(CHECKPOINTS);

  const more = await ended(start());
  expect(more.code).toBe(0);
  expect(checkpointsOf(more.output)).toEqual([]);
  expect(receiptsOf(more.output)).toEqual(receiptsOf(last.output));
});

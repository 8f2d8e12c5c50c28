// Goal: the cluster example does what README.md says of it. Method: it runs as a user runs it: real processes, real kill -9.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("04: a killed leader is replaced; only the step that was in flight runs again, with the same key", async () => {
  const args = ["--import", "tsx", "examples/04-cluster.ts"];
  const run = promisify(execFile)(process.execPath, args, { cwd: root, timeout: 110_000 });
  const { stdout } = await run;
  const killed = [...stdout.matchAll(/^ {2}(\w+) leads and is killed/gm)].map(
    ([, nodeId]) => nodeId,
  );
  expect(killed).toHaveLength(2);
  expect(stdout.match(/6 legs booked/g)).toHaveLength(2);
  const rows = [...stdout.matchAll(/'(\w+)' +│ (\d) +│ '([\w, ]+)' +│ (\d)/g)];
  const [first, second] = [rows.slice(0, 6), rows.slice(6)];
  expect(first.map(([, , runs]) => runs)).toEqual(["1", "1", "1", "1", "1", "1"]);
  expect(second.map(([, step, runs, , keys]) => `${step} ${runs} ${keys}`)).toEqual([
    "train 1 1",
    "ferry 1 1",
    "hotel 1 1",
    "plane 2 1",
    "car 1 1",
    "hut 1 1",
  ]);
  // Each journey was begun by a node that did not live to end it.
  for (const [at, table] of [first, second].entries()) {
    const nodes = new Set(table.flatMap(([, , , places = ""]) => places.split(", ")));
    expect(nodes.size).toBe(2);
    expect(nodes.has(killed[at] ?? "")).toBe(true);
  }
}, 120_000);

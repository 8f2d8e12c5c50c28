// Goal: the short examples do what they say. Method: each runs as a user runs it, as a process of its own.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

async function example(name: string): Promise<string> {
  const { stdout } = await run(process.execPath, ["--import", "tsx", `examples/${name}`], {
    cwd: root,
    timeout: 30_000,
  });
  return stdout;
}

test("02: the computation ends with 162, one checkpoint for each assignment", async () => {
  const output = await example("02-computation.ts");
  expect(output.match(/^checkpoint var:current#\d$/gm)).toHaveLength(5);
  expect(output).toContain("2 x 3^4 = 162");
});

test("03: the fan-out counts every document and keeps their order", async () => {
  const output = await example("03-fan-out.ts");
  expect(output.match(/^counted document \d+$/gm)).toHaveLength(12);
  expect(output).toContain("counts: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12\ntotal: 78");
});

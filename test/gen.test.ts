// The generated code in src/gen is committed; this says when it is not what proto/ gives.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
let out = "";

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), "raftwork-gen-"));
  execFileSync(process.execPath, [join(root, "scripts/gen.mjs"), "--out", out], { cwd: root });
});

afterAll(() => {
  rmSync(out, { recursive: true, force: true });
});

test.each(["raftwork.js", "raftwork.d.ts"])("src/gen/%s is what proto/ gives", (name) => {
  const committed = readFileSync(join(root, "src/gen", name));
  const made = readFileSync(join(out, name));
  // Not compared as text: a difference of 100,000 lines helps nobody.
  expect(made.equals(committed), `run: npm run gen`).toBe(true);
});

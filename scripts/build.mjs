// Builds dist/ from src/: plain tsc, then what tsc does not copy: the generated protobuf code and the file of a worker thread.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = (script, ...args) =>
  execFileSync(process.execPath, [`${root}node_modules/${script}`, ...args], {
    cwd: root,
    stdio: "inherit",
  });

rmSync(`${root}dist`, { recursive: true, force: true });
run("typescript-native/bin/tsc", "-p", "tsconfig.json");
cpSync(`${root}src/runtime/turn-watch-worker.mjs`, `${root}dist/runtime/turn-watch-worker.mjs`);
if (existsSync(`${root}src/gen`)) cpSync(`${root}src/gen`, `${root}dist/gen`, { recursive: true });

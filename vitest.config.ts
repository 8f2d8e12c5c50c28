import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const isSlow = process.env["RAFTWORK_SLOW"] === "1";
// The slow ones are for CI: `npm run test:slow`.
const all = isSlow ? "test/**/*.slow.ts" : "test/**/*.test.ts";
/** They take the handlers of the whole process away, also those of nodes that other files have left, or measure its memory. */
const alone = [
  "test/fuzz/bytes.test.ts",
  "test/runtime/scenarios.test.ts",
  "test/transport/hostile.test.ts",
  "test/workflow/hostile.test.ts",
  "test/workflow/rejections.test.ts",
];

export default defineConfig({
  resolve: {
    alias: {
      // The longer name first: an alias replaces the beginning of a name.
      "raftwork/testing": fileURLToPath(new URL("./src/testing/index.ts", import.meta.url)),
      raftwork: fileURLToPath(new URL("./src/index.ts", import.meta.url)),
    },
  },
  test: {
    // The file of the Raft host's thread is found in the built package only; tests of the thread run that, in processes of their own.
    env: { RAFTWORK_RAFT_HOST: "inline" },
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Unhandled rejections and uncaught exceptions fail the run: that is how a lost promise is found.
    dangerouslyIgnoreUnhandledErrors: false,
    reporters: ["default", "./test/support/reporter.ts"],
    projects: [
      // What one file has loaded and compiled serves the next one: a quarter of the time.
      { extends: true, test: { name: "shared", include: [all], exclude: alone, isolate: isSlow } },
      { extends: true, test: { name: "alone", include: isSlow ? [] : alone } },
    ],
  },
});

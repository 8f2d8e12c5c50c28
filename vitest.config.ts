import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    alias: {
      // The longer name first: an alias replaces the beginning of a name.
      "raftwork/testing": fileURLToPath(new URL("./src/testing/index.ts", import.meta.url)),
      raftwork: fileURLToPath(new URL("./src/index.ts", import.meta.url)),
    },
  },
  test: {
    // The slow ones are for CI: `npm run test:slow`.
    include: [process.env["RAFTWORK_SLOW"] === "1" ? "test/**/*.slow.ts" : "test/**/*.test.ts"],
    // The file of the Raft host's thread is found in the built package only; tests of the thread run that, in processes of their own.
    env: { RAFTWORK_RAFT_HOST: "inline" },
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Unhandled rejections and uncaught exceptions fail the run: that is how a lost promise is found.
    dangerouslyIgnoreUnhandledErrors: false,
    reporters: ["default", "./test/support/reporter.ts"],
  },
});

// The thread of a Raft host that can be held: it begins as the package would begin it, by the file that is its argument, and stands still
// when it is sent a cell of shared memory, until that cell is 2. The cell is 1 once it does.
import { parentPort } from "node:worker_threads";

await import(process.argv[2] ?? "");
parentPort?.on("message", (/** @type {{ hold?: Int32Array }} */ { hold }) => {
  if (hold === undefined) return;
  Atomics.store(hold, 0, 1);
  Atomics.notify(hold, 0);
  Atomics.wait(hold, 0, 1);
});

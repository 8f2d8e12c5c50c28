// The thread of a Raft host that can be held: it begins as the package would begin it, by the file that is its argument, and stands still
// when it is sent a cell of shared memory, by a port of its own, until that cell is 2. The cell is 1 once it does.
import { workerData } from "node:worker_threads";

await import(process.argv[2] ?? "");
/** @type {import("node:worker_threads").MessagePort} */
const holds = workerData.holds;
holds.on("message", (/** @type {Int32Array} */ hold) => {
  Atomics.store(hold, 0, 1);
  Atomics.notify(hold, 0);
  Atomics.wait(hold, 0, 1);
});
holds.unref();

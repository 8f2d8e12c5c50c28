/**
 * Runs in a thread of its own and looks, from time to time, at the turn that the main thread says it is in. One that stays the same
 * for longer than the timeout hangs the process: it is written down and told, because the main thread can do neither.
 *
 * Plain JavaScript, so that the same file runs from the sources and from the built package. The layout of the shared cells is
 * that of turn-watch.ts.
 */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { workerData } from "node:worker_threads";

const { shared, layout, turnTimeoutMs, onStuckTurn, suspectsPath, nodeId, isSilent } = workerData;
const cells = new Int32Array(shared, 0, layout.cells);
const names = new Uint16Array(shared, layout.namesOffset, layout.places * layout.nameSize);
const pollMs = Math.min(500, Math.max(5, turnTimeoutMs / 20));

let seen = 0;
let seenForMs = 0;
let lookedAt = performance.now();

for (;;) {
  if (Atomics.wait(cells, layout.stop, 0, pollMs) !== "timed-out") break;
  const now = performance.now();
  // While the whole process was stopped, or the machine slept, no time has passed for the turn.
  const passed = Math.min(now - lookedAt, 2 * pollMs);
  lookedAt = now;
  const turn = Atomics.load(cells, layout.turn);
  if (turn === 0 || turn !== seen) {
    seen = turn;
    seenForMs = 0;
    continue;
  }
  const before = seenForMs;
  seenForMs += passed;
  if (before < turnTimeoutMs && seenForMs >= turnTimeoutMs) stuck(turn);
}

function stuck(turn) {
  const from = Atomics.load(cells, layout.place) * layout.nameSize;
  const [length, low, high] = names.slice(from, from + 3);
  const runNumber = low + high * 2 ** 16;
  const workflowId = String.fromCharCode(...names.slice(from + 3, from + 3 + length));
  // What was read belongs to this turn only if it is still under way.
  if (Atomics.load(cells, layout.turn) !== turn) return;
  const suspect = { workflowId, runNumber, why: "stuckTurn" };
  let err = null;
  try {
    const file = openSync(suspectsPath, "a");
    // A line of an earlier life may have been cut: behind its rest this one could not be read.
    writeSync(file, `\n${JSON.stringify(suspect)}\n`);
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    err = { type: error.name, message: error.message, stack: error.stack };
  }
  Atomics.store(cells, layout.marked, turn);
  if (!isSilent) {
    const line = {
      level: 50,
      time: Date.now(),
      pid: process.pid,
      name: "raftwork",
      nodeId,
      workflowId,
      runNumber,
      turnTimeoutMs,
      onStuckTurn,
      code: "ERR_WORKFLOW_STUCK",
      ...(err === null ? {} : { err }),
      msg: "a turn of this run does not return; the process hangs",
    };
    try {
      writeSync(2, `${JSON.stringify(line)}\n`);
    } catch {
      // Whoever reads stderr has gone, or does not keep up. The process is ended all the same, and other turns are watched.
    }
  }
  // Nothing else ends a process whose main thread takes no more signals.
  if (onStuckTurn === "exit") process.kill(process.pid, "SIGKILL");
}

// Two threads of the built package that echo each other by ports with rings. What is sent is small or large, one or many, and either loop
// turns for a while or sleeps, as the dice fall (their seed is the argument). The first thread tells what came back.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const dist = new URL("../../dist/", import.meta.url);
const { RingPort } = await import(new URL("runtime/ring-port.js", dist).href);
const { ThreadRing } = await import(new URL("runtime/thread-ring.js", dist).href);
const { systemScheduler } = await import(new URL("util/scheduler.js", dist).href);
const { SeededRandom } = await import(new URL("util/random.js", dist).href);

const MESSAGES = 10_000;
const SIZES = [0, 8, 200, 3000, 20_000, 40_000];

const encode = (/** @type {{ id: number, bytes: Uint8Array } | string} */ message) =>
  typeof message === "string" || message.id % 11 === 0
    ? null
    : { kind: 1, numbers: Float64Array.of(message.id), bytes: message.bytes };
const decode = (
  /** @type {{ numbers: Float64Array, bytes: Uint8Array }} */ { numbers, bytes },
) => ({
  id: numbers[0],
  bytes,
  isByRing: true,
});

const dice = new SeededRandom(isMainThread ? Number(process.argv[2]) : 2);
const below = (/** @type {number} */ limit) => Math.floor(dice.next() * limit);

/** Lets the loop turn now and then, for as long as it is wanted. */
function turnNowAndThen(/** @type {any} */ watch) {
  let turnsLeft = 0;
  const turn = () => {
    watch.turned();
    turnsLeft -= 1;
    if (turnsLeft > 0) setImmediate(turn);
    else watch.ended();
  };
  return () => {
    if (turnsLeft > 0 || below(3) > 0) return;
    turnsLeft = 1 + below(300);
    watch.began();
    setImmediate(turn);
  };
}

function end(/** @type {any} */ port, /** @type {any[]} */ [out, into]) {
  return new RingPort({
    port,
    out: { ring: new ThreadRing(out), encode },
    in: { ring: new ThreadRing(into), decode },
    scheduler: systemScheduler,
  });
}

if (!isMainThread) {
  const port = end(parentPort, [workerData.back, workerData.out]);
  const mayTurn = turnNowAndThen(port.watch);
  port.on("message", (/** @type {any} */ message) => {
    if (message === "end") return parentPort?.close();
    mayTurn();
    port.postMessage({ id: message.id, bytes: message.bytes });
  });
} else {
  const [out, back] = [new ThreadRing().buffer, new ThreadRing().buffer];
  const worker = new Worker(new URL(import.meta.url), { workerData: { out, back } });
  const port = end(worker, [out, back]);
  const mayTurn = turnNowAndThen(port.watch);
  const seen = { taken: 0, inOrder: true, byRing: 0 };
  let sent = 0;
  const send = () => {
    for (let count = below(20); count >= 0 && sent < MESSAGES; count -= 1) {
      const bytes = new Uint8Array(SIZES[below(SIZES.length)] ?? 0).fill(sent);
      port.postMessage({ id: sent, bytes });
      sent += 1;
    }
  };
  port.on("message", (/** @type {any} */ { id, bytes, isByRing = false }) => {
    const isWhole = bytes.every((/** @type {number} */ byte) => byte === (id & 255));
    seen.inOrder &&= id === seen.taken && isWhole;
    seen.taken += 1;
    if (isByRing) seen.byRing += 1;
    mayTurn();
    // Sometimes all has come back before more is sent: both may sleep then.
    if (seen.taken === sent || (sent - seen.taken < 50 && below(2) === 0)) send();
    if (seen.taken < MESSAGES) return;
    port.postMessage("end");
    process.stdout.write(JSON.stringify(seen));
  });
  send();
}

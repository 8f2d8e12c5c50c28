/**
 * TurnWatch has a thread of its own look at the turns of this node, so that one that never returns is noticed: the main thread
 * says in shared memory which run's turn it is in. That is two stores for each turn; the name of a run is written when it has its first
 * turn, into one of a number of places that are used in turn.
 *
 * Invariant: the cell `place` says where the name of the run is whose turn has the number in the cell `turn`; 0 is no turn.
 */
import { Worker } from "node:worker_threads";
import { NAME_BYTES_MAX } from "../model/limits.ts";
import type { Logger } from "../util/logger.ts";
import type { WatchedTurns } from "../workflow/run-guard.ts";

/** What it is made of. */
export interface TurnWatchOptions {
  /** A turn that takes longer is taken for one that never returns, in ms. */
  readonly turnTimeoutMs: number;
  /** `exit`: the process is ended by SIGKILL; nothing else could. */
  readonly onStuckTurn: "report" | "exit";
  /** Where the thread appends the run of such a turn. */
  readonly suspectsPath: string;
  readonly nodeId: string;
  /** The thread tells nothing on stderr. */
  readonly isSilent: boolean;
  readonly logger: Logger;
  /** A turn that had been written down has returned after all. */
  readonly onReturned: () => void;
}

/** Names that are kept in shared memory; a power of two. More runs than that take the places from each other. */
const PLACES = 1024;
const CELLS = 4;
/** Places of the numbers in shared memory; the worker is told of them. */
const LAYOUT = {
  /** Number of the turn under way, 0 for none. */
  turn: 0,
  place: 1,
  /** Number of the turn that was written down last. */
  marked: 2,
  /** Not 0: the thread ends. */
  stop: 3,
  cells: CELLS,
  namesOffset: CELLS * 4,
  /** Of one name: its length, the run number in two parts, and its text, which has no more characters than bytes of UTF-8. */
  nameSize: 3 + NAME_BYTES_MAX,
  places: PLACES,
};
const TURN_MAX = 2 ** 31 - 1;
const HEAP_MEBIBYTES = 16;
const WORD = 2 ** 16;

/** Watches the turns of one node. */
export class TurnWatch {
  readonly #shared = new SharedArrayBuffer(LAYOUT.namesOffset + 2 * PLACES * LAYOUT.nameSize);
  readonly #cells = new Int32Array(this.#shared, 0, LAYOUT.cells);
  readonly #names = new Uint16Array(this.#shared, LAYOUT.namesOffset, PLACES * LAYOUT.nameSize);
  /** Whose name is in each place. */
  readonly #owners = new Float64Array(PLACES);
  readonly #onReturned: () => void;
  readonly #worker: Worker | null;
  #turn = 0;
  #isInTurn = false;
  #marked = 0;
  #lastId = 0;

  constructor(options: TurnWatchOptions) {
    this.#onReturned = options.onReturned;
    this.#worker = startWorker(this.#shared, options);
  }

  /** A turn of a run begins. */
  began(turns: WatchedTurns): void {
    const cells = this.#cells;
    const { watchId } = turns;
    if (watchId === 0 || this.#owners[watchId % PLACES] !== watchId) this.#write(turns);
    cells[LAYOUT.place] = turns.watchId % PLACES;
    this.#turn = this.#turn === TURN_MAX ? 1 : this.#turn + 1;
    this.#isInTurn = true;
    Atomics.store(cells, LAYOUT.turn, this.#turn);
  }

  /** It has returned. Idempotent. */
  ended(): void {
    if (!this.#isInTurn) return;
    this.#isInTurn = false;
    Atomics.store(this.#cells, LAYOUT.turn, 0);
    if (this.#cells[LAYOUT.marked] !== this.#marked) this.#returned();
  }

  /** Ends the thread. Idempotent. */
  async close(): Promise<void> {
    Atomics.store(this.#cells, LAYOUT.stop, 1);
    Atomics.notify(this.#cells, LAYOUT.stop);
    await this.#worker?.terminate();
    if (Atomics.load(this.#cells, LAYOUT.marked) !== this.#marked) this.#returned();
  }

  #returned(): void {
    this.#marked = Atomics.load(this.#cells, LAYOUT.marked);
    this.#onReturned();
  }

  #write(turns: WatchedTurns): void {
    const { workflowId, runNumber } = turns.run;
    this.#lastId += 1;
    turns.watchId = this.#lastId;
    const place = this.#lastId % PLACES;
    this.#owners[place] = this.#lastId;
    const names = this.#names;
    const from = place * LAYOUT.nameSize;
    const length = Math.min(workflowId.length, NAME_BYTES_MAX);
    names[from] = length;
    names[from + 1] = runNumber % WORD;
    names[from + 2] = Math.floor(runNumber / WORD);
    for (let at = 0; at < length; at += 1) names[from + 3 + at] = workflowId.charCodeAt(at);
  }
}

/** Null when there can be no thread: then nobody notices, and that is told. */
function startWorker(shared: SharedArrayBuffer, options: TurnWatchOptions): Worker | null {
  const { turnTimeoutMs, onStuckTurn, suspectsPath, nodeId, isSilent, logger } = options;
  const failed = (error: unknown): null => {
    const text =
      "turns that never return will not be noticed; where the package is bundled, its file turn-watch-worker.mjs has to lie beside the bundle";
    logger.warn({ err: error }, text);
    return null;
  };
  const workerData = {
    shared,
    layout: LAYOUT,
    turnTimeoutMs,
    onStuckTurn,
    suspectsPath,
    nodeId,
    isSilent,
  };
  try {
    const worker = new Worker(new URL("./turn-watch-worker.mjs", import.meta.url), {
      workerData,
      // Loaders and inspectors of the main thread are of no use there.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEBIBYTES },
    });
    worker.on("error", failed);
    worker.unref();
    return worker;
  } catch (error) {
    return failed(error);
  }
}

/** NodeGuard is the RunGuard of a real process: a watch of its turns, and what is known of its earlier lives. */
import { resolve } from "node:path";
import type { RunName } from "../model/state-keys.ts";
import type { Logger } from "../util/logger.ts";
import type { RunGuard, WatchedTurns } from "../workflow/run-guard.ts";
import { LifeBook, UNCLEAN_WITHIN_MS } from "./life-book.ts";
import { TurnWatch } from "./turn-watch.ts";

/** What it is made of. */
export interface NodeGuardOptions {
  /** Held by this process already. */
  readonly dataDir: string;
  readonly nodeId: string;
  /** In ms. */
  readonly turnTimeoutMs: number;
  readonly onStuckTurn: "report" | "exit";
  readonly logger: Logger;
  /** Nothing is told on stderr. */
  readonly isSilent: boolean;
}

const SUSPICIONS = {
  stuckTurn: "a turn of it did not return in an earlier life of the process",
  uncleanEnd: "the process ended while its function was being brought back",
} as const;

const NOT_KEPT =
  "which runs took the process with them could not be read or written down; such a run may do it once more";

/** Guards one node. */
export class NodeGuard implements RunGuard {
  readonly #book: LifeBook;
  readonly #watch: TurnWatch;
  readonly #options: NodeGuardOptions;
  /** An end of the process behind this moment says nothing about what begins now. */
  readonly #carefulUntil = performance.now() + UNCLEAN_WITHIN_MS;

  constructor(options: NodeGuardOptions) {
    this.#options = options;
    const { nodeId, logger } = options;
    this.#book = new LifeBook(resolve(options.dataDir), Date.now(), (error) => {
      logger.warn({ nodeId, err: error }, NOT_KEPT);
    });
    this.#watch = new TurnWatch({
      ...options,
      suspectsPath: this.#book.suspectsPath,
      onReturned: () => {
        this.#returned();
      },
    });
    if (this.#book.isCareful) {
      logger.warn(
        { nodeId },
        "the node ended uncleanly twice within a minute; runs come back one at a time",
      );
    }
  }

  get isCareful(): boolean {
    return this.#book.isCareful && performance.now() < this.#carefulUntil;
  }

  turnBegan(turns: WatchedTurns): void {
    this.#watch.began(turns);
  }

  turnEnded(): void {
    this.#watch.ended();
  }

  suspicionOf(run: RunName): string | null {
    const why = this.#book.suspicionOf(run);
    return why === undefined ? null : SUSPICIONS[why];
  }

  acquit(run: RunName): void {
    this.#book.acquit(run);
  }

  isAccused(run: RunName): boolean {
    return this.#book.isAccused(run);
  }

  hydrating(run: RunName | null): void {
    this.#book.hydrating(run);
  }

  /** The life ends in order. Idempotent. */
  async close(): Promise<void> {
    await this.#watch.close();
    this.#book.close();
  }

  #returned(): void {
    const { turnTimeoutMs, logger } = this.#options;
    for (const { workflowId, runNumber } of this.#book.returned()) {
      logger.warn(
        { workflowId, runNumber, turnTimeoutMs },
        "a turn took longer than turnTimeout; nothing else could happen meanwhile",
      );
    }
  }
}

/**
 * RunGuard is what stands between a node and runs that take it down: it is told of every turn, so that one that does not return is
 * noticed from outside, and it knows the runs that are suspect of having ended an earlier life of the node.
 */
import type { RunName } from "../model/state-keys.ts";

/** What takes turns, as a guard sees it. */
export interface WatchedTurns {
  readonly run: RunName;
  /** The guard's own: whatever it needs to know the run again. 0 before its first turn. */
  watchId: number;
}

/** What the engine tells a guard, and asks it. Called on the way of every turn: it must cost next to nothing. */
export interface RunGuard {
  /** A turn of a run begins: from here on to `turnEnded` it is code of that run that is carried out. */
  turnBegan(turns: WatchedTurns): void;
  turnEnded(): void;
  /** Why a run is not to be executed on this node, in words; null when it may be. */
  suspicionOf(run: RunName): string | null;
  /** Somebody retries the run, or it has ended: nothing is held against it any more. */
  acquit(run: RunName): void;
  /**
   * After unclean ends, and for so long that another one would count: runs come into memory one at a time, and `hydrating` is told of
   * each before it does.
   */
  readonly isCareful: boolean;
  /** The last unclean end came while this run was coming back. That may be chance: it comes back last, and then it shows. */
  isAccused(run: RunName): boolean;
  /** The run that comes back now; null when all have. Durable against the death of the process when it returns. */
  hydrating(run: RunName | null): void;
}

/** Watches nothing and suspects nobody: for nodes whose process is a test's. */
export const noGuard: RunGuard = {
  turnBegan: () => {},
  turnEnded: () => {},
  suspicionOf: () => null,
  acquit: () => {},
  isCareful: false,
  isAccused: () => false,
  hydrating: () => {},
};

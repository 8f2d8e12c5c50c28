/** Scenarios that mean nothing in a mode, with the reason. */
import type { ModeName } from "./modes.ts";

export interface Exception {
  /** How the scenario's title begins. */
  readonly title: string;
  readonly modes: readonly ModeName[];
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    title: "scenario 115",
    modes: ["M1", "M2", "M4", "M5"],
    reason:
      "Nothing is replayed on a node that stays, so a coin that falls once is no branch. That a follower whose coin falls otherwise " +
      "finds it is a test of its own: test/workflow/divergence.test.ts.",
  },
  {
    title: "scenario 121",
    modes: ["M4"],
    reason:
      "The function sees what its own step wrote unless the leader dies between the step and the end: both results are right, and " +
      "which of them it is depends on the moment of the kill.",
  },
  {
    title: "scenario 123",
    modes: ["M2", "M3", "M4", "M5"],
    reason:
      "The three nodes of a test live in one process and share its modules, so the state outside of the function has three writers " +
      "for each run, which no deployment has.",
  },
];

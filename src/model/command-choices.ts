/**
 * Words that commands carry as numbers: the number of each is its place in its list, for ever.
 */
import type { IfClosed, IfRunning, RunFail } from "./command.ts";

/** RunStart.ifRunning. */
export const IF_RUNNING: readonly IfRunning[] = ["useExisting", "fail", "terminateExisting"];

/** RunStart.ifClosed. */
export const IF_CLOSED: readonly IfClosed[] = [
  "useExisting",
  "startNew",
  "startNewIfFailed",
  "fail",
];

/** RunFail.kind. */
export const FAIL_KINDS: readonly NonNullable<RunFail["kind"]>[] = ["failed", "cancelled"];

/** Results that have nothing to say but themselves. */
import type { CommandResult } from "./effects.ts";

/** The command did what it says. */
export const APPLIED: CommandResult = Object.freeze({ type: "applied" });
/** Of another run than the active one, or of one that has ended. */
export const NO_SUCH_RUN: CommandResult = Object.freeze({ type: "ignored", reason: "noSuchRun" });
/** Of a timer or an operation that is not pending, or not due. */
export const NOT_PENDING: CommandResult = Object.freeze({ type: "ignored", reason: "notPending" });
/** It has happened already. */
export const REPEATED: CommandResult = Object.freeze({ type: "ignored", reason: "repeated" });
/** The request id belongs to a call of another kind. */
export const OTHER_REQUEST: CommandResult = Object.freeze({
  type: "ignored",
  reason: "otherRequest",
});
/** It speaks of an event that the history does not have. */
export const NOT_REACHED: CommandResult = Object.freeze({ type: "ignored", reason: "notReached" });

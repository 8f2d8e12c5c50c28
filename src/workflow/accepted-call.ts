/** Calls that another node has carried here because this one leads. */
import { MalformedBytesError, UnknownCommandError } from "../errors.ts";
import { type Command, decodeCommand } from "../model/command.ts";
import { COMMAND_LEVEL } from "../model/command-levels.ts";
import { COMMAND_EXTRA_BYTES } from "../model/limits.ts";
import type { Forwarded } from "./leader-link.ts";
import type { ProposalOutcome } from "./proposals.ts";
import type { CallFrame } from "./proposed-call.ts";

/**
 * Proposes a call here, and tells what became of it.
 *
 * @throws {MalformedBytesError} when it is none.
 */
export async function acceptCall(encoded: Uint8Array, frame: CallFrame): Promise<Forwarded> {
  const { log, host, proposals, payloadBytesMax } = frame;
  // Whoever was called has looked at limits of its own. What stands in this log must fit what is around it, at every node.
  if (encoded.length > payloadBytesMax + COMMAND_EXTRA_BYTES) {
    return { type: "tooLarge", limitBytes: payloadBytesMax };
  }
  const command = commandOf(encoded, log.group);
  // Of a newer version: this node does not know it, whatever the others do.
  if (command === null) return { type: "tooNew", knownLevel: COMMAND_LEVEL };
  // Everything else is the leader's own to propose.
  if (!("requestId" in command)) {
    const expected = "a call from outside";
    throw new MalformedBytesError({ field: "the call", expected, found: command.type });
  }
  const { term } = host;
  if (term === null) return { type: "refused" };
  return new Promise((resolve) => {
    proposals.propose({
      command: encoded,
      term,
      source: "outside",
      owner: {
        proposalSettled: (outcome) => {
          resolve(forwardedOf(outcome, frame));
        },
      },
    });
  });
}

function commandOf(encoded: Uint8Array, group: number): Command | null {
  try {
    return decodeCommand(encoded, { group, index: 0 });
  } catch (error) {
    if (error instanceof UnknownCommandError) return null;
    throw error;
  }
}

function forwardedOf(outcome: ProposalOutcome, frame: CallFrame): Forwarded {
  if (outcome.type === "committed") return { type: "applied", index: frame.host.appliedIndex };
  if (outcome.type === "lost") return { type: "unknown" };
  if (outcome.type === "tooNew") return outcome;
  if (outcome.reason !== "overloaded") return { type: "refused" };
  const { inFlightBytes } = frame.log;
  return { type: "overloaded", limitBytes: frame.inFlightBytesMax, inFlightBytes };
}

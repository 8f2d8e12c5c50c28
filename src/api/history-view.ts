/** History events as users see them: plain objects with decoded values. */
import type { Command, Failure, Outcome } from "../model/command.ts";
import type { RunEvent } from "../model/history-event.ts";
import { decodePayload } from "../model/payload-codec.ts";
import type { HistoryEvent } from "./description.ts";

/** What each shown event was made from. */
const originals = new WeakMap<HistoryEvent, RunEvent>();

/** What is shown of one event. */
export function historyEvent(event: RunEvent): HistoryEvent {
  const { seq, machineTime, command } = event;
  const { key, value } = shown(command);
  const view: HistoryEvent = { index: seq, time: machineTime, type: command.type, key, value };
  originals.set(view, event);
  return view;
}

/** The event that a shown one was made from; undefined for a copy. */
export function originalOf(view: HistoryEvent): RunEvent | undefined {
  return originals.get(view);
}

function shown(command: Command): { key: string | null; value: unknown } {
  switch (command.type) {
    case "RunStart":
      return { key: null, value: decodePayload(command.input, "input") };
    case "Checkpoint":
      return { key: command.key, value: outcomeValue(command.outcome, command.key) };
    case "StepAttemptFailed":
      return {
        key: command.key,
        value: { attempt: command.attempt, ...failureValue(command.failure) },
      };
    case "Signal":
      return { key: command.name, value: decodePayload(command.payload, "signal") };
    case "RunComplete":
      return { key: null, value: decodePayload(command.value, "result") };
    case "RunFail":
      return { key: null, value: failureValue(command.failure) };
    case "Cancel":
    case "Terminate":
      return { key: null, value: command.reason === "" ? undefined : command.reason };
    default:
      // A timer has a key and no value.
      return { key: "key" in command ? command.key : null, value: undefined };
  }
}

function outcomeValue(outcome: Outcome, field: string): unknown {
  return outcome.type === "value"
    ? decodePayload(outcome.payload, field)
    : failureValue(outcome.failure);
}

/** Flat, so that console.table shows it. */
function failureValue({ name, message }: Failure): { error: string } {
  return { error: `${name}: ${message}` };
}

/**
 * Recorded histories: the events of a run as text, one line each, to be kept in a file beside the tests that replay it.
 *
 * The events that `run.history()` shows are for people; what is recorded is what they were made from, byte for byte.
 */
import type { HistoryEvent } from "../api/description.ts";
import { originalOf } from "../api/history-view.ts";
import { describeValue } from "../api/options.ts";
import { InvalidArgumentError } from "../errors.ts";
import { decodeCommand, encodeCommand } from "../model/command.ts";
import type { RunEvent } from "../model/history-event.ts";

/** What a recorded history is made from: what `run.history()` gives. */
export type ShownHistory = AsyncIterable<HistoryEvent> | Iterable<HistoryEvent>;

/** First line: what this is, and in which form. */
const HEADER = "raftwork history 1";

/**
 * The history of a run as text.
 *
 * @throws {InvalidArgumentError} for events that `run.history()` did not give in this process.
 */
export async function recordHistory(history: ShownHistory): Promise<string> {
  const lines = [HEADER];
  for (const { machineTime, historyBytes, command } of await eventsOf(history)) {
    const bytes = Buffer.from(encodeCommand(command)).toString("base64");
    lines.push(`${machineTime} ${historyBytes} ${bytes}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The events of a history, recorded or just read. @throws {InvalidArgumentError} when it is neither. */
export async function eventsOf(history: ShownHistory | string): Promise<RunEvent[]> {
  if (typeof history === "string") return parse(history);
  if (!isIterable(history)) throw unfit("what run.history() gives", describeValue(history));
  const events: RunEvent[] = [];
  for await (const shown of history) {
    const event = originalOf(shown);
    if (event === undefined)
      throw unfit("an event that run.history() gave in this process", "a copy");
    events.push(event);
  }
  return checked(events);
}

function isIterable(history: unknown): boolean {
  return (
    typeof history === "object" &&
    history !== null &&
    (Symbol.asyncIterator in history || Symbol.iterator in history)
  );
}

function parse(text: string): RunEvent[] {
  const [header, ...lines] = text.trimEnd().split(/\r?\n/);
  if (header !== HEADER) {
    throw unfit(JSON.stringify(HEADER), JSON.stringify(header?.slice(0, 40) ?? ""));
  }
  return checked(lines.map(eventOf));
}

function eventOf(line: string, seq: number): RunEvent {
  const [time, size, bytes = ""] = line.split(" ");
  const [machineTime, historyBytes] = [Number(time), Number(size)];
  if (!Number.isSafeInteger(machineTime) || !Number.isSafeInteger(historyBytes)) {
    throw unfit(`line ${seq + 2} to begin with two numbers`, JSON.stringify(line.slice(0, 40)));
  }
  const command = decodeCommand(new Uint8Array(Buffer.from(bytes, "base64")), {
    group: 0,
    index: seq,
  });
  return { seq, machineTime, historyBytes, command };
}

function checked(events: RunEvent[]): RunEvent[] {
  if (events[0]?.command.type !== "RunStart") {
    throw unfit(
      "a history from its first event on",
      `${events[0]?.command.type ?? "nothing"} first`,
    );
  }
  return events;
}

function unfit(expected: string, found: string): InvalidArgumentError {
  return new InvalidArgumentError({ field: "the history", expected, found });
}

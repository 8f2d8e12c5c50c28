/** What goes between the main thread and that of the Raft host by rings: what each commit needs. The rest goes by messages. */
import type { CommittedBatch, LogEvent } from "../model/replicated-log.ts";
import { invariant } from "../util/assert.ts";
import type { RingForm } from "./ring-port.ts";
import type { PackedEvents, ToHost, ToMain } from "./thread-records.ts";

/** Kinds of records. */
const PROPOSE = 1;
const APPLIED = 2;
const EVENTS = 3;

/** Kinds of events; others are rare, and none of a record's. */
const COMMITTED = 1;
const SAVED = 2;
/** Instead of a count of tickets: the commands are not this node's. */
const NO_TICKETS = -1;

const NO_BYTES = new Uint8Array(0);

/** As far as it matters here. */
interface Post {
  readonly type: string;
  readonly name?: string;
  readonly body?: unknown;
}

/** To the host's thread go proposals, and how far the state is. Null: it goes by the port. */
export function encodeToHost(message: unknown): RingForm | null {
  const { type, name, body } = message as Post;
  if (type !== "post") return null;
  if (name === "propose") {
    const { numbers, bytes } = body as ToHost["posts"]["propose"];
    return { kind: PROPOSE, numbers, bytes };
  }
  if (name !== "applied") return null;
  const { appliedIndex, generation } = body as ToHost["posts"]["applied"];
  return { kind: APPLIED, numbers: Float64Array.of(appliedIndex, generation), bytes: NO_BYTES };
}

/** What {@link encodeToHost} was given. */
export function decodeToHost({ kind, numbers, bytes }: RingForm): unknown {
  if (kind === PROPOSE) return { type: "post", name: "propose", body: { numbers, bytes } };
  invariant(kind === APPLIED, () => `a record of kind ${kind} for the host`);
  const [appliedIndex = 0, generation = 0] = numbers;
  return { type: "post", name: "applied", body: { appliedIndex, generation } };
}

/** To the main thread goes what was committed, and what was saved. Null: it goes by the port. */
export function encodeToMain(message: unknown): RingForm | null {
  const { type, name, body } = message as Post;
  if (type !== "post" || name !== "events") return null;
  const packed = body as ToMain["posts"]["events"];
  const numbers = numbersOf(packed);
  return numbers && { kind: EVENTS, numbers, bytes: packed.bytes };
}

/** What {@link encodeToMain} was given. */
export function decodeToMain({ kind, numbers, bytes }: RingForm): unknown {
  invariant(kind === EVENTS, () => `a record of kind ${kind} for the main thread`);
  return { type: "post", name: "events", body: packedOf(numbers, bytes) };
}

function numbersOf({ events, lengths }: PackedEvents): Float64Array<ArrayBuffer> | null {
  const numbers: number[] = [];
  for (const [at, event] of events.entries()) {
    if (event.type === "saved") numbers.push(SAVED, event.appliedIndex);
    else if (event.type === "committed") {
      const { index, term, tickets } = event;
      numbers.push(COMMITTED, index, term, lengths[at] ?? 0, tickets?.length ?? NO_TICKETS);
      if (tickets !== null) for (const ticket of tickets) numbers.push(ticket);
    } else return null;
  }
  return Float64Array.from(numbers);
}

function packedOf(
  numbers: Float64Array<ArrayBuffer>,
  bytes: Uint8Array<ArrayBuffer>,
): PackedEvents {
  const events: LogEvent[] = [];
  const lengths: number[] = [];
  for (let at = 0; at < numbers.length; ) {
    if (numbers[at] === SAVED) {
      events.push({ type: "saved", appliedIndex: numbers[at + 1] ?? 0 });
      lengths.push(0);
      at += 2;
      continue;
    }
    const [, index = 0, term = 0, length = 0, count = 0] = numbers.subarray(at, at + 5);
    at += 5;
    const tickets = count === NO_TICKETS ? null : Array.from(numbers.subarray(at, at + count));
    const event: CommittedBatch = { type: "committed", index, term, bytes: NO_BYTES, tickets };
    events.push(event);
    lengths.push(length);
    at += tickets?.length ?? 0;
  }
  return { events, bytes, lengths: Int32Array.from(lengths) };
}

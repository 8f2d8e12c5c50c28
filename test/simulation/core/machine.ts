/**
 * The state machine of the simulated group: a few keys, a session per client, and a hash over every
 * entry that was applied, so that two members that took different paths cannot look the same.
 *
 * Keys come in four kinds by their number: a register, a compare-and-set register, an append list (kept as
 * an order-sensitive digest) and a counter. An operation carries (client, number); a repeated one
 * changes nothing and has the first one's result.
 */
import { type Entry, NO_BYTES } from "../../../src/raft/types.ts";
import { hashBytes, mix } from "./dice.ts";

/** What can be done to a key; "get" never enters the log. */
export type OperationKind = "put" | "compareAndSet" | "append" | "increment";

export type KeyKind = "register" | "list" | "counter";

/** What kind of value a key has, so which operations it takes. */
export function kindOfKey(key: number): KeyKind {
  if (key % 4 === 2) return "list";
  return key % 4 === 3 ? "counter" : "register";
}

export interface Operation {
  readonly client: number;
  /** Counted per client, from 1. */
  readonly number: number;
  readonly kind: OperationKind;
  readonly key: number;
  readonly value: number;
  /** compareAndSet: what must stand there. */
  readonly expected: number;
}

const KINDS: readonly OperationKind[] = ["put", "compareAndSet", "append", "increment"];
const HEADER_BYTES = 18;

/** The bytes of an operation, with `padding` more that mean nothing. */
export function encodeOperation(operation: Operation, padding: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + padding);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, KINDS.indexOf(operation.kind));
  view.setUint8(1, operation.key);
  view.setUint32(2, operation.client);
  view.setUint32(6, operation.number);
  view.setUint32(10, operation.value);
  view.setUint32(14, operation.expected);
  return bytes;
}

function decodeOperation(bytes: Uint8Array): Operation {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = KINDS[view.getUint8(0)];
  if (kind === undefined) throw new Error("an entry without an operation");
  return {
    client: view.getUint32(2),
    number: view.getUint32(6),
    kind,
    key: view.getUint8(1),
    value: view.getUint32(10),
    expected: view.getUint32(14),
  };
}

/** The hash of one entry, whatever log it stands in. */
export function hashEntry(entry: Entry): number {
  return mix(mix(hashBytes(entry.data), entry.term), entry.type.length);
}

/** The last operation of a client and its result. */
interface Session {
  readonly number: number;
  readonly result: number;
}

export class Machine {
  #applied: number;
  #hash = 0;
  readonly #values: number[];
  readonly #sessions: Session[];

  constructor(sizes: { readonly keys: number; readonly clients: number }) {
    this.#applied = 0;
    this.#values = Array.from({ length: sizes.keys }, () => 0);
    this.#sessions = Array.from({ length: sizes.clients }, () => ({ number: 0, result: 0 }));
  }

  get applied(): number {
    return this.#applied;
  }

  get hash(): number {
    return this.#hash;
  }

  value(key: number): number {
    return this.#values[key] ?? 0;
  }

  session(client: number): Session {
    return this.#sessions[client] ?? { number: 0, result: 0 };
  }

  /** Applies the next entry. Returns the operation in it, unless it has none or one that was done before. */
  apply(entry: Entry): Operation | null {
    this.#applied = entry.index;
    this.#hash = mix(mix(this.#hash, hashEntry(entry)), entry.index);
    if (entry.type !== "normal" || entry.data.length === 0) return null;
    const operation = decodeOperation(entry.data);
    if (operation.number <= this.session(operation.client).number) return null;
    const result = this.#execute(operation);
    this.#sessions[operation.client] = { number: operation.number, result };
    return operation;
  }

  /** The whole state as bytes. */
  save(): Uint8Array {
    const words = [this.#applied, this.#hash, ...this.#values];
    for (const { number, result } of this.#sessions) words.push(number, result);
    return new Uint8Array(Float64Array.from(words).buffer);
  }

  /** Takes over saved state; no bytes mean the state before the first entry. */
  load(bytes: Uint8Array, index: number): void {
    const words = bytes === NO_BYTES ? [] : new Float64Array(bytes.buffer);
    const keys = this.#values.length;
    this.#applied = words[0] ?? index;
    this.#hash = words[1] ?? 0;
    for (let key = 0; key < keys; key += 1) this.#values[key] = words[2 + key] ?? 0;
    for (let client = 0; client < this.#sessions.length; client += 1) {
      const at = 2 + keys + 2 * client;
      this.#sessions[client] = { number: words[at] ?? 0, result: words[at + 1] ?? 0 };
    }
  }

  #execute({ kind, key, value, expected }: Operation): number {
    const before = this.value(key);
    switch (kind) {
      case "put":
        this.#values[key] = value;
        return 0;
      case "compareAndSet":
        if (before !== expected) return 0;
        this.#values[key] = value;
        return 1;
      case "append":
        this.#values[key] = mix(before, value);
        return 0;
      default:
        this.#values[key] = before + value;
        return before + value;
    }
  }
}

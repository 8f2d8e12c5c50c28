/**
 * What is committed on the disk of a node that is not running, read by the parts below the runtime: storage, machine
 * and loader. Nothing is driven.
 *
 * Of a group with one voter every entry that is on the disk is committed, whatever commit index stands beside it.
 */
import { Machine } from "../../src/machine/machine.ts";
import { StateDigest } from "../../src/machine/state-digest.ts";
import type { Command } from "../../src/model/command.ts";
import { decodePayload } from "../../src/model/payload-codec.ts";
import type { KeyRange } from "../../src/model/state-reader.ts";
import type { Entry } from "../../src/raft/types.ts";
import type { StorageBackend } from "../../src/storage/key-value-store.ts";
import { NodeStore, type NodeStoreOptions } from "../../src/storage/node-store.ts";
import { Overlay } from "../../src/storage/overlay.ts";
import { loadState } from "../../src/workflow/state-loader.ts";
import { idempotencyKeyOf } from "../../src/workflow/step-run.ts";
import { MemoryState } from "./memory-state.ts";

const GROUP = 1;
const WHOLE_STATE: KeyRange = { gte: "", lt: "\u{10ffff}" };
/** Entries that are read although they are known, to see that they are still the same. */
const KNOWN_ENTRIES = 50;

/** What a disk has. */
export interface CommittedLog {
  /** The entries past those that are known or applied on the disk, and some of those before. */
  readonly entries: readonly Entry[];
  /** Through this entry the state was on the disk. */
  readonly appliedIndex: number;
  /** Of the state on the disk with the entries behind it applied: what a start makes of it. */
  readonly digest: string;
}

/**
 * Reads a disk and closes it; null when no node was formed on it yet.
 *
 * @throws {StorageCorruptedError} and others when what is there cannot be read.
 */
export async function readCommitted(
  backend: StorageBackend,
  { after, ...options }: NodeStoreOptions & { readonly after: number },
): Promise<CommittedLog | null> {
  const store = await NodeStore.open(backend, options);
  try {
    if (!store.groups.includes(GROUP)) return null;
    const group = store.group(GROUP);
    const { appliedIndex, diskState } = group;
    // All that is not applied on the disk, however much of it is known.
    const low = Math.max(group.firstIndex(), Math.min(appliedIndex, after - KNOWN_ENTRIES) + 1);
    const high = group.lastIndex() + 1;
    const entries = low < high ? group.entries({ low, high, maxBytes: Infinity }) : [];
    if (typeof entries === "string") throw new Error(`the log is ${entries}`);
    const overlay = new Overlay(diskState);
    const machine = new Machine({ group: GROUP, state: overlay });
    await loadState(machine, diskState);
    for (const { index, data } of entries) {
      if (index <= appliedIndex || data.length === 0) continue;
      overlay.apply(machine.apply({ index, bytes: data }).changes, index);
    }
    const digest = new StateDigest();
    for await (const page of overlay.scan(WHOLE_STATE)) digest.add(page);
    return { entries, appliedIndex, digest: digest.hex() };
  } finally {
    await store.close();
  }
}

/** What of one run is committed. */
export interface CommittedRun {
  readonly runId: Uint8Array;
  /** The outcome under each operation key, as text: of its first checkpoint, or "fired" for a timer. */
  readonly outcomes: ReadonlyMap<string, string>;
  /** Payloads of its signals in order. */
  readonly signals: readonly unknown[];
  /** Its result as text, "failed: …" when it is none; null while it is active. */
  readonly ending: string | null;
}

interface RunNotes extends CommittedRun {
  readonly outcomes: Map<string, string>;
  readonly signals: unknown[];
  ending: string | null;
}

/**
 * The same log, applied once and in order to a machine that began empty and never stops: what every disk is compared
 * with.
 */
export class CommittedHistory {
  /** By workflow id; each is used once. */
  readonly runs = new Map<string, RunNotes>();
  /** Idempotency keys of steps with a committed outcome: nothing may run under them any more. */
  readonly settledKeys = new Set<string>();
  /** Newest attempt of a step that is known to have failed, by idempotency key. */
  readonly failedAttempts = new Map<string, number>();
  readonly #state = new MemoryState();
  readonly #machine = new Machine({ group: GROUP, state: this.#state });
  /** The newest entries by index, as texts. */
  readonly #newest = new Map<number, string>();
  #lastIndex = 0;

  /** Everything through this entry is known. */
  get lastIndex(): number {
    return this.#lastIndex;
  }

  /** Takes what a disk has; says what is wrong with it. */
  async take({ entries, digest }: CommittedLog): Promise<string[]> {
    const wrong: string[] = [];
    const first = entries[0]?.index ?? this.#lastIndex + 1;
    // The log of a group begins behind an entry of index 1 that nobody wrote.
    const expected = this.#lastIndex === 0 ? 2 : this.#lastIndex + 1;
    if (first > expected) wrong.push(`the log begins at ${first}, known through ${expected - 1}`);
    const end = entries[entries.length - 1]?.index ?? 0;
    if (end < this.#lastIndex) wrong.push(`the log ends at ${end}, and at ${this.#lastIndex} once`);
    for (const entry of entries) {
      const text = `${entry.term} ${Buffer.from(entry.data).toString("base64")}`;
      const known = this.#newest.get(entry.index);
      if (entry.index > this.#lastIndex) this.#apply(entry, text);
      else if (known !== undefined && known !== text) {
        wrong.push(`entry ${entry.index} of the log is another one than before`);
      }
    }
    const own = new StateDigest();
    for await (const page of this.#state.scan(WHOLE_STATE)) own.add(page);
    if (own.hex() !== digest) {
      wrong.push(`the state through entry ${end} is not that of the log applied to nothing`);
    }
    return wrong;
  }

  #apply({ index, data }: Entry, text: string): void {
    this.#lastIndex = index;
    this.#newest.set(index, text);
    this.#newest.delete(index - KNOWN_ENTRIES);
    if (data.length === 0) return;
    const { changes, effects } = this.#machine.apply({ index, bytes: data });
    this.#state.apply(changes);
    for (const effect of effects) {
      if (effect.type === "runStarted") {
        const { runId, workflowId } = effect.run;
        this.runs.set(workflowId, { runId, outcomes: new Map(), signals: [], ending: null });
      } else if (effect.type === "historyAppended" || effect.type === "runEnded") {
        const notes = this.runs.get(effect.run.workflowId);
        if (notes !== undefined) this.#note(notes, effect.event.command);
      }
    }
  }

  #note(run: RunNotes, command: Command): void {
    switch (command.type) {
      case "Checkpoint": {
        const { key, outcome } = command;
        if (!run.outcomes.has(key)) {
          const isValue = outcome.type === "value";
          run.outcomes.set(
            key,
            isValue ? textOf(outcome.payload) : `failed: ${outcome.failure.name}`,
          );
        }
        this.settledKeys.add(idempotencyKeyOf(run.runId, key));
        return;
      }
      case "StepAttemptFailed":
        this.failedAttempts.set(idempotencyKeyOf(run.runId, command.key), command.attempt);
        return;
      case "TimerFired":
        run.outcomes.set(command.key, "fired");
        return;
      case "Signal":
        run.signals.push(decodePayload(command.payload, "signal"));
        return;
      case "RunComplete":
        run.ending = textOf(command.value);
        return;
      case "RunFail":
        run.ending = `failed: ${command.failure.message}`;
        return;
      default:
        run.ending = command.type;
    }
  }
}

/** A payload as text that can be compared. */
function textOf(payload: Uint8Array): string {
  return JSON.stringify(decodePayload(payload, "payload")) ?? "undefined";
}

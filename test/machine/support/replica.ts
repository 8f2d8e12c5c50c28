// A machine over what is not saved over a disk in memory: saved when the test says so, and loaded again from what it has saved.
import { Machine } from "../../../src/machine/machine.ts";
import { encodeBatch } from "../../../src/model/batch.ts";
import { type Command, encodeCommand } from "../../../src/model/command.ts";
import type { StateChanges, StateReader } from "../../../src/model/state-reader.ts";
import { MemoryTable } from "../../../src/storage/memory-table.ts";
import { Overlay } from "../../../src/storage/overlay.ts";
import { PrefixReader } from "../../../src/storage/prefix-reader.ts";
import { loadState } from "../../../src/workflow/state-loader.ts";
import { describeEffect } from "./shown.ts";

export class Replica {
  readonly #table = new MemoryTable();
  readonly disk: StateReader = new PrefixReader(this.#table, { prefix: "", location: "memory" });
  overlay = new Overlay(this.disk);
  machine = new Machine({ group: 1, state: this.overlay });
  index = 0;
  /** The state on disk is that of this index. */
  savedIndex = 0;
  /** What applying each index came to, by its number. */
  readonly told: string[] = [];
  /** Taken, and not written yet. */
  #taken: { readonly index: number; readonly changes: StateChanges }[] = [];

  apply(machineTime: number, ...commands: readonly Command[]): void {
    this.applyBytes(encodeBatch(machineTime, commands.map(encodeCommand)));
  }

  applyBytes(bytes: Uint8Array): void {
    this.index += 1;
    const { changes, results, effects } = this.machine.apply({ index: this.index, bytes });
    this.overlay.apply(changes, this.index);
    this.told[this.index] = `${JSON.stringify(results)} ${effects.map(describeEffect).join()}`;
  }

  take(): void {
    this.#taken.push({ index: this.index, changes: this.overlay.take() });
  }

  /** The oldest of what was taken reaches the disk. */
  write(): void {
    const next = this.#taken.shift();
    if (next === undefined) return;
    this.#table.apply(next.changes);
    this.savedIndex = next.index;
  }

  /** The overlay hears of all that is on disk. */
  tell(): void {
    this.overlay.saved(this.savedIndex);
  }

  /** All that is applied reaches the disk, in the order in which it was taken. */
  save(): void {
    this.take();
    while (this.#taken.length > 0) this.write();
    this.tell();
  }

  /** The process ends, and another one loads what is on disk. */
  async restart(): Promise<void> {
    this.overlay = new Overlay(this.disk);
    this.overlay.reset(this.savedIndex);
    this.machine = new Machine({ group: 1, state: this.overlay });
    this.#taken = [];
    this.index = this.savedIndex;
    await loadState(this.machine, this.disk);
  }
}

/** JournalPins knows what keeps each file of the journal: the last entry of each group that is in it. */

/** The last entry of a group in a file. */
interface Pin {
  readonly group: number;
  readonly index: number;
}

/** Files of the journal by what they hold. */
export class JournalPins {
  readonly #files = new Map<number, Map<number, number>>();

  /** A file holds entries of a group through an index. */
  add(file: number, { group, index }: Pin): void {
    const pins = this.#files.get(file) ?? new Map<number, number>();
    pins.set(group, Math.max(index, pins.get(group) ?? 0));
    this.#files.set(file, pins);
  }

  /** What a group has written so far is not needed any more: its log begins anew. */
  forget(group: number): void {
    for (const pins of this.#files.values()) pins.delete(group);
  }

  /** Whether a file holds nothing behind what its groups have trimmed. */
  isFree(file: number, trimmedIndexOf: (group: number) => number): boolean {
    for (const [group, index] of this.#files.get(file) ?? []) {
      if (index > trimmedIndexOf(group)) return false;
    }
    return true;
  }

  /** The file is gone. */
  remove(file: number): void {
    this.#files.delete(file);
  }
}

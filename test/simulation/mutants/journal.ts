/** Planted bugs of the storage: what is said to be durable too early, kept too short, or told wrong by the journal. */
import type { Mutant, Patch } from "./mutant.ts";

const JOURNAL = "src/storage/journal.ts";
const RECORD = "src/storage/journal-record.ts";
const LOADER = "src/storage/journal-loader.ts";
const NODE_STORE = "src/storage/node-store.ts";
const NODE_WRITES = "src/storage/node-writes.ts";
const GROUP_STORE = "src/storage/group-store.ts";

function journal(name: string, story: string, ...patches: readonly Patch[]): Mutant {
  return { name: `host: ${name}`, story, patches, simulator: "host" };
}

/** A frame is whole whichever file it was written for. */
const OF_ANY_FILE: Patch = {
  file: RECORD,
  original: "crc32(`file ${file}`)",
  replacement: "crc32(`file ${file >= 0}`)",
};

export const JOURNAL_MUTANTS: readonly Mutant[] = [
  journal(
    "flushed before the journal is",
    "a flush is acknowledged while its frame is still on its way, as by a write that is not synced",
    {
      file: JOURNAL,
      original: `    await this.#files.write(position.file, position.at, buffer);
`,
      replacement: `    await this.#late;
    this.#late = this.#files.write(position.file, position.at, Buffer.from(buffer));
    this.#late.catch(() => {});
`,
    },
    {
      file: JOURNAL,
      original: `  #isAppending = false;
`,
      replacement: `  #isAppending = false;
  #late: Promise<void> = Promise.resolve();
`,
    },
  ),
  journal(
    "saved before the batch is durable",
    "the overlay is dropped, and the log trimmed, for state that is still on its way",
    {
      file: NODE_WRITES,
      original: `    await this.#guarded("a save", () => this.#store.write(rows));
`,
      replacement: `    await this.#late;
    this.#late = this.#guarded("a save", () => this.#store.write(rows));
    this.#late.catch(() => {});
`,
    },
    {
      file: NODE_WRITES,
      original: `  #saveNumber = 0;
`,
      replacement: `  #saveNumber = 0;
  #late: Promise<void> = Promise.resolve();
`,
    },
  ),
  journal(
    "frames of a removed file are whole",
    "a frame does not say which file it is of, and files are made of removed ones",
    OF_ANY_FILE,
  ),
  journal(
    "frames of a removed file are taken",
    "the same, and nobody looks at the numbers",
    OF_ANY_FILE,
    {
      file: LOADER,
      original: "    if (number !== this.#number + 1) {",
      replacement: "    if (number < 0) {",
    },
  ),
  {
    // Each frame of a lone group says its vote again: what the simulator runs cannot show it.
    ...journal(
      "no vote at the beginning of a file",
      "a vote is lost with the file that it was written to",
      {
        file: RECORD,
        original: "return { group, ...hardState, toldIndex, ...originFields(last) };",
        replacement: "return { group, ...hardState, vote: 0, toldIndex, ...originFields(last) };",
      },
      {
        file: LOADER,
        original: "      found.hardState.vote === hardState.vote &&\n",
        replacement: "",
      },
    ),
    scenario: "a vote outlives the file that it was written to",
  },
  journal(
    "files released by what is committed",
    "their entries are committed, and neither applied on the disk nor trimmed",
    {
      file: NODE_STORE,
      original: "this.#groups.get(group)?.trimmedIndex ?? 0",
      replacement: "this.#groups.get(group)?.hardState.commit ?? 0",
    },
  ),
  journal(
    "trimmed behind what is applied in memory",
    "the log begins behind the state on the disk",
    {
      file: GROUP_STORE,
      original: "    const applied = this.#record.appliedIndex;\n",
      replacement: "    const applied = this.#hardState.commit;\n",
    },
  ),
  journal(
    "journal before the state of a snapshot",
    "a crash in between leaves a log without the state that it begins behind",
    {
      file: NODE_STORE,
      original: `      if (switches.length > 0) await this.#writes.exclusively("save", () => this.#switch(switches));
      const places = await this.#append(written);
`,
      replacement: `      const places = await this.#append(written);
      if (switches.length > 0) await this.#writes.exclusively("save", () => this.#switch(switches));
`,
    },
  ),
  journal(
    "last file removed beside the first frame of the next",
    "a crash leaves a journal that does not say where the groups stood",
    {
      file: JOURNAL,
      original: "      this.#firstFile < this.#durableFile &&\n",
      replacement: "      this.#firstFile < this.#position.file &&\n",
    },
  ),
  {
    ...journal(
      "a file begins with what it is about to say",
      "the word of a snapshot that a crash had cut off begins a file that does not go on from the one before",
      {
        file: NODE_STORE,
        original: "await this.#append(unknown, () => standingsIn(journal));",
        replacement: "await this.#append(unknown);",
      },
    ),
    scenario: "a file of the journal goes on where the one before it ends",
  },
  journal(
    "nothing replaces what a file begins with",
    "the last entry of a file that is gone need not be committed when the next one begins",
    {
      file: LOADER,
      original: "if (first <= committed || first > lastIndex + 1) {",
      replacement: "if (first <= committed || first <= trimmedIndex || first > lastIndex + 1) {",
    },
  ),
];

/** Planted bugs of the state between being applied and being on the disk. The host simulator catches them. */
import type { Mutant, Patch } from "./mutant.ts";

const OVERLAY = "src/storage/overlay.ts";
const RUN_EVENTS = "src/machine/run-events.ts";
const STATE_HOST = "src/workflow/state-host.ts";

function state(name: string, story: string, ...patches: readonly Patch[]): Mutant {
  return { name: `host: ${name}`, story, patches, simulator: "host" };
}

export const STATE_MUTANTS: readonly Mutant[] = [
  state(
    "rows that change while they are saved",
    "what changed after it was given is never given again",
    {
      file: OVERLAY,
      original: `        if (change.isTaken) {
          change.isTaken = false;
`,
      replacement: `        if (change.isTaken && change.value === null) {
          change.isTaken = false;
`,
    },
  ),
  state(
    "tails let go of when they are given",
    "a history is read while its last events are in neither place",
    {
      file: OVERLAY,
      original: "      else taken.push({ tail, end: tail.take(into) });\n",
      replacement: `      else {
        const end = tail.take(into);
        tail.saved(end);
        taken.push({ tail, end });
      }
`,
    },
  ),
  state("packed rows stay", "the rows that a packed history stands for are not removed", {
    file: RUN_EVENTS,
    original: "  for (let seq = 0; seq < saved; seq += 1) changes.remove(historyKey(run, seq));\n",
    replacement: "  if (saved < 0) changes.remove(historyKey(run, saved));\n",
  }),
  state(
    "histories packed by what is on the disk",
    "whether a history is packed differs from node to node",
    {
      file: RUN_EVENTS,
      original: "  const isPacked = isShort(run, closedAt);\n",
      replacement: "  const isPacked = isShort(run, closedAt) && run.tail?.row(0) !== undefined;\n",
    },
  ),
  {
    // Batches and a snapshot have to come in one burst.
    ...state(
      "a former state answered for",
      "what was applied before a snapshot is answered as if it had been applied behind it",
      {
        file: STATE_HOST,
        original: "    this.#answeredIndex = this.#appliedIndex;\n    this.#pace.restart",
        replacement: "    this.#pace.restart",
      },
    ),
    scenario: "nothing is answered for a state that a snapshot has replaced",
  },
];

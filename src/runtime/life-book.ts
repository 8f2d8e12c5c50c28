/**
 * LifeBook is what a node knows of its earlier lives, in two files beside the database: `LIFE`, which is there while the node lives
 * and so after an unclean end too, and `SUSPECTS`, the runs that are not to be executed until somebody retries them.
 *
 * They need to outlive the process, not the machine: a run takes the process with it. Losing them costs a second hang, so no failure of
 * theirs (no room, no file handle, no right) is the end of a node: it is told, and the node goes on with what it knows.
 */
import {
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { RunName } from "../model/state-keys.ts";

/** Why a run is suspect. */
export type Suspicion = "stuckTurn" | "uncleanEnd";

/** A run that is not to be executed. */
export interface Suspect extends RunName {
  readonly why: Suspicion;
}

interface Life {
  /** Wall clock in ms since 1970. */
  readonly startedAt: number;
  /** The life before ended uncleanly too. */
  readonly afterUnclean: boolean;
  /** The run that was being brought back. */
  readonly hydrating: RunName | null;
  /** The run that was being brought back when the life before ended, and has not come back since. */
  readonly accused: RunName | null;
}

/** Two unclean ends within so long make the next start careful. */
export const UNCLEAN_WITHIN_MS = 60_000;
/** The file is written over in place, always as long: ids of 256 bytes, escaped, fit. */
const LIFE_BYTES = 2048;

/** The files of one node. */
export class LifeBook {
  /** The node has ended uncleanly twice within a minute. */
  readonly isCareful: boolean;
  readonly suspectsPath: string;
  readonly #lifePath: string;
  readonly #onFailure: (error: unknown) => void;
  #life: Life;
  /** Null when it could not be opened. */
  readonly #file: number | null;
  #suspects: Map<string, Suspect>;
  #isClosed = false;

  /** Begins a life in a data directory that is ours alone. `nowMs` is the wall clock; `onFailure` is told what could not be read or written. */
  constructor(dataDir: string, nowMs: number, onFailure: (error: unknown) => void = () => {}) {
    this.#lifePath = join(dataDir, "LIFE");
    this.suspectsPath = join(dataDir, "SUSPECTS");
    this.#onFailure = onFailure;
    const previous = this.#tried(() => readLife(this.#lifePath));
    this.#suspects = bySuspect(this.#tried(() => readSuspects(this.suspectsPath)) ?? []);
    const hydrating = previous?.hydrating ?? null;
    const accused = previous?.accused ?? null;
    // Once may be chance: whoever killed the process cannot have known. Twice in a row it is the run.
    const isGuilty = hydrating !== null && isSame(hydrating, accused);
    if (isGuilty) this.#add({ ...hydrating, why: "uncleanEnd" });
    const wasShort = previous !== null && Math.abs(nowMs - previous.startedAt) < UNCLEAN_WITHIN_MS;
    this.isCareful = wasShort && previous.afterUnclean;
    this.#life = {
      startedAt: nowMs,
      afterUnclean: previous !== null,
      hydrating: null,
      accused: isGuilty ? null : (hydrating ?? accused),
    };
    this.#file = this.#tried(() => openSync(this.#lifePath, "w"));
    this.#write(this.#life);
  }

  /** What is held against a run; undefined for nothing. */
  suspicionOf(run: RunName): Suspicion | undefined {
    return this.#suspects.size === 0 ? undefined : this.#suspects.get(nameOf(run))?.why;
  }

  /** Names the run that is being brought back; null when none is. */
  hydrating(run: RunName | null): void {
    if (this.#isClosed) return;
    const { hydrating: before, accused } = this.#life;
    const name = run === null ? null : { workflowId: run.workflowId, runNumber: run.runNumber };
    // The one before has come back, whatever was held against it.
    const isCleared = before !== null && isSame(before, accused);
    this.#life = { ...this.#life, hydrating: name, accused: isCleared ? null : accused };
    this.#write(this.#life);
  }

  /** The last unclean end came while this run was being brought back. */
  isAccused(run: RunName): boolean {
    return isSame(run, this.#life.accused);
  }

  /** Nothing is held against the run any more. */
  acquit(run: RunName): void {
    if (this.#suspects.size > 0 && this.#suspects.delete(nameOf(run))) this.#save();
  }

  /** Forgets what was written down in this life: those turns have returned after all. Gives their runs. */
  returned(): readonly Suspect[] {
    const written = this.#tried(() => readSuspects(this.suspectsPath)) ?? [];
    this.#save();
    return written.filter((run) => !this.#suspects.has(nameOf(run)));
  }

  /** Ends the life in order. Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.abandon();
    this.#tried(() => rmSync(this.#lifePath, { force: true }));
  }

  /** Lets go of the files as they are, as the death of the process does. */
  abandon(): void {
    this.#isClosed = true;
    const file = this.#file;
    if (file !== null) this.#tried(() => closeSync(file));
  }

  #add(suspect: Suspect): void {
    this.#suspects.set(nameOf(suspect), suspect);
    this.#save();
  }

  #save(): void {
    const lines = [...this.#suspects.values()].map((suspect) => `${JSON.stringify(suspect)}\n`);
    this.#tried(() => {
      if (lines.length === 0) {
        rmSync(this.suspectsPath, { force: true });
        return;
      }
      const fresh = `${this.suspectsPath}.new`;
      writeFileSync(fresh, lines.join(""), { flush: true });
      renameSync(fresh, this.suspectsPath);
    });
  }

  #write(life: Life): void {
    const file = this.#file;
    if (file === null) return;
    this.#tried(() => writeSync(file, `${JSON.stringify(life).padEnd(LIFE_BYTES)}\n`, 0));
  }

  /** What the work gives; null when it has failed. */
  #tried<Result>(work: () => Result): Result | null {
    try {
      return work();
    } catch (error) {
      this.#onFailure(error);
      return null;
    }
  }
}

function nameOf({ workflowId, runNumber }: RunName): string {
  return `${runNumber} ${workflowId}`;
}

function isSame(run: RunName, other: RunName | null): boolean {
  return run.workflowId === other?.workflowId && run.runNumber === other.runNumber;
}

function bySuspect(suspects: readonly Suspect[]): Map<string, Suspect> {
  return new Map(suspects.map((suspect) => [nameOf(suspect), suspect]));
}

/** Null after a clean end. One that cannot be read was being written when the process died. */
function readLife(path: string): Life | null {
  const text = readText(path);
  if (text === null) return null;
  const read = parsed(text);
  const startedAt = read?.["startedAt"];
  return {
    startedAt: typeof startedAt === "number" ? startedAt : 0,
    afterUnclean: read?.["afterUnclean"] === true,
    hydrating: runOf(read?.["hydrating"]),
    accused: runOf(read?.["accused"]),
  };
}

function readSuspects(path: string): Suspect[] {
  const suspects: Suspect[] = [];
  for (const line of (readText(path) ?? "").split("\n")) {
    const read = parsed(line);
    const run = runOf(read);
    // The last line may have been cut by the end of the process.
    if (run === null) continue;
    suspects.push({ ...run, why: read?.["why"] === "uncleanEnd" ? "uncleanEnd" : "stuckTurn" });
  }
  return suspects;
}

function runOf(value: unknown): RunName | null {
  if (typeof value !== "object" || value === null) return null;
  const { workflowId, runNumber } = value as Partial<RunName>;
  const isRun = typeof workflowId === "string" && typeof runNumber === "number";
  return isRun ? { workflowId, runNumber } : null;
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

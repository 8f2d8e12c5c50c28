/** One node on a temporary directory, and the synced put that every figure stands beside. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Level } from "level";
import { WorkflowRuntime } from "raftwork";
import { Samples } from "./figures.ts";
import { BareEngine } from "./floor.ts";
import { makePrograms, type Programs, RESULT_BYTES } from "./programs.ts";

/** What a workload measures with. */
export interface BenchNode {
  readonly runtime: WorkflowRuntime;
  readonly programs: Programs;
  readonly put: SyncedPut;
  /** Takes its rounds in turn with the node. */
  readonly bare: BareEngine;
  /** Nodes of its cluster. */
  readonly nodes: number;
}

/** A directory of its own below `BENCH_DIR`, or where the system has temporary files. */
export function makeDirectory(): string {
  return mkdtempSync(join(process.env["BENCH_DIR"] ?? tmpdir(), "raftwork-bench-"));
}

/** Runs `measure` on a fresh node that is alone, and removes everything afterwards. */
export async function withNode<T>(measure: (node: BenchNode) => Promise<T>): Promise<T> {
  const directory = makeDirectory();
  const programs = makePrograms();
  try {
    const dataDir = join(directory, "node");
    const runtime = await WorkflowRuntime.open({ dataDir, workflows: programs.all });
    const put = await SyncedPut.open(join(directory, "put"));
    const bare = await BareEngine.open(join(directory, "bare"));
    try {
      return await measure({ runtime, programs, put, bare, nodes: 1 });
    } finally {
      await bare.close();
      await put.close();
      await runtime.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Proportional set size of this process in MB; NaN where the system does not tell. */
export function pssMegabytes(): number {
  try {
    const text = readFileSync("/proc/self/smaps_rollup", "utf8");
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** One put after the other into a LevelDB of its own, each synced. */
export class SyncedPut {
  readonly #db: Level<string, Uint8Array>;
  #count = 0;

  private constructor(db: Level<string, Uint8Array>) {
    this.#db = db;
  }

  static async open(directory: string): Promise<SyncedPut> {
    const db = new Level<string, Uint8Array>(directory, {
      valueEncoding: "view",
      compression: false,
    });
    await db.open();
    return new SyncedPut(db);
  }

  async run(seconds: number): Promise<Samples> {
    const samples = new Samples();
    const value = new Uint8Array(RESULT_BYTES).fill(7);
    const end = performance.now() + seconds * 1000;
    for (let now = performance.now(); now < end; ) {
      this.#count += 1;
      await this.#db.put(this.#count.toString(16).padStart(14, "0"), value, { sync: true });
      const after = performance.now();
      samples.add(after - now);
      now = after;
    }
    return samples;
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}

/** One node on a temporary directory, and the synced put that every figure stands beside. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Level } from "level";
import { WorkflowRuntime } from "raftwork";
import { Samples } from "./figures.ts";

/** What a workload measures with. */
export interface BenchNode {
  readonly runtime: WorkflowRuntime;
  readonly put: SyncedPut;
  readonly directory: string;
}

/** Runs `measure` on a fresh node, and removes everything afterwards. */
export async function withNode<T>(measure: (node: BenchNode) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(process.env["BENCH_DIR"] ?? tmpdir(), "raftwork-bench-"));
  try {
    const runtime = await WorkflowRuntime.open({ dataDir: join(directory, "node") });
    const put = await SyncedPut.open(join(directory, "put"));
    try {
      return await measure({ runtime, put, directory });
    } finally {
      await put.close();
      await runtime.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Bytes of a step's result. */
const RESULT_BYTES = 200;

/** What a step returns: 200 bytes as JSON, different for each number. */
export function stepResult(number: number): { readonly value: string } {
  const overhead = '{"value":""}'.length;
  return { value: `${number}`.padStart(RESULT_BYTES - overhead, "x") };
}

/** The number in a step's result. */
export function numberOf({ value }: { readonly value: string }): number {
  return Number(value.slice(value.lastIndexOf("x") + 1));
}

/** Throws when a result is not what its steps returned: a fast wrong answer is no figure. */
export function expectSum(actual: unknown, expected: number | string): void {
  if (actual !== expected) throw new Error(`expected ${expected}, got ${String(actual)}`);
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

/**
 * A parallel fan-out: the words of twelve documents are counted at once, four at a time, each in a step of its own,
 * and added up when all are there. Results come in the order of the items, whichever ends first.
 *
 *   npx tsx examples/03-fan-out.ts
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { WorkflowRuntime } from "raftwork";

const dataDir = await mkdtemp(join(tmpdir(), "raftwork-fan-out-"));
const runtime = await WorkflowRuntime.open({ dataDir });

const countWords = runtime.registerWorkflow(
  "count_words",
  1,
  async (ctx, documents: readonly string[]): Promise<{ counts: number[]; total: number }> => {
    const counts = await ctx.map(
      "documents",
      documents,
      async (scoped, document, index) =>
        scoped.step("count", async () => {
          await delay(20 + ((index * 37) % 60));
          console.log(`counted document ${index}`);
          return document.split(/\s+/).length;
        }),
      { concurrency: 4 },
    );
    return { counts, total: counts.reduce((sum, count) => sum + count, 0) };
  },
);

const documents = Array.from({ length: 12 }, (_, at) => "word ".repeat(at + 1).trim());
const { counts, total } = await runtime.runWorkflow(countWords, documents);
console.log(`counts: ${counts.join(", ")}`);
console.log(`total: ${total}`);
await runtime.close();
await rm(dataDir, { recursive: true, force: true });

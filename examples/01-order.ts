/**
 * Twenty orders, each a durable workflow: reserve, charge, pack, ship. Large ones wait for an approval, which this program sends
 * itself; one of them gets none, and is held back when its wait is over.
 *
 *   npm start                 runs them and prints the receipts; started again it prints the same ones
 *   SLOW=1 npm start          leaves time to kill it: kill -9 it, start it again, and it goes on where it was
 *   npm start -- --reset      starts afresh
 *
 * Nobody is charged twice, however often it is killed: a step whose checkpoint is there never runs again, and one that
 * was in flight runs again with the same idempotency key.
 */
import { mkdir, readFile, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { defineWorkflow, matchesError, type RunOf, signal, WorkflowRuntime } from "raftwork";
import { PaymentLedger } from "./payment-ledger.ts";

interface Order {
  readonly id: string;
  readonly customer: string;
  readonly sku: string;
  readonly quantity: number;
  readonly cents: number;
  /** What goes wrong at the first attempt to charge. */
  readonly trouble?: string;
}

interface Receipt {
  readonly order: string;
  readonly customer: string;
  readonly total: string;
  readonly charge: string;
  readonly attempts: number;
  readonly parcel: string;
  readonly status: string;
}

const DIRECTORY = process.env["ORDER_EXAMPLE_DIR"] ?? "./data/order-example";
/** From here on somebody has to approve. */
const APPROVAL_CENTS = 50_000;
/** Nobody approves a sofa. */
const NOT_APPROVED = "1015";
const STEP_MS = Number(process.env["SLOW"] ?? 0) * 1500 || 40;

if (process.argv.includes("--reset")) await rm(DIRECTORY, { recursive: true, force: true });
await mkdir(DIRECTORY, { recursive: true });
const ledger = await PaymentLedger.open(`${DIRECTORY}/ledger.jsonl`);

const processOrder = defineWorkflow(
  { name: "process_order", version: 1, signals: { approved: signal<{ by: string }>() } },
  async (ctx, order: Order): Promise<Receipt> => {
    const status = await ctx.replicatedVar("status", "received");
    const shelf = await ctx.step("reserve", async () => {
      await delay(STEP_MS);
      return { shelf: `${order.sku.length}-${order.quantity}` };
    });
    await status.set("reserved");
    const charge = await ctx.step("charge", async ({ attempt, idempotencyKey }) => {
      await delay(STEP_MS);
      if (order.trouble !== undefined && attempt === 1) throw new Error(order.trouble);
      const { chargeId } = await ledger.charge(order, idempotencyKey);
      return { chargeId, attempts: attempt };
    });
    await status.set("charged");
    await ctx.sleep(STEP_MS * 3);
    const isLarge = order.cents >= APPROVAL_CENTS;
    // Undefined when the time is over; a signal that came before is not lost.
    const approved = isLarge && (await ctx.waitForSignal("approved", { timeout: STEP_MS * 6 }));
    let parcel = "none";
    if (approved === undefined) await status.set("held: not approved");
    else {
      parcel = await ctx.step("ship", async () => {
        await delay(STEP_MS);
        return `parcel-${order.id}-${shelf.shelf}`;
      });
      await status.set(approved === false ? "shipped" : `shipped, approved by ${approved.by}`);
    }
    return {
      order: order.id,
      customer: order.customer,
      total: `${(order.cents / 100).toFixed(2)} EUR`,
      charge: charge.chargeId,
      attempts: charge.attempts,
      parcel,
      status: status.value,
    };
  },
);

const runtime = await WorkflowRuntime.open({
  dataDir: `${DIRECTORY}/raftwork`,
  workflows: [processOrder],
});
runtime.events.on("checkpointSet", ({ workflowId, key }) => {
  console.log(`  ${workflowId}  ${key}`);
});

const lines = (await readFile(new URL("orders.jsonl", import.meta.url), "utf8")).trim().split("\n");
const orders = lines.map((line): Order => JSON.parse(line));
// The workflow id makes starting idempotent: a run that is there, or has ended, is found and not started again.
const runs = await Promise.all(
  orders.map((order) =>
    runtime.startWorkflow(processOrder, order, { workflowId: `order-${order.id}` }),
  ),
);
const started = runs.filter((run) => run.started).length;
console.log(`${started} orders started, ${runs.length - started} found`);

for (const [at, run] of runs.entries()) {
  const order = orders[at];
  if (order === undefined || order.cents < APPROVAL_CENTS || order.id === NOT_APPROVED) continue;
  await approve(run, order);
}

const receipts = await Promise.all(runs.map((run) => run.waitForCompletion()));
await runtime.close();
printTable(receipts);

/** The signal's id makes it safe to send it again at every start of this program. */
async function approve(run: RunOf<typeof processOrder>, order: Order): Promise<void> {
  try {
    await run.signal("approved", { by: "Ada" }, { signalId: `approve-${order.id}` });
  } catch (error) {
    // A run that has ended needs no approval.
    if (!matchesError(error, "RunEndedError")) throw error;
  }
}

function printTable(rows: readonly Receipt[]): void {
  const columns = ["order", "customer", "total", "charge", "attempts", "parcel", "status"] as const;
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => `${row[column]}`.length)),
  );
  const print = (cells: readonly string[]): void => {
    console.log(cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  "));
  };
  console.log("");
  print(columns);
  print(widths.map((width) => "-".repeat(width)));
  for (const row of rows) print(columns.map((column) => `${row[column]}`));
}

/**
 * The public types, used as users use them: what is marked with `@ts-expect-error` must not compile, what `is` asserts
 * must hold. Compiled with the tests and never run.
 */
import {
  type AnyWorkflow,
  type Duration,
  defineWorkflow,
  type InputOf,
  matchesError,
  type OutputOf,
  type ReplicatedVar,
  type WorkflowContext,
  type WorkflowDefinition,
  type WorkflowRun,
  WorkflowRuntime,
} from "raftwork";

// oxlint-disable typescript/no-unnecessary-type-parameters -- that is how two types are compared
type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function is<A, B>(_: Equal<A, B>): void;

interface Order {
  id: string;
  sku: string;
  cents: number;
}
interface Receipt {
  orderId: string;
  charge: { id: string };
}
declare const payments: { charge(order: Order, key: string): Promise<{ id: string }> };

export async function order(): Promise<void> {
  await using runtime = await WorkflowRuntime.open({
    nodeId: "node-1",
    dataDir: process.env["DATA_DIR"],
    closeOn: ["SIGTERM"],
  });
  const processOrder = runtime.registerWorkflow(
    "process_order",
    1,
    async (ctx, order: Order): Promise<Receipt> => {
      const status = await ctx.replicatedVar("status", "pending");
      is<typeof status, ReplicatedVar<string>>(true);
      const charge = await ctx.step("charge", ({ idempotencyKey }) =>
        payments.charge(order, idempotencyKey),
      );
      is<typeof charge, { id: string }>(true);
      await status.set("charged");
      await ctx.sleep("2h");
      await status.update((current) => `${current}!`);
      const rate = await ctx.replicatedVar(
        "rate",
        async ({ idempotencyKey }) => idempotencyKey.length,
        { retry: { maximumAttempts: 3 } },
      );
      is<typeof rate, ReplicatedVar<number>>(true);
      const flag = await ctx.replicatedVar("flag", false);
      is<typeof flag, ReplicatedVar<boolean>>(true);
      const typed = await ctx.replicatedVar<"pending" | "charged">("typed", "pending");
      await typed.set("charged");
      // @ts-expect-error a value that the type does not have
      await typed.set("nope");
      const [x, y] = await Promise.all([ctx.step("x", () => 1), ctx.step("y", async () => "s")]);
      is<typeof x, number>(true);
      is<typeof y, string>(true);
      const raced = await Promise.race([
        ctx.sleep("1m").then(() => "late" as const),
        ctx.step("z", () => 5),
      ]);
      is<typeof raced, "late" | number>(true);
      await helper(ctx, order);
      return { orderId: order.id, charge };
    },
  );
  is<typeof processOrder, WorkflowDefinition<Order, Receipt>>(true);
  is<InputOf<typeof processOrder>, Order>(true);
  is<OutputOf<typeof processOrder>, Receipt>(true);

  const input = { id: "o-1", sku: "s", cents: 3 };
  const run = await runtime.startWorkflow(processOrder, input, {
    workflowId: "order-o-1",
    ifRunning: "useExisting",
  });
  const receipt = await run.waitForCompletion();
  is<typeof receipt, Receipt>(true);
  // @ts-expect-error missing property
  await runtime.startWorkflow(processOrder, { id: "o-1" });
  // @ts-expect-error no input
  await runtime.startWorkflow(processOrder);
  // @ts-expect-error unknown option
  await runtime.startWorkflow(processOrder, input, { workflowID: "x" });
  // @ts-expect-error wrong result
  const wrong: string = await run.waitForCompletion();
  void wrong;
  const union: Order | { id: string } = { id: "x" };
  // @ts-expect-error not every member of the union fits
  await runtime.startWorkflow(processOrder, union);

  const noInput = runtime.registerWorkflow("no_input", 1, async (ctx) => {
    await ctx.sleep("1s");
    return 5;
  });
  is<typeof noInput, WorkflowDefinition<void, number>>(true);
  const five = await (await runtime.startWorkflow(noInput)).waitForCompletion();
  is<typeof five, number>(true);
  await runtime.startWorkflow(noInput, undefined, { workflowId: "x" });
  const optional = runtime.registerWorkflow(
    "optional",
    1,
    async (_ctx, given?: { verbose: boolean }) => given?.verbose ?? false,
  );
  await runtime.startWorkflow(optional);
  await runtime.startWorkflow(optional, { verbose: true });

  const byName = await runtime.startWorkflow("process_order", { any: 1 }, { version: 1 });
  const unknownResult = await byName.waitForCompletion();
  is<typeof unknownResult, unknown>(true);
  const got = await runtime.getRun(processOrder, "order-o-1").waitForCompletion();
  is<typeof got, Receipt>(true);
  const six = await runtime.runWorkflow(optional);
  is<typeof six, boolean>(true);
  const anyRun: WorkflowRun = runtime.getRun("x");
  void anyRun;
  const all: readonly AnyWorkflow[] = [processOrder, noInput, optional];
  await (await WorkflowRuntime.open({ workflows: all })).close({ drain: "1s" });

  const off = runtime.events.on("workflowCompleted", (event) => event.workflowId.length);
  off();
  // @ts-expect-error no such event
  runtime.events.on("workflowComplete", () => {});
}

async function helper(ctx: WorkflowContext, order: Order): Promise<number> {
  const [a] = await Promise.all([ctx.step("a", () => 1), ctx.sleep(5)]);
  return a + order.cents;
}

export const defined = defineWorkflow({ name: "defined", version: 1 }, async (ctx, n: number) => {
  await ctx.sleep(n);
  return { doubled: n * 2 };
});
is<typeof defined, WorkflowDefinition<number, { doubled: number }>>(true);
// @ts-expect-error unknown option
defineWorkflow({ name: "x", version: 1, retries: 5 }, async () => 1);

const ttl: Duration = `${5 * 2}m`;
void ttl;
// @ts-expect-error no unit of that name
const never: Duration = "5 minutes";
void never;

class CardDeclined extends Error {}
const caught: unknown = null;
if (matchesError(caught, CardDeclined) || matchesError(caught, "CardDeclined")) void caught.message;

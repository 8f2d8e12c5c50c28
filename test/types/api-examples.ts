/**
 * The public types as their contract uses them: what is marked with `@ts-expect-error` must not compile, what `is` asserts must hold. Compiled
 * with the tests and never run: what later versions bring is typed already.
 */
// oxlint-disable -- written to be compiled, not to be run

import {
  type ContextOf,
  type Duration,
  defineGraph,
  defineWorkflow,
  type GraphNodeContext,
  type GraphNodeResult,
  type InputOf,
  type OutputOf,
  query,
  type ReplicatedVar,
  signal,
  update,
  type WorkflowContext,
  type WorkflowDefinition,
  type WorkflowRun,
  WorkflowRuntime,
} from "raftwork";
import * as v from "valibot";
import { z } from "zod";

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
declare const payments: {
  charge(o: Order, key: string): Promise<{ id: string }>;
  refund(id: string, key: string): Promise<void>;
};
declare const stock: {
  reserve(sku: string): Promise<{ id: string }>;
  release(id: string): Promise<void>;
};

// ============ 1. README's order example
const runtime = await WorkflowRuntime.open({ nodeId: "node-1", dataDir: process.env["DATA_DIR"] });
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
    const approved = await ctx.waitForSignal<boolean>("approved", { timeout: "1d" });
    is<typeof approved, boolean | undefined>(true);
    const sure = await ctx.waitForSignal<boolean>("approved");
    is<typeof sure, boolean>(true);
    const unk = await ctx.waitForSignal("approved");
    is<typeof unk, unknown>(true);
    await status.update((s) => (approved ? "shipped" : s));
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
    // @ts-expect-error
    await typed.set("nope");
    await helper(ctx, order);
    return { orderId: order.id, charge };
  },
);
async function helper(ctx: WorkflowContext, order: Order): Promise<number> {
  const [a] = await Promise.all([ctx.step("a", () => 1), ctx.sleep(5)]);
  return ctx.scope(
    "inner",
    async (scoped) => {
      await scoped.step("x", () => 2);
      return a + order.cents;
    },
    { timeout: "5s", shield: true },
  );
}
is<typeof processOrder, WorkflowDefinition<Order, Receipt>>(true);
const run = await runtime.startWorkflow(
  processOrder,
  { id: "o-1", sku: "s", cents: 3 },
  { workflowId: "order-o-1", ifRunning: "useExisting" },
);
const receipt = await run.waitForCompletion();
is<typeof receipt, Receipt>(true);
await run.signal("approved", true);
// @ts-expect-error missing property
await runtime.startWorkflow(processOrder, { id: "o-1" });
// @ts-expect-error no input
await runtime.startWorkflow(processOrder);
// @ts-expect-error unknown option
await runtime.startWorkflow(processOrder, { id: "", sku: "", cents: 1 }, { workflowID: "x" });
// @ts-expect-error wrong result
const wrong: string = await run.waitForCompletion();
const noInput = runtime.registerWorkflow("no_input", 1, async (ctx) => {
  await ctx.sleep("1s");
  return 5;
});
is<typeof noInput, WorkflowDefinition<void, number>>(true);
const five = await (await runtime.startWorkflow(noInput)).waitForCompletion();
is<typeof five, number>(true);
await runtime.startWorkflow(noInput, undefined, { workflowId: "x" });
const optional = runtime.registerWorkflow("opt", 1, async (ctx, o?: { verbose: boolean }) => {
  await ctx.sleep(1);
  return o?.verbose ?? false;
});
await runtime.startWorkflow(optional);
await runtime.startWorkflow(optional, { verbose: true });
const sync = runtime.registerWorkflow("sync", 1, (_ctx, n: number) => n + 1);
is<OutputOf<typeof sync>, number>(true);
const byName = await runtime.startWorkflow("process_order", { any: 1 }, { version: 1 });
const un = await byName.waitForCompletion();
is<typeof un, unknown>(true);
const got = await runtime.getRun(processOrder, "order-o-1").waitForCompletion();
is<typeof got, Receipt>(true);
const union: Order | { id: string } = { id: "x" };
// @ts-expect-error
await runtime.startWorkflow(processOrder, union);

// ============ 2. signals, queries, updates declared on the definition, schema, continueAsNew
type Status = "new" | "paid" | "shipped";
interface Address {
  street: string;
}
export const shipment = defineWorkflow(
  {
    name: "shipment",
    version: 2,
    input: z.object({
      id: z.string(),
      cents: z.coerce.number(),
      express: z.boolean().default(false),
    }),
    signals: {
      delivered: signal<{ at: Date }>(),
      nudge: signal(),
      scored: signal(v.object({ score: v.number() })),
    },
    queries: { status: query<() => Status>(), line: query<(n: number) => string>() },
    updates: {
      setAddress: update<(address: Address) => { ok: boolean }>(),
      bump: update<() => number>(),
    },
    runTimeout: "30d",
  },
  async (ctx, input) => {
    is<typeof input, { id: string; cents: number; express: boolean }>(true);
    let status: Status = "new";
    let n = 0;
    ctx.onQuery("status", () => status);
    ctx.onQuery("line", (k) => k.toFixed());
    // @ts-expect-error wrong result type
    ctx.onQuery("line", (k) => k);
    // @ts-expect-error unknown query
    ctx.onQuery("lines", () => "x");
    ctx.onUpdate("setAddress", {
      validate: (a) => {
        if (a.street === "") throw new Error("empty");
      },
      handle: async (scoped, a) => {
        await scoped.step("save", () => a.street);
        return { ok: true };
      },
    });
    ctx.onUpdate("bump", { handle: () => ++n });
    // @ts-expect-error wrong result
    ctx.onUpdate("bump", { handle: () => "x" });
    ctx.onSignal("nudge", async (scoped) => {
      await scoped.step("nudge", () => 1);
    });
    ctx.onSignal("delivered", (_c, p) => {
      is<typeof p, { at: Date }>(true);
    });
    const d = await ctx.waitForSignal("delivered", { timeout: "7d" });
    is<typeof d, { at: Date } | undefined>(true);
    const d2 = await ctx.waitForSignal("delivered");
    is<typeof d2, { at: Date }>(true);
    const nudge = await ctx.waitForSignal("nudge", { timeout: "1s" });
    is<typeof nudge, null | undefined>(true);
    const sc = await ctx.waitForSignal("scored");
    is<typeof sc, { score: number }>(true);
    // @ts-expect-error unknown signal
    await ctx.waitForSignal("deliverd");
    status = "shipped";
    if (ctx.history.continueAsNewSuggested) return ctx.continueAsNew({ id: input.id, cents: "12" }); // the schema's input side: coerce takes unknown
    // @ts-expect-error wrong input
    if (n > 100) return ctx.continueAsNew({ id: 5 });
    if (await ctx.patched("fraud-check")) await ctx.step("fraud", () => true);
    return { paymentId: "p", at: d?.at ?? new Date(ctx.now()) };
  },
);
const shipmentInput: { id: string; cents: unknown; express?: boolean | undefined } =
  null as unknown as InputOf<typeof shipment>;
void shipmentInput;
is<OutputOf<typeof shipment>, { paymentId: string; at: Date }>(true);
const s = await runtime.startWorkflow(runtime.registerWorkflow(shipment), {
  id: "1",
  cents: "300",
});
await s.signal("delivered", { at: new Date() });
await s.signal("nudge");
await s.signal("nudge", null, { signalId: "x" });
await s.signal("delivered", { at: new Date() }, { signalId: "k" });
// @ts-expect-error wrong payload
await s.signal("delivered", { at: "today" });
// @ts-expect-error payload missing
await s.signal("delivered");
// @ts-expect-error unknown
await s.signal("delivred", { at: new Date() });
const st = await s.query("status");
is<typeof st, Status>(true);
const line = await s.query("line", 3);
is<typeof line, string>(true);
// @ts-expect-error argument missing
await s.query("line");
const ok = await s.update("setAddress", { street: "x" });
is<typeof ok, { ok: boolean }>(true);
const bumped = await s.update("bump");
is<typeof bumped, number>(true);
// @ts-expect-error
await s.update("setAddress", { stret: "x" });
// a workflow function written apart from its definition
async function body(ctx: ContextOf<typeof shipment>): Promise<Date> {
  return (await ctx.waitForSignal("delivered")).at;
}
void body;

// ============ 3. children and saga
const child = defineWorkflow(
  { name: "child", version: 1, signals: { go: signal<number>() } },
  async (ctx, sku: string) => (await ctx.waitForSignal("go")) + sku.length,
);
export const parent = defineWorkflow({ name: "parent", version: 1 }, async (ctx, order: Order) => {
  const sum = await ctx.runChild(child, order.sku, {
    workflowId: `c-${order.id}`,
    parentClosePolicy: "abandon",
  });
  is<typeof sum, number>(true);
  const c = await ctx.startChild(child, order.sku);
  await c.signal("go", 5);
  // @ts-expect-error
  await c.signal("go", "x");
  // @ts-expect-error wrong child input
  await ctx.runChild(child, 5);
  const nums = await ctx.map(
    "pages",
    ["a", "b"],
    async (scoped, page, i) => {
      await scoped.sleep(1);
      const g = await scoped.runChild(child, page);
      return g + i;
    },
    { concurrency: 4 },
  );
  is<typeof nums, number[]>(true);
  const [x, y] = await Promise.all([ctx.step("x", () => 1), ctx.step("y", async () => "s")]);
  is<typeof x, number>(true);
  is<typeof y, string>(true);
  const raced = await Promise.race([
    ctx.sleep("1m").then(() => "late" as const),
    ctx.step("z", () => 5),
  ]);
  is<typeof raced, "late" | number>(true);
  return ctx.saga("checkout", async (saga) => {
    const r = await saga.step("reserve", () => stock.reserve(order.sku), {
      compensate: (res) => stock.release(res.id),
    });
    is<typeof r, { id: string }>(true);
    const pay = await saga.step(
      "charge",
      ({ idempotencyKey }) => payments.charge(order, idempotencyKey),
      {
        compensate: (p, { idempotencyKey }) => payments.refund(p.id, idempotencyKey),
        timeout: "10s",
      },
    );
    return { paymentId: pay.id, nums, sum, c: await c.waitForCompletion() };
  });
});
is<OutputOf<typeof parent>, { paymentId: string; nums: number[]; sum: number; c: number }>(true);
// recursion needs a written result type
const countdown: WorkflowDefinition<number, number> = defineWorkflow(
  { name: "countdown", version: 1 },
  async (ctx, n: number): Promise<number> => (n > 0 ? ctx.runChild(countdown, n - 1) : 0),
);
const loop = defineWorkflow(
  { name: "loop", version: 1 },
  async (ctx, n: number): Promise<number> => (n > 0 ? ctx.runChild(loop, n - 1) : 0),
);
is<OutputOf<typeof loop>, number>(true);

// ============ 4. graph
interface DocState {
  url: string;
  pages: number;
  text: string[];
  published?: boolean;
}
interface DocNodes {
  extract: { url: string };
  ocr: { page: number };
  publish: void;
}
export const doc = defineGraph<DocState, DocNodes>({
  name: "doc",
  version: 1,
  start: "extract",
  reducers: { text: (current, written) => [...current, ...written] },
  joins: { publish: ["ocr"] },
  nodes: {
    extract: async (ctx, state, config) => {
      const pages = await ctx.step("fetch", () => config.url.length);
      return {
        globalState: { ...state, pages },
        nextNodes: Array.from({ length: pages }, (_, page) =>
          ctx.next("ocr", { page }, { idempotencyKey: `p${page}`, priority: 5 }),
        ),
      };
    },
    ocr: {
      execute: (_ctx, state, config) => ({
        globalState: { ...state, text: [`page ${config.page}`] },
        nextNodes: [{ nodeName: "publish", delay: "5m" }],
      }),
      retry: { maximumAttempts: 3 },
      canStart: (_c, st) => st.pages > 0,
    },
    publish: async (_ctx, state) => ({ globalState: { ...state, published: true } }),
  },
});
// literals through map() without ctx.next
defineGraph<DocState, DocNodes>({
  name: "m",
  version: 1,
  nodes: {
    extract: async (_c, state) => ({
      globalState: state,
      nextNodes: [1, 2].map((page) => ({ nodeName: "ocr", config: { page } })),
    }),
    ocr: () => ({}),
    publish: () => ({}),
  },
});
defineGraph<DocState, DocNodes>({
  name: "bad",
  version: 1,
  nodes: {
    // @ts-expect-error unknown next node
    extract: () => ({ nextNodes: [{ nodeName: "publsh" }] }),
    // @ts-expect-error wrong config
    ocr: () => ({ nextNodes: [{ nodeName: "extract", config: { page: 1 } }] }),
    publish: () => ({}),
  },
});
defineGraph<DocState, DocNodes>({
  name: "bad",
  version: 1,
  // @ts-expect-error a node is missing
  nodes: { extract: () => ({}), ocr: () => ({}) },
});
defineGraph<DocState, DocNodes>({
  name: "bad",
  version: 1,
  // @ts-expect-error join of an unknown node
  joins: { publish: ["orc"] },
  nodes: { extract: () => ({}), ocr: () => ({}), publish: () => ({}) },
});
// a class
class Ocr {
  readonly name = "ocr";
  async execute(
    ctx: GraphNodeContext<DocNodes>,
    state: DocState,
    config: { page: number },
  ): Promise<GraphNodeResult<DocState, DocNodes>> {
    return {
      globalState: { ...state, text: [String(config.page)] },
      nextNodes: [ctx.next("publish")],
    };
  }
}
class BadOcr {
  readonly name = "ocr";
  async execute(
    _c: GraphNodeContext<DocNodes>,
    s: DocState,
    config: { page: number; more: string },
  ): Promise<GraphNodeResult<DocState, DocNodes>> {
    return { globalState: s, data: config.more };
  }
}
defineGraph<DocState, DocNodes>({
  name: "cls",
  version: 1,
  nodes: { extract: () => ({}), ocr: new Ocr(), publish: () => ({}) },
});
defineGraph<DocState, DocNodes>({
  name: "cls",
  version: 1,
  // @ts-expect-error the class wants more config than the graph gives
  nodes: { extract: () => ({}), ocr: new BadOcr(), publish: () => ({}) },
});
runtime.graph.registerNode({
  name: "ProcessData",
  execute: async (ctx, state: { input: string }, config: { threshold: number }) => ({
    globalState: { ...state, input: state.input + config.threshold },
    nextNodes: [ctx.next("ValidateData", { threshold: 0.8 })],
  }),
});
const g = await runtime.graph.startWorkflow(runtime.graph.register(doc), {
  initialState: { url: "u", pages: 0, text: [] },
  initialNodes: [{ nodeName: "extract", config: { url: "u" } }],
});
const gs = await g.getStatus();
is<(typeof gs)["state"], DocState>(true);
const end = await g.waitForCompletion();
is<typeof end, DocState>(true);
await runtime.graph.startWorkflow<{ input: string }>({
  initialState: { input: "raw" },
  initialNodes: [{ nodeName: "ProcessData", config: {} }],
});

// ============ 5. rest
const off = runtime.events.on("workflowCompleted", (e) => {
  e.workflowId.length;
});
off();
// @ts-expect-error
runtime.events.on("workflowComplete", () => {});
const ttl: Duration = `${5 * 2}m`;
void ttl;
const all: readonly import("raftwork").AnyWorkflow[] = [
  processOrder,
  shipment,
  child,
  parent,
  noInput,
];
await WorkflowRuntime.open({ workflows: all });
const anyRun: WorkflowRun = runtime.getRun("x");
void anyRun;
// a run of a declared workflow fits where any run is asked for?
const asAny: Pick<WorkflowRun, "workflowId" | "waitForCompletion" | "cancel"> = s;
void asAny;
function show(run: WorkflowRun<unknown, any, any, any>): string {
  return run.workflowId;
}
show(s);
show(run);
await runtime.close();

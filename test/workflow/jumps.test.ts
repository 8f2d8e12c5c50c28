/**
 * Goal: a call that comes again within the time in which it may be repeated has happened once, although the clock has jumped between its
 * attempts. Method: what another node would carry here is given to a leader that looks for what may be forgotten, on virtual time.
 */
import { expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { encodeCommand } from "../../src/model/command.ts";
import { DEDUPE_WINDOW_MS, HISTORY_LIMITS, ID_BYTES } from "../../src/model/limits.ts";
import { encodePayload } from "../../src/model/payload-codec.ts";
import { VirtualScheduler } from "../../src/util/virtual-scheduler.ts";
import { Harness } from "./harness.ts";

const listen = defineWorkflow({ name: "listen", version: 1 }, async (ctx) => {
  await ctx.waitForSignal("go");
  await ctx.waitForSignal("never");
});

const signal = encodeCommand({
  type: "Signal",
  workflowId: "w",
  runNumber: null,
  requestId: new Uint8Array(ID_BYTES).fill(7),
  name: "go",
  payload: encodePayload(null, { field: "payload", limitBytes: 100 }),
  ...HISTORY_LIMITS,
});

/** Signals in the history of the run, and requests that are known. */
async function told(node: Harness): Promise<{ signals: number; requests: number }> {
  let signals = 0;
  for await (const { type } of node.get(listen, "w").history()) {
    if (type === "Signal") signals += 1;
  }
  const keys = [...node.disk.state.rows.keys()];
  return { signals, requests: keys.filter((key) => key.startsWith("request/")).length };
}

test("a call that is repeated after the clock has jumped over the dedupe window happens once", async () => {
  const scheduler = new VirtualScheduler();
  const node = await Harness.open({ workflows: [listen], scheduler, housekeeping: scheduler });
  await node.start(listen, undefined, { workflowId: "w" });
  await node.advance(2 * DEDUPE_WINDOW_MS);
  expect(await node.wait(node.group.accept(signal))).toMatchObject({ type: "applied" });
  await node.advance(1000);
  scheduler.shiftWall(2 * DEDUPE_WINDOW_MS);
  // Whoever called has heard nothing, and has time left.
  await node.advance(DEDUPE_WINDOW_MS - 2000);
  expect(await node.wait(node.group.accept(signal))).toMatchObject({ type: "applied" });
  expect(await node.wait(told(node))).toMatchObject({ signals: 1 });
  // It is forgotten all the same.
  await node.advance(2 * DEDUPE_WINDOW_MS);
  expect(await node.wait(told(node))).toMatchObject({ requests: 0 });
});

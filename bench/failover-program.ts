/**
 * The workflow of W5, and what a node says of it. Ten steps of 50 ms. Each execution of a step begins with one line in a file
 * outside (appended, one write), and returns a value of its own: which execution was committed can be read from the history.
 */
import { openSync, writeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { defineWorkflow, type WorkflowDefinition } from "raftwork";
import { RESULT_BYTES } from "./programs.ts";

/** Steps of a run. */
export const FAILOVER_STEPS = 10;
/** How long a step works. */
export const FAILOVER_STEP_MS = 50;

/** Told to the parent. Times are of the system's monotonic clock in ms, the same for all processes. */
export type NodeNews =
  | { readonly type: "open" }
  /** A step's function was called; its line is outside. */
  | StepBegan
  /** The checkpoint of an operation is applied on this node. */
  | CheckpointSeen
  /** The run's function was given a value, on this node: acknowledged. */
  | {
      readonly type: "valueSeen";
      readonly workflowId: string;
      readonly at: number;
      readonly value: string;
    }
  | { readonly type: "wrong"; readonly text: string };

/** A step's function was called; its line is outside. */
export interface StepBegan {
  readonly type: "stepBegan";
  readonly workflowId: string;
  /** Number of the step, from 0. */
  readonly at: number;
  readonly timeMs: number;
}

/** The checkpoint of an operation is applied on a node. */
export interface CheckpointSeen {
  readonly type: "checkpointSeen";
  readonly workflowId: string;
  readonly key: string;
  readonly timeMs: number;
}

/** The monotonic clock of the system, in ms. */
export function clockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Makes the workflow; `life` is different for each process. */
export function failoverProgram(options: {
  readonly effectsPath: string;
  readonly life: string;
  readonly tell: (news: NodeNews) => void;
}): WorkflowDefinition<void, string[]> {
  const outside = openSync(options.effectsPath, "a");
  const { life, tell } = options;
  let executions = 0;
  return defineWorkflow({ name: "failover", version: 1 }, async (ctx): Promise<string[]> => {
    const { workflowId } = ctx;
    const values: string[] = [];
    for (let at = 0; at < FAILOVER_STEPS; at += 1) {
      const value = await ctx.step("work", async ({ idempotencyKey }) => {
        executions += 1;
        const made = `${life}.${executions}`.padStart(RESULT_BYTES - 2, "x");
        writeSync(outside, `${workflowId} ${at} ${idempotencyKey} ${made}\n`);
        tell({ type: "stepBegan", workflowId, at, timeMs: clockMs() });
        await delay(FAILOVER_STEP_MS);
        return made;
      });
      tell({ type: "valueSeen", workflowId, at, value });
      values.push(value);
    }
    return values;
  });
}

/** The modes in which every scenario runs on one node: M1, and M1 with a replay after every event. */
import type { AnyWorkflow } from "raftwork";
import { TestRuntime, type TestRuntimeOptions } from "raftwork/testing";

export const MODES = [
  { mode: "M1", replay: "onEviction" },
  { mode: "replay always", replay: "always" },
] as const;

export type Mode = (typeof MODES)[number];

export function openIn(
  { replay }: Mode,
  workflows: readonly AnyWorkflow[],
  options: TestRuntimeOptions = {},
): Promise<TestRuntime> {
  return TestRuntime.open({ ...options, workflows, replay });
}

/** What a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error("expected a rejection");
}

/** Types of a run's events, in order. */
export async function eventsOf(run: {
  history(): AsyncIterable<{ readonly type: string; readonly key: string | null }>;
}): Promise<string[]> {
  const events: string[] = [];
  for await (const { type, key } of run.history())
    events.push(key === null ? type : `${type} ${key}`);
  return events;
}

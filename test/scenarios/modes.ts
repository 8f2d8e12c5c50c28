/**
 * The modes in which every scenario runs: M1 one node; M2 three nodes; M3 three nodes that throw a run's function away after every
 * event; M4 three nodes whose leader is killed at a moment that a seed says; M5 three nodes and a client at a follower. "M1 replay" is
 * M1 as M3 is to M2.
 */
import type { AnyWorkflow } from "raftwork";
import { TestRuntime, type TestRuntimeOptions } from "raftwork/testing";
import { expect, test } from "vitest";
import { type ClusterMode, ClusterRuntime } from "../support/cluster-runtime.ts";
import { EXCEPTIONS } from "./exceptions.ts";

export type ModeName = "M1" | "M1 replay" | "M2" | "M3" | "M4" | "M5";

export interface Mode {
  /** With the seed, where one is drawn. */
  readonly mode: string;
  readonly name: ModeName;
  /** Null for one node. */
  readonly cluster: ClusterMode | null;
  readonly replay: "onEviction" | "always";
  /** How much later than on one node things may be, in ms of virtual time: calls between nodes, the time until there is another leader. */
  readonly lateMs: number;
}

const IS_SLOW = process.env["RAFTWORK_SLOW"] === "1";
/** The slow suite kills at many more moments, and does nothing else. */
const KILL_SEEDS = IS_SLOW ? Array.from({ length: 12 }, (_, at) => at + 2) : [1];
const LATE_MS = 100;
const FAILOVER_MS = 1500;

const ONE_NODE: readonly Mode[] = [
  { mode: "M1", name: "M1", cluster: null, replay: "onEviction", lateMs: 0 },
  { mode: "M1 replay", name: "M1 replay", cluster: null, replay: "always", lateMs: 0 },
];
const THREE_NODES: readonly Mode[] = [
  three("M2", { client: "leader", restart: "all", replay: "onEviction" }),
  three("M3", { client: "leader", restart: "leader", replay: "always" }),
  three("M5", { client: "follower", restart: "all", replay: "onEviction" }),
];
const KILLED: readonly Mode[] = KILL_SEEDS.map((seed) =>
  three("M4", { client: "follower", restart: "leader", replay: "onEviction", seed, kills: true }),
);

export const MODES: readonly Mode[] = IS_SLOW ? KILLED : [...ONE_NODE, ...THREE_NODES, ...KILLED];

function three(
  name: ModeName,
  { seed = 1, kills = false, ...given }: Omit<ClusterMode, "seed" | "kills"> & Partial<ClusterMode>,
): Mode {
  const mode = kills ? `${name} SEED=${seed}` : name;
  const lateMs = kills ? FAILOVER_MS : LATE_MS;
  return { mode, name, cluster: { ...given, seed, kills }, replay: given.replay, lateMs };
}

/** What a scenario does with its runtime, whatever that is. */
export type ScenarioRuntime = Pick<
  TestRuntime,
  | "startWorkflow"
  | "runWorkflow"
  | "getRun"
  | "listRuns"
  | "sleep"
  | "now"
  | "restart"
  | "executions"
  | "registerWorkflow"
  | "events"
  | "close"
> &
  AsyncDisposable;

export function openIn(
  { replay, cluster }: Mode,
  workflows: readonly AnyWorkflow[],
  options: TestRuntimeOptions = {},
): Promise<ScenarioRuntime> {
  if (cluster !== null) return ClusterRuntime.open(cluster, { ...options, workflows });
  return TestRuntime.open({ ...options, workflows, replay });
}

/** Attempts of a step: its executions, and those that a killed leader took with it. */
export function attempts(runtime: ScenarioRuntime, stepName: string): number {
  return runtime instanceof ClusterRuntime
    ? runtime.attempts(stepName)
    : runtime.executions(stepName);
}

const declared = new Set<string>();

/** Declares a scenario in one mode, unless the table of exceptions says why it has no meaning there. */
export function scenario({ mode, name }: Mode, title: string, body: () => Promise<void>): void {
  const isExcepted = EXCEPTIONS.some(
    (one) => title.startsWith(one.title) && one.modes.includes(name),
  );
  if (!isExcepted) test(title, body);
  declared.add(JSON.stringify([mode, title, isExcepted]));
}

/** Declares the test that a file's scenarios are in all modes, but for those of the table. */
export function scenariosAreWhole(): void {
  test("every scenario of this file is in every mode, or in the table of exceptions", () => {
    const all = [...declared].map((text) => JSON.parse(text) as [string, string, boolean]);
    const titles = new Set(all.map(([, title]) => title));
    for (const title of titles) {
      const modes = all.filter(([, other]) => other === title).map(([mode]) => mode);
      expect(modes, title).toEqual(MODES.map(({ mode }) => mode));
    }
    expect(titles.size).toBeGreaterThan(0);
  });
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

/** What the parent and the node processes of a test say to each other. */
import type { ClusterInfo } from "raftwork";

/** What a process is started with. */
export interface NodePlan {
  readonly nodeId: string;
  /** Different for each process: `n1.3` is the third life of a node. */
  readonly life: string;
  readonly dataDir: string;
  /** What happens in this process is written here, see {@link OutsideLine}. */
  readonly outsidePath: string;
  /** Of the switchboard. */
  readonly port: number;
  readonly address: string;
  /** Nodes that can be reached, also those that are not started. */
  readonly addresses: readonly string[];
  /** The nodes that form the cluster; null for one that joins. */
  readonly initialNodes: ReadonlyArray<{
    readonly nodeId: string;
    readonly address: string;
  }> | null;
  readonly join: readonly string[];
  /** Options of the runtime. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Of the storage, with small entries; null: as users have it. */
  readonly trailingEntries: number | null;
}

/**
 * A line of a process's own file: a JSON array, written in one piece before anything else happens. Times are of the system's monotonic
 * clock in ms, the same for all processes.
 */
export type OutsideLine =
  /** This process leads in a term, since some moment before `atMs`. */
  | readonly [type: "leads", term: number, atMs: number]
  /** A step's function was called, by what was known at `notBeforeMs`. */
  | readonly [type: "start", workflowId: string, key: string, details: StartDetails]
  /** The checkpoint of a step is applied here. */
  | readonly [type: "applied", workflowId: string, key: string, atMs: number]
  /** The run's function was given the outcome of an operation; key `signal`: a signal. */
  | readonly [type: "seen", workflowId: string, key: string, value: unknown]
  /** A start call was answered. */
  | readonly [type: "started", workflowId: string]
  /** A signal call was answered; signals are numbered. */
  | readonly [type: "signalled", workflowId: string, count: number]
  /** A wait for the run's end was answered. */
  | readonly [type: "ended", workflowId: string, result: unknown];

/** Of the call of a step's function. */
export interface StartDetails {
  readonly attempt: number;
  readonly term: number;
  /** No other call returns it; begins with the life. */
  readonly value: string;
  readonly notBeforeMs: number;
}

/** An event of a history: its value is JSON. */
export interface PlainEvent {
  /** Machine time. */
  readonly time: number;
  readonly type: string;
  readonly key: string | null;
  readonly value?: unknown;
}

/** One run as a node has it. */
export interface PlainRun {
  readonly workflowId: string;
  readonly status: string;
  readonly events: readonly PlainEvent[];
}

/** What a node process can be asked. */
export interface NodeCalls {
  info(): ClusterInfo;
  /** Waits until everything is applied here that was committed when it was asked. */
  catchUp(): Promise<void>;
  start(workflow: string, workflowId: string, input?: unknown): Promise<boolean>;
  resultOf(workflowId: string): Promise<unknown>;
  signal(workflowId: string, name: string, payload: unknown): Promise<void>;
  cancel(workflowId: string): Promise<void>;
  /** Code of the error with which a run ends; null when it ends well. */
  endOf(workflowId: string): Promise<string | null>;
  history(workflowId: string): Promise<PlainEvent[]>;
  runs(): Promise<PlainRun[]>;
  /** Over all runs with their histories. */
  digest(): Promise<{ readonly runs: number; readonly digest: string }>;
  /** Starts random runs, so many at a time, until `endLoad`; those of earlier lives of this node are seen to their ends too. */
  beginLoad(options: { readonly lines: number; readonly seed: number }): Promise<void>;
  /** Starts no more, and waits for the ends of those that it has started. */
  endLoad(): Promise<void>;
  callAtOnce(plan: CallersPlan): Promise<CallersReport>;
  /** Runs of this node that have not ended, and what they wait for. */
  unended(): Promise<unknown[]>;
  /** Of a node with `trailingEntries`: through which entry its state is. */
  appliedIndex(): number;
  remove(nodeId: string): Promise<void>;
  usage(): NodeUsage;
  close(): Promise<void>;
}

/** What a process has used and done. */
export interface NodeUsage {
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** Checkpoints that were applied one by one. */
  readonly checkpoints: number;
}

/** Calls from many callers at once. */
export interface CallersPlan {
  /** Begins the ids of their runs. */
  readonly name: string;
  readonly callers: number;
  readonly durationMs: number;
  /** Of the input of each run. */
  readonly inputBytes: number;
}

/** What became of them. */
export interface CallersReport {
  /** Runs that were started. */
  readonly started: readonly string[];
  /** Runs that were refused for load. */
  readonly refused: readonly string[];
  readonly ended: number;
  /** From the call that starts a run to its result, at most. */
  readonly slowestMs: number;
  readonly rssBytesMax: number;
}

/** A question. */
export interface NodeQuestion {
  readonly id: number;
  readonly call: keyof NodeCalls;
  readonly args: readonly unknown[];
}

/** What nodes tell without being asked. */
export type NodeNews =
  | { readonly type: "listening"; readonly port: number }
  | { readonly type: "open" }
  | { readonly type: "wrong"; readonly text: string }
  /** A workflow says where it is. */
  | { readonly type: "mark"; readonly workflowId: string; readonly name: string };

/** From a node process. */
export type NodeMessage =
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | { readonly type: "failure"; readonly id: number; readonly text: string }
  | { readonly type: "news"; readonly news: NodeNews };

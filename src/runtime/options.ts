/** Options of a runtime: what users give, and what it means after it has been checked. */
import type { AnyWorkflow } from "../api/definition.ts";
import { describeValue, oneOf, optionsObject } from "../api/options.ts";
import { checkCallTimeout } from "../api/start-request.ts";
import { InvalidArgumentError } from "../errors.ts";
import { COMMAND_EXTRA_BYTES, HISTORY_LIMITS, RETENTION, type Retention } from "../model/limits.ts";
import { assertWellFormed } from "../model/names.ts";
import { checkLimits, type ReplicaLimits } from "../replica/options.ts";
import { type Duration, parseDuration } from "../util/duration.ts";
import type { Logger } from "../util/logger.ts";
import {
  type CheckedCluster,
  checkCluster,
  type NodeClusterOptions,
  type NodeListenOptions,
} from "./cluster-options.ts";
import { defaultLogger, guardedLogger, type LogLevel } from "./logging.ts";
import type { ExecutionOptions } from "./node-core.ts";

/** How a runtime is opened. */
export interface RuntimeOptions {
  /** Names this node; the data directory belongs to it. @defaultValue "node-1" */
  nodeId?: string | undefined;
  /** Where everything is kept; made when it is not there. @defaultValue the environment variable RAFTWORK_DATA_DIR */
  dataDir?: string | undefined;
  /** Registered before the first entry of the log is applied. */
  workflows?: readonly AnyWorkflow[] | undefined;
  /** @defaultValue pino, JSON lines to stderr */
  logger?: Logger | undefined;
  /** Level of the default logger; refused beside `logger`. @defaultValue "warn" */
  logLevel?: LogLevel | undefined;
  /**
   * When a run's function is thrown away and fed its history again: `onEviction`, when it has left memory; `always`, after every
   * event, the best net there is for code that is not deterministic, for tests and CI.
   *
   * @defaultValue "onEviction"
   */
  replay?: "onEviction" | "always" | undefined;
  /**
   * What to do when a function awaits something that is no context call: stop the run on this node and say so, or warn.
   *
   * @defaultValue "error", and "warn" when NODE_ENV is "production"
   */
  nonDurableAwait?: "error" | "warn" | undefined;
  /**
   * Whether what this node can compute again (values of variables, results) is compared with what was committed; `sampled`
   * looks at one run in 16. With `always` errors about a run's code also say where it called the context last.
   *
   * @defaultValue "always", and "sampled" when NODE_ENV is "production"
   */
  verifyDeterminism?: "always" | "sampled" | "off" | undefined;
  /**
   * A turn of a run that takes longer is taken for one that never returns (an endless loop): the run is told on stderr by a thread of
   * its own, and is blocked from the next start on, until somebody retries it. 10 ms at least.
   *
   * @defaultValue 10 s
   */
  turnTimeout?: Duration | undefined;
  /**
   * What to do then: only that, or end the process too, by SIGKILL. Where the package is bundled, its file turn-watch-worker.mjs has to lie
   * beside the bundle, also with `raftHost: "inline"`: without it such turns are not noticed, which a warning says.
   *
   * @defaultValue "report"
   */
  onStuckTurn?: "report" | "exit" | undefined;
  /** A run that only waits leaves memory after so long; the next event brings it back. @defaultValue 1 min */
  idleEviction?: Duration | undefined;
  /** Above so many runs in memory those that only wait leave it at once. @defaultValue 10,000 */
  maxResidentRuns?: number | undefined;
  /** How long ended runs are kept, and how many of them. @defaultValue 7 d and 100,000 */
  retention?: { age?: Duration | undefined; runs?: number | undefined } | undefined;
  /** Most bytes that one value may encode to, 1 KiB to 64 MiB. @defaultValue 1 MiB */
  payloadBytesMax?: number | undefined;
  /** Most events of one run's history; 0 for no limit. Runs keep `ctx.history.continueAsNewSuggested` of their start. @defaultValue 50,000 */
  historyEventsMax?: number | undefined;
  /** Most bytes of one run's history; 0 for no limit. @defaultValue 50 MiB */
  historyBytesMax?: number | undefined;
  /** Most bytes of calls and outcomes on their way to the log; further calls are refused. @defaultValue 64 MiB */
  inFlightBytesMax?: number | undefined;
  /** How long a call may wait for a leader and a commit, at most 5 min. @defaultValue 10 s */
  callTimeout?: Duration | undefined;
  /** How long to wait for a data directory that is in use. @defaultValue 5 s */
  lockTimeout?: Duration | undefined;
  /** Signals of the process that close the runtime; a second one ends the process. @defaultValue none */
  closeOn?: ReadonlyArray<"SIGTERM" | "SIGINT"> | undefined;
  /**
   * Where the Raft host (log, storage, way to other nodes) runs: in a thread of its own, so that a function which keeps the main thread
   * busy costs no election; or `inline`, in the main thread, which saves a step 0.1 to 0.3 ms and a bundled package the file of the thread.
   *
   * @defaultValue the environment variable RAFTWORK_RAFT_HOST, and "thread" without it
   */
  raftHost?: "thread" | "inline" | undefined;
  /**
   * A main thread that is silent for longer, because a function keeps it busy, does not lead: leadership goes to a node whose main
   * thread is alive. At least 500 ms; refused beside `raftHost: "inline"`, where nobody could notice.
   *
   * @defaultValue 15 s
   */
  watchdog?: Duration | undefined;
  /**
   * Whether the thread of the Raft host stays awake while the disk writes, and the main thread while it waits for the answer to a lone
   * proposal: a step takes about a third less time, and the processor the time
   * of the write. Only on Linux, on two processors at least, with a disk that takes less than 1 ms, and while nobody else needs the processor.
   *
   * @defaultValue the environment variable RAFTWORK_BUSY_POLL ("on" or "off"), and true without it
   */
  busyPoll?: boolean | undefined;
  /** Where other nodes reach this one. @defaultValue nowhere: the node is alone */
  listen?: NodeListenOptions | undefined;
  /** The cluster that this node is part of; needs `listen` and `nodeId`. @defaultValue one of its own */
  cluster?: NodeClusterOptions | undefined;
}

/** {@link RuntimeOptions} checked and with all defaults. */
export interface CheckedOptions {
  readonly nodeId: string;
  readonly dataDir: string;
  readonly workflows: readonly AnyWorkflow[];
  readonly logger: Logger;
  readonly execution: ExecutionOptions;
  readonly retention: Retention;
  readonly limits: ReplicaLimits;
  readonly turnTimeoutMs: number;
  readonly onStuckTurn: "report" | "exit";
  /** Nothing is told, not even on stderr. */
  readonly isSilent: boolean;
  readonly callTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly closeOn: ReadonlyArray<"SIGTERM" | "SIGINT">;
  readonly raftHost: "thread" | "inline";
  readonly watchdogMs: number;
  readonly busyPoll: boolean;
  /** Least important level of lines that are written; null when the user's logger decides. */
  readonly logLevel: LogLevel | null;
  /** Null: the node is alone. */
  readonly cluster: CheckedCluster | null;
}

const KEYS = {
  known: [
    "nodeId",
    "dataDir",
    "workflows",
    "logger",
    "logLevel",
    "replay",
    "nonDurableAwait",
    "verifyDeterminism",
    "turnTimeout",
    "onStuckTurn",
    "idleEviction",
    "maxResidentRuns",
    "retention",
    "payloadBytesMax",
    "historyEventsMax",
    "historyBytesMax",
    "inFlightBytesMax",
    "callTimeout",
    "lockTimeout",
    "closeOn",
    "raftHost",
    "watchdog",
    "busyPoll",
    "listen",
    "cluster",
  ],
};
/** Bytes of a frame between nodes, unless a payload may be larger. */
const FRAME_BYTES_MAX = 4 * 1024 * 1024;
const TURN_TIMEOUT_MIN_MS = 10;
/** A few signs of life. */
const WATCHDOG_MIN_MS = 500;
const LOG_METHODS = ["debug", "info", "warn", "error", "child"] as const;

/**
 * Checks options and fills in the defaults.
 *
 * @throws {InvalidArgumentError} naming the option, what is accepted and what was given.
 */
export function checkOptions(
  options: RuntimeOptions | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): CheckedOptions {
  const given = optionsObject("WorkflowRuntime.open", options, KEYS);
  const { nodeId = "node-1" } = given;
  assertWellFormed(nodeId, "nodeId");
  return {
    nodeId,
    dataDir: checkDataDir(given.dataDir ?? environment["RAFTWORK_DATA_DIR"]),
    workflows: checkArray("workflows", given.workflows),
    logger: checkLogger(given.logger, given.logLevel),
    execution: checkExecution(given, environment["NODE_ENV"] === "production"),
    retention: checkRetention(given.retention),
    limits: checkSizes(given),
    turnTimeoutMs: checkTurnTimeout(given.turnTimeout ?? "10s"),
    onStuckTurn: oneOf("onStuckTurn", given.onStuckTurn, ["report", "exit"]),
    isSilent: given.logLevel === "silent",
    callTimeoutMs: checkCallTimeout(
      parseDuration(given.callTimeout ?? "10s", "callTimeout"),
      "WorkflowRuntime.open",
    ),
    lockTimeoutMs: parseDuration(given.lockTimeout ?? "5s", "lockTimeout"),
    closeOn: checkSignals(given.closeOn),
    ...checkRaftHost(given, environment["RAFTWORK_RAFT_HOST"]),
    busyPoll: checkBusyPoll(given.busyPoll, environment["RAFTWORK_BUSY_POLL"]),
    logLevel: given.logger === undefined ? (given.logLevel ?? "warn") : null,
    cluster: checkCluster(given),
  };
}

/**
 * How runs are executed.
 *
 * @throws {InvalidArgumentError} naming the option, what is accepted and what was given.
 */
export function checkExecution(given: RuntimeOptions, isProduction: boolean): ExecutionOptions {
  const { historyEventsMax, historyBytesMax } = HISTORY_LIMITS;
  return {
    nonDurableAwait: oneOf(
      "nonDurableAwait",
      given.nonDurableAwait,
      isProduction ? ["warn", "error"] : ["error", "warn"],
    ),
    verifyDeterminism: oneOf(
      "verifyDeterminism",
      given.verifyDeterminism,
      isProduction ? ["sampled", "always", "off"] : ["always", "sampled", "off"],
    ),
    replay: oneOf("replay", given.replay, ["onEviction", "always"]),
    idleEvictionMs: parseDuration(given.idleEviction ?? "1m", "idleEviction"),
    maxResidentRuns: checkCount("maxResidentRuns", given.maxResidentRuns ?? 10_000, 1),
    historyLimits: {
      historyEventsMax: checkCount("historyEventsMax", given.historyEventsMax ?? historyEventsMax),
      historyBytesMax: checkCount("historyBytesMax", given.historyBytesMax ?? historyBytesMax),
    },
  };
}

/** Frames are as large as the largest entry needs. */
function checkSizes({ payloadBytesMax, inFlightBytesMax }: RuntimeOptions): ReplicaLimits {
  if (inFlightBytesMax !== undefined) checkCount("inFlightBytesMax", inFlightBytesMax);
  if (payloadBytesMax === undefined) return withinRanges({ inFlightBytesMax });
  const largest = checkCount("payloadBytesMax", payloadBytesMax) + 2 * COMMAND_EXTRA_BYTES;
  const frameBytesMax = Math.max(FRAME_BYTES_MAX, largest);
  return withinRanges({ payloadBytesMax, inFlightBytesMax, frameBytesMax });
}

/** The replica checks them again; here it is before there is a directory. */
function withinRanges(limits: ReplicaLimits): ReplicaLimits {
  checkLimits(limits);
  return limits;
}

function checkRaftHost(
  given: RuntimeOptions,
  fromEnvironment: string | undefined,
): Pick<CheckedOptions, "raftHost" | "watchdogMs"> {
  const raftHost =
    given.raftHost === undefined
      ? oneOf("RAFTWORK_RAFT_HOST", fromEnvironment as "thread" | undefined, ["thread", "inline"])
      : oneOf("raftHost", given.raftHost, ["thread", "inline"]);
  const watchdogMs = parseDuration(given.watchdog ?? "15s", "watchdog");
  const refuse = (expected: string): never => {
    const found = describeValue(given.watchdog);
    throw new InvalidArgumentError({ field: "watchdog", expected, found });
  };
  if (watchdogMs < WATCHDOG_MIN_MS) refuse(`at least ${WATCHDOG_MIN_MS} ms`);
  if (raftHost === "inline" && given.watchdog !== undefined) {
    refuse('absent beside raftHost "inline": nobody would notice a silent main thread');
  }
  return { raftHost, watchdogMs };
}

function checkBusyPoll(given: boolean | undefined, fromEnvironment: string | undefined): boolean {
  if (given === undefined) {
    return oneOf("RAFTWORK_BUSY_POLL", fromEnvironment as "on" | undefined, ["on", "off"]) === "on";
  }
  if (typeof given === "boolean") return given;
  throw new InvalidArgumentError({
    field: "busyPoll",
    expected: "true or false",
    found: describeValue(given),
  });
}

function checkTurnTimeout(given: Duration): number {
  const turnTimeoutMs = parseDuration(given, "turnTimeout");
  if (turnTimeoutMs >= TURN_TIMEOUT_MIN_MS) return turnTimeoutMs;
  throw new InvalidArgumentError({
    field: "turnTimeout",
    expected: `at least ${TURN_TIMEOUT_MIN_MS} ms`,
    found: `${turnTimeoutMs} ms`,
  });
}

function checkRetention(given: RuntimeOptions["retention"]): Retention {
  const { age, runs } = optionsObject("retention", given, { known: ["age", "runs"] });
  return {
    ageMs: age === undefined ? RETENTION.ageMs : parseDuration(age, "retention.age"),
    endedRunsMax: checkCount("retention.runs", runs ?? RETENTION.endedRunsMax),
  };
}

function checkCount(field: string, value: number, min: number = 0): number {
  if (Number.isSafeInteger(value) && value >= min) return value;
  throw new InvalidArgumentError({
    field,
    expected: `a whole number from ${min} on`,
    found: describeValue(value),
  });
}

function checkDataDir(dataDir: string | undefined): string {
  if (typeof dataDir === "string" && dataDir !== "" && !dataDir.includes("\u0000")) return dataDir;
  throw new InvalidArgumentError({
    field: "dataDir",
    expected: "a directory, here or in the environment variable RAFTWORK_DATA_DIR",
    found: describeValue(dataDir),
  });
}

function checkArray<T>(field: string, value: readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  // A copy has undefined where the array has holes, which forEach would pass over.
  if (Array.isArray(value)) return Array.from(value as readonly T[]);
  throw new InvalidArgumentError({ field, expected: "an array", found: describeValue(value) });
}

function checkLogger(logger: Logger | undefined, logLevel: LogLevel | undefined): Logger {
  const level = oneOf("logLevel", logLevel, ["warn", "debug", "info", "error", "silent"]);
  if (logger === undefined) return defaultLogger(level);
  if (logLevel !== undefined) {
    throw new InvalidArgumentError({
      field: "logLevel",
      expected: "absent beside logger, which has a level of its own",
      found: describeValue(logLevel),
    });
  }
  const missing = LOG_METHODS.filter((method) => typeof logger?.[method] !== "function");
  if (missing.length === 0) return guardedLogger(logger);
  throw new InvalidArgumentError({
    field: "logger",
    expected: `an object with the methods ${LOG_METHODS.join(", ")}`,
    found: `one without ${missing.join(", ")}`,
  });
}

function checkSignals(signals: RuntimeOptions["closeOn"]): ReadonlyArray<"SIGTERM" | "SIGINT"> {
  const checked = checkArray("closeOn", signals);
  checked.forEach((signal, at) => {
    if (signal === "SIGTERM" || signal === "SIGINT") return;
    throw new InvalidArgumentError({
      field: `closeOn[${at}]`,
      expected: '"SIGTERM" or "SIGINT"',
      found: describeValue(signal),
    });
  });
  return [...new Set(checked)];
}

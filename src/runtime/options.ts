/** Options of a runtime: what users give, and what it means after it has been checked. */
import type { AnyWorkflow } from "../api/definition.ts";
import { describeValue, oneOf, optionsObject } from "../api/options.ts";
import { InvalidArgumentError } from "../errors.ts";
import { assertWellFormed } from "../model/names.ts";
import { type Duration, parseDuration } from "../util/duration.ts";
import type { Logger } from "../util/logger.ts";
import { defaultLogger, type LogLevel } from "./logging.ts";

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
   * What to do when a function awaits something that is no context call: stop the run on this node and say so, or warn.
   *
   * @defaultValue "error", and "warn" when NODE_ENV is "production"
   */
  nonDurableAwait?: "error" | "warn" | undefined;
  /** How long a call may wait for a leader and a commit. @defaultValue 10 s */
  callTimeout?: Duration | undefined;
  /** How long to wait for a data directory that is in use. @defaultValue 5 s */
  lockTimeout?: Duration | undefined;
  /** Signals of the process that close the runtime; a second one ends the process. @defaultValue none */
  closeOn?: ReadonlyArray<"SIGTERM" | "SIGINT"> | undefined;
}

/** {@link RuntimeOptions} checked and with all defaults. */
export interface CheckedOptions {
  readonly nodeId: string;
  readonly dataDir: string;
  readonly workflows: readonly AnyWorkflow[];
  readonly logger: Logger;
  readonly nonDurableAwait: "error" | "warn";
  readonly callTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly closeOn: ReadonlyArray<"SIGTERM" | "SIGINT">;
}

const KEYS = {
  known: [
    "nodeId",
    "dataDir",
    "workflows",
    "logger",
    "logLevel",
    "nonDurableAwait",
    "callTimeout",
    "lockTimeout",
    "closeOn",
  ],
  later: [
    "replay",
    "verifyDeterminism",
    "idleEviction",
    "maxResidentRuns",
    "retention",
    "listen",
    "cluster",
  ],
};
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
  const isProduction = environment["NODE_ENV"] === "production";
  const nodeId = given.nodeId ?? "node-1";
  assertWellFormed(nodeId, "nodeId");
  return {
    nodeId,
    dataDir: checkDataDir(given.dataDir ?? environment["RAFTWORK_DATA_DIR"]),
    workflows: checkArray("workflows", given.workflows),
    logger: checkLogger(given.logger, given.logLevel),
    nonDurableAwait: oneOf(
      "nonDurableAwait",
      given.nonDurableAwait,
      isProduction ? ["warn", "error"] : ["error", "warn"],
    ),
    callTimeoutMs: parseDuration(given.callTimeout ?? "10s", "callTimeout"),
    lockTimeoutMs: parseDuration(given.lockTimeout ?? "5s", "lockTimeout"),
    closeOn: checkSignals(given.closeOn),
  };
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
  if (Array.isArray(value)) return value as readonly T[];
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
  if (missing.length === 0) return logger;
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

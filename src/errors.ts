/**
 * Every public error of the package, each with a stable code. Callers test `error.code`; messages may
 * change. A code never changes its meaning and is never used again. docs/errors.md has one heading
 * for each code, and a test compares the two lists.
 */

/** A stable error code, `ERR_` and capitals. */
export type ErrorCode = `ERR_${string}`;

/** What every Raftwork error can be given beside its message. */
export interface RaftworkErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/** The base of every public error. */
export abstract class RaftworkError extends Error {
  /** Stable code, the same over releases. */
  abstract readonly code: ErrorCode;
  /** True when the same call may succeed later, unchanged. */
  abstract readonly retryable: boolean;

  constructor(message: string, options: RaftworkErrorOptions = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = new.target.name;
  }
}

/** The message of what was thrown, as the end of another one; "" when it has none, or will not give it. */
function textOf(cause: unknown): string {
  try {
    return cause instanceof Error ? `: ${cause.message}` : "";
  } catch {
    // A proxy or a getter that throws.
    return "";
  }
}

/** What was wrong with a value that a caller gave. */
export interface InvalidValue {
  /** The option, argument or field, as the caller spells it: `step.retry.maximumAttempts`. */
  readonly field: string;
  /** What is accepted, in words or as a number with its unit. */
  readonly expected: string;
  /** What was found, shortened. */
  readonly found: string;
}

/** A call's argument, option or name is outside what is accepted. */
export class InvalidArgumentError extends RaftworkError {
  readonly code = "ERR_INVALID_ARGUMENT";
  readonly retryable = false;
  readonly field: string;

  constructor({ field, expected, found }: InvalidValue, options: RaftworkErrorOptions = {}) {
    super(`Expected ${field} to be ${expected}, got ${found}`, options);
    this.field = field;
  }
}

/** What a schema found wrong with a value. */
export interface ValidationIssue {
  /** In the schema's own words. */
  readonly message: string;
  /** Where in the value, as `items[3].price`; "" for the value itself. */
  readonly path: string;
}

/** A value does not fit the schema that its workflow declares. Nothing was written. */
export class ValidationError extends RaftworkError {
  readonly code = "ERR_VALIDATION_FAILED";
  readonly retryable = false;
  /** What was checked: `input`, or `signal "approved"`. */
  readonly field: string;
  readonly issues: readonly ValidationIssue[];

  constructor({ field, issues }: { field: string; issues: readonly ValidationIssue[] }) {
    const [first] = issues;
    const where = first === undefined || first.path === "" ? "" : `${first.path}: `;
    const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
    super(
      `Expected ${field} to fit its schema, got ${where}${first?.message ?? "no reason"}${more}`,
    );
    this.field = field;
    this.issues = issues;
  }
}

/** The call is part of the contract and not of this version. */
export class NotAvailableError extends RaftworkError {
  readonly code = "ERR_NOT_AVAILABLE";
  readonly retryable = false;
  /** As `run.query`. */
  readonly call: string;

  constructor({ call }: { call: string }) {
    super(`${call} is not available yet in this version`);
    this.call = call;
  }
}

/** An encoded value is larger than the limit. Nothing was written. */
export class PayloadTooLargeError extends RaftworkError {
  readonly code = "ERR_PAYLOAD_TOO_LARGE";
  readonly retryable = false;
  readonly field: string;
  readonly limitBytes: number;
  readonly actualBytes: number;

  constructor(size: { field: string; limitBytes: number; actualBytes: number }) {
    super(
      `Expected ${size.field} to encode to at most ${size.limitBytes} bytes (payloadBytesMax), got ${size.actualBytes}`,
    );
    this.field = size.field;
    this.limitBytes = size.limitBytes;
    this.actualBytes = size.actualBytes;
  }
}

/** A value cannot be written so that it comes back equal. `path` says which part of it. */
export class UnserializableValueError extends RaftworkError {
  readonly code = "ERR_UNSERIALIZABLE_VALUE";
  readonly retryable = false;
  /** Where in the value, as `result.items[3].when`. */
  readonly path: string;

  constructor({ path, reason, cause }: { path: string; reason: string; cause?: unknown }) {
    super(`Cannot serialise ${path}: ${reason}`, cause === undefined ? {} : { cause });
    this.path = path;
  }
}

/** Bytes from a disk, a peer or a client are not what they should be. `field` says where. */
export class MalformedBytesError extends RaftworkError {
  readonly code = "ERR_MALFORMED_BYTES";
  readonly retryable = false;
  readonly field: string;

  constructor({ field, expected, found }: InvalidValue, options: RaftworkErrorOptions = {}) {
    super(`Malformed bytes: expected ${field} to be ${expected}, got ${found}`, options);
    this.field = field;
  }
}

/** The log has a command whose number this version does not know: a newer node wrote it. */
export class UnknownCommandError extends RaftworkError {
  readonly code = "ERR_UNKNOWN_COMMAND";
  readonly retryable = false;

  constructor({ group, index }: { group: number; index: number }) {
    super(
      `Expected commands that this version knows, got an unknown one in group ${group} at index ${index}. ` +
        "A newer node wrote it. Nothing was changed here: upgrade this node and start it again.",
    );
  }
}

/** The data directory is damaged: something that had been acknowledged is missing or changed. */
export class StorageCorruptedError extends RaftworkError {
  readonly code = "ERR_STORAGE_CORRUPTED";
  readonly retryable = false;
  readonly dataDir: string;

  constructor({ dataDir, found, cause }: { dataDir: string; found: string; cause?: unknown }) {
    super(
      `The data in ${dataDir} is damaged: ${found}. It is not repaired, because that would forget what was ` +
        "acknowledged. In a cluster: remove this node, empty its directory and add it again; it becomes a new " +
        "replica. Alone: restore the directory from a backup.",
      cause === undefined ? {} : { cause },
    );
    this.dataDir = dataDir;
  }
}

/** A write or sync failed. The node stops: what reached the disk is not known any more. */
export class StorageFailedError extends RaftworkError {
  readonly code = "ERR_STORAGE_FAILED";
  readonly retryable = false;

  constructor({ operation, cause }: { operation: string; cause: unknown }) {
    super(`Storage failed at ${operation}; the node stops and must be started again`, { cause });
  }
}

/** A snapshot of a group was not sent, or not taken. The group's leader tries again by itself. */
export class SnapshotFailedError extends RaftworkError {
  readonly code = "ERR_SNAPSHOT_FAILED";
  readonly retryable = true;

  constructor({ group, reason, cause }: { group: number; reason: string; cause?: unknown }) {
    super(`The snapshot of group ${group} failed: ${reason}`, cause === undefined ? {} : { cause });
  }
}

/** The data directory is in use by this process or another one. */
export class DataDirLockedError extends RaftworkError {
  readonly code = "ERR_DATA_DIR_LOCKED";
  readonly retryable = true;
  readonly dataDir: string;

  constructor({ dataDir, by, cause }: { dataDir: string; by: string; cause?: unknown }) {
    super(`The data directory ${dataDir} is in use by ${by}`, cause === undefined ? {} : { cause });
    this.dataDir = dataDir;
  }
}

/** The data directory belongs to another node or was written by another version. */
export class DataDirMismatchError extends RaftworkError {
  readonly code = "ERR_DATA_DIR_MISMATCH";
  readonly retryable = false;

  constructor({ field, expected, found }: InvalidValue) {
    super(`Expected the data directory's ${field} to be ${expected}, found ${found}`);
  }
}

/** A call needs the leader of its group, and this node is not. */
export class NotLeaderError extends RaftworkError {
  readonly code = "ERR_NOT_LEADER";
  readonly retryable = true;

  constructor({ group, term }: { group: number; term: number }) {
    super(`This node does not lead group ${group} in term ${term}`);
  }
}

/** The group has no leader that a majority follows, or none that did what was asked in time. */
export class NoQuorumError extends RaftworkError {
  readonly code = "ERR_NO_QUORUM";
  readonly retryable = true;

  /** `found` is what the group did not do in time, when that is known. */
  constructor({ group, found = "has no leader" }: { group: number; found?: string | undefined }) {
    super(`Group ${group} ${found}; are a majority of its nodes running and connected?`);
  }
}

/** The node has as much work in flight as it accepts. Try again after a pause. */
export class OverloadedError extends RaftworkError {
  readonly code = "ERR_OVERLOADED";
  readonly retryable = true;

  constructor({ limitBytes, inFlightBytes }: { limitBytes: number; inFlightBytes: number }) {
    super(
      `Expected at most ${limitBytes} bytes of proposals in flight (inFlightBytesMax), got ${inFlightBytes}`,
    );
  }
}

/** The call's time is over and nobody can say whether it took effect. Repeat a start with its workflow id, a signal with its `signalId`. */
export class OutcomeUnknownError extends RaftworkError {
  readonly code = "ERR_OUTCOME_UNKNOWN";
  readonly retryable = true;
  readonly requestId: string;

  constructor({ call, requestId }: { call: string; requestId: string }) {
    super(
      `${call} did not answer within callTimeout; it may have taken effect (request id ${requestId}). Repeat a start with the same workflowId, a signal with the same signalId`,
    );
    this.requestId = requestId;
  }
}

/** The runtime is closed or closing. */
export class RuntimeClosedError extends RaftworkError {
  readonly code = "ERR_RUNTIME_CLOSED";
  readonly retryable = false;

  constructor(options: RaftworkErrorOptions = {}) {
    super("The runtime is closed", options);
  }
}

/** The same workflow name and version was registered twice. */
export class WorkflowAlreadyRegisteredError extends RaftworkError {
  readonly code = "ERR_WORKFLOW_ALREADY_REGISTERED";
  readonly retryable = false;

  constructor({ name, version }: { name: string; version: number }) {
    super(`Workflow ${JSON.stringify(name)} version ${version} is registered already`);
  }
}

/** No node has registered this workflow. */
export class WorkflowNotRegisteredError extends RaftworkError {
  readonly code = "ERR_WORKFLOW_NOT_REGISTERED";
  readonly retryable = false;

  constructor({ name, version }: { name: string; version: number | null }) {
    const which = version === null ? "in any version" : `in version ${version}`;
    super(`Workflow ${JSON.stringify(name)} is not registered ${which}`);
  }
}

/** There is no run under this workflow id. */
export class WorkflowNotFoundError extends RaftworkError {
  readonly code = "ERR_WORKFLOW_NOT_FOUND";
  readonly retryable = false;
  readonly workflowId: string;

  constructor({ workflowId, runNumber }: { workflowId: string; runNumber: number | null }) {
    const run = runNumber === null ? "" : ` run ${runNumber}`;
    super(`There is no workflow ${JSON.stringify(workflowId)}${run}`);
    this.workflowId = workflowId;
  }
}

/** A run under this workflow id exists, and the call asked to fail then. */
export class WorkflowAlreadyStartedError extends RaftworkError {
  readonly code = "ERR_WORKFLOW_ALREADY_STARTED";
  readonly retryable = false;
  readonly workflowId: string;

  constructor({ workflowId, status }: { workflowId: string; status: string }) {
    super(`Workflow ${JSON.stringify(workflowId)} exists already; its last run is ${status}`);
    this.workflowId = workflowId;
  }
}

/** The workflow id belongs to a run of another workflow name or version. */
export class WorkflowIdConflictError extends RaftworkError {
  readonly code = "ERR_WORKFLOW_ID_CONFLICT";
  readonly retryable = false;
  readonly workflowId: string;

  constructor({
    workflowId,
    existing,
    asked,
  }: { workflowId: string; existing: string; asked: string }) {
    super(
      `Workflow id ${JSON.stringify(workflowId)} belongs to ${existing}, expected it to be free or ${asked}`,
    );
    this.workflowId = workflowId;
  }
}

/** The run failed. `cause` is what its function threw. */
export class WorkflowFailedError extends RaftworkError {
  readonly code = "ERR_WORKFLOW_FAILED";
  readonly retryable = false;
  readonly workflowId: string;

  constructor({ workflowId, cause }: { workflowId: string; cause: unknown }) {
    const why = textOf(cause);
    super(`Workflow ${JSON.stringify(workflowId)} failed${why}`, { cause });
    this.workflowId = workflowId;
  }
}

/** The run was terminated. */
export class WorkflowTerminatedError extends RaftworkError {
  readonly code = "ERR_WORKFLOW_TERMINATED";
  readonly retryable = false;
  readonly workflowId: string;

  constructor({ workflowId, reason }: { workflowId: string; reason: string | null }) {
    super(
      `Workflow ${JSON.stringify(workflowId)} was terminated${reason === null ? "" : `: ${reason}`}`,
    );
    this.workflowId = workflowId;
  }
}

/** The run was asked to end itself, and did. */
export class WorkflowCancelledError extends RaftworkError {
  readonly code = "ERR_WORKFLOW_CANCELLED";
  readonly retryable = false;
  readonly workflowId: string;

  constructor({ workflowId, cause }: { workflowId: string; cause: unknown }) {
    super(`Workflow ${JSON.stringify(workflowId)} was cancelled`, { cause });
    this.workflowId = workflowId;
  }
}

/** The run was not over within its `runTimeout`. */
export class WorkflowTimedOutError extends RaftworkError {
  readonly code = "ERR_WORKFLOW_TIMED_OUT";
  readonly retryable = false;
  readonly workflowId: string;

  constructor({ workflowId }: { workflowId: string }) {
    super(`Workflow ${JSON.stringify(workflowId)} did not end within its runTimeout`);
    this.workflowId = workflowId;
  }
}

/** A call came for a run that has ended. It changed nothing. */
export class RunEndedError extends RaftworkError {
  readonly code = "ERR_RUN_ENDED";
  readonly retryable = false;
  readonly workflowId: string;
  /** How the run ended: completed, failed, cancelled, terminated, timedOut or continuedAsNew. */
  readonly status: string;

  constructor({ workflowId, call, status }: { workflowId: string; call: string; status: string }) {
    super(
      `Expected a running run of workflow ${JSON.stringify(workflowId)} for ${call}, found one that is ${status}`,
    );
    this.workflowId = workflowId;
    this.status = status;
  }
}

/** A run's history would grow past its limit. */
export class HistoryLimitError extends RaftworkError {
  readonly code = "ERR_HISTORY_LIMIT";
  readonly retryable = false;
  readonly workflowId: string;

  constructor(found: {
    workflowId: string;
    historyEventsMax: number;
    historyBytesMax: number;
    historyLength: number;
    historyBytes: number;
  }) {
    super(
      `Expected the history of workflow ${JSON.stringify(found.workflowId)} to stay within ` +
        `${found.historyEventsMax} events (historyEventsMax) and ${found.historyBytesMax} bytes (historyBytesMax), ` +
        `got ${found.historyLength} events and ${found.historyBytes} bytes`,
    );
    this.workflowId = found.workflowId;
  }
}

/** The wait is over before the run; the run goes on. */
export class WaitTimeoutError extends RaftworkError {
  readonly code = "ERR_WAIT_TIMEOUT";
  readonly retryable = true;

  constructor({ workflowId, timeoutMs }: { workflowId: string; timeoutMs: number }) {
    super(`Workflow ${JSON.stringify(workflowId)} did not end within ${timeoutMs} ms; it goes on`);
  }
}

/** A step used up its attempts, or its error was not to be retried. `cause` is the last error. */
export class StepFailedError extends RaftworkError {
  readonly code = "ERR_STEP_FAILED";
  readonly retryable = false;
  readonly stepName: string;
  readonly attempts: number;

  constructor({
    stepName,
    attempts,
    cause,
  }: { stepName: string; attempts: number; cause: unknown }) {
    const why = textOf(cause);
    super(`Step ${JSON.stringify(stepName)} failed after ${attempts} attempts${why}`, { cause });
    this.stepName = stepName;
    this.attempts = attempts;
  }
}

/**
 * An attempt of a step took longer than its `timeout`: it counts as failed and is retried. Or the step as a whole took longer than
 * its `totalTimeout`: then it is the cause of its StepFailedError.
 */
export class StepTimeoutError extends RaftworkError {
  readonly code = "ERR_STEP_TIMEOUT";
  readonly retryable = true;
  readonly stepName: string;

  constructor({
    stepName,
    timeoutMs,
    isTotal = false,
  }: { stepName: string; timeoutMs: number; isTotal?: boolean }) {
    const what = isTotal ? "Step" : "An attempt of step";
    super(`${what} ${JSON.stringify(stepName)} did not end within ${timeoutMs} ms`);
    this.stepName = stepName;
  }
}

/** An attempt of a step was silent for longer than its `heartbeatTimeout`. It counts as failed and is retried. */
export class HeartbeatTimeoutError extends RaftworkError {
  readonly code = "ERR_HEARTBEAT_TIMEOUT";
  readonly retryable = true;
  readonly stepName: string;

  constructor({ stepName, timeoutMs }: { stepName: string; timeoutMs: number }) {
    super(`Step ${JSON.stringify(stepName)} sent no heartbeat for ${timeoutMs} ms`);
    this.stepName = stepName;
  }
}

/** A step was begun and nobody knows whether it was carried out: the process that ran it died. */
export class StepInterruptedError extends RaftworkError {
  readonly code = "ERR_STEP_INTERRUPTED";
  readonly retryable = false;
  readonly stepName: string;

  constructor({ stepName, interruptions }: { stepName: string; interruptions: number }) {
    const often = interruptions === 1 ? "" : ` ${interruptions} times in a row`;
    super(
      `Step ${JSON.stringify(stepName)} was interrupted${often}; it may or may not have been carried out`,
    );
    this.stepName = stepName;
  }
}

/** The run, or the scope that the call belongs to, is cancelled. */
export class CancelledError extends RaftworkError {
  readonly code = "ERR_CANCELLED";
  readonly retryable = false;
  /** What the one who cancelled said; "" for nothing. */
  readonly reason: string;

  constructor({ what, reason }: { what: string; reason: string }) {
    super(`${what} was cancelled${reason === "" ? "" : `: ${reason}`}`);
    this.reason = reason;
  }
}

/** A scope took longer than its `timeout` and was cancelled. */
export class ScopeTimeoutError extends RaftworkError {
  readonly code = "ERR_SCOPE_TIMEOUT";
  readonly retryable = false;
  readonly scopeName: string;

  constructor({
    scopeName,
    timeoutMs,
    cause,
  }: { scopeName: string; timeoutMs: number; cause: unknown }) {
    super(`Scope ${JSON.stringify(scopeName)} did not end within ${timeoutMs} ms`, { cause });
    this.scopeName = scopeName;
  }
}

/** A scope has a replicated variable of this name already. */
export class VariableExistsError extends RaftworkError {
  readonly code = "ERR_VARIABLE_EXISTS";
  readonly retryable = false;

  constructor({ name }: { name: string }) {
    super(`Replicated variable ${JSON.stringify(name)} exists already in this scope`);
  }
}

/** A context call was made where it cannot be durable: inside a step, or after the run's end. */
export class ContextMisuseError extends RaftworkError {
  readonly code = "ERR_CONTEXT_MISUSE";
  readonly retryable = false;

  constructor({ call, where }: { call: string; where: string }) {
    super(`${call} was called ${where}; context calls belong into the workflow function itself`);
  }
}

/** The function took another path than its history. The run is blocked on this node, not failed. */
export class NonDeterminismError extends RaftworkError {
  readonly code = "ERR_NON_DETERMINISM";
  readonly retryable = false;
  /** Operation key that the history has next. */
  readonly expectedKey: string;
  /** Keys that the function had created. */
  readonly createdKeys: readonly string[];

  constructor(found: {
    workflowId: string;
    expectedKey: string;
    createdKeys: readonly string[];
    historyIndex: number;
    definition: string;
    /** File, line and column of the last call on the context; null when it is not known. */
    lastCall?: string | null;
  }) {
    super(
      `Workflow ${JSON.stringify(found.workflowId)} (${found.definition}) took another path than its history: ` +
        `expected operation ${found.expectedKey} at history index ${found.historyIndex}, ` +
        `the function has created [${found.createdKeys.join(", ")}]${lastCallOf(found.lastCall)}`,
    );
    this.expectedKey = found.expectedKey;
    this.createdKeys = found.createdKeys;
  }
}

/** The function awaits something that no node could replay. The run is blocked on this node, not failed. */
export class NonDurableAwaitError extends RaftworkError {
  readonly code = "ERR_NON_DURABLE_AWAIT";
  readonly retryable = false;

  constructor({
    workflowId,
    lastKey,
    lastCall,
  }: { workflowId: string; lastKey: string | null; lastCall?: string | null }) {
    super(
      `Workflow ${JSON.stringify(workflowId)} awaits something that is not a context call` +
        `${lastKey === null ? "" : `, after operation ${lastKey}`}: put it into ctx.step()${lastCallOf(lastCall)}`,
    );
  }
}

/**
 * The run took an earlier life of this node with it: a turn of it did not return, or the process ended while its function was
 * brought back. It is blocked on this node, not failed, until somebody calls `retry()` on its handle.
 */
export class WorkflowStuckError extends RaftworkError {
  readonly code = "ERR_WORKFLOW_STUCK";
  readonly retryable = false;
  readonly workflowId: string;

  /** `suspicion` says what happened. */
  constructor({ workflowId, suspicion }: { workflowId: string; suspicion: string }) {
    super(
      `Workflow ${JSON.stringify(workflowId)} is not executed on this node: ${suspicion}. ` +
        "Correct its code and retry() the run, or terminate() it",
    );
    this.workflowId = workflowId;
  }
}

/** The run has ended; what was called or in flight has no effect any more. */
export class RunClosedError extends RaftworkError {
  readonly code = "ERR_RUN_CLOSED";
  readonly retryable = false;
  readonly workflowId: string;

  constructor({ workflowId, status }: { workflowId: string; status: string }) {
    super(`The run of workflow ${JSON.stringify(workflowId)} has ended (${status})`);
    this.workflowId = workflowId;
  }
}

function lastCallOf(lastCall: string | null | undefined): string {
  return typeof lastCall === "string" ? `; its last call on the context is at ${lastCall}` : "";
}

/** A test runtime was awaited, and nothing more can happen by itself. */
export class TestStalledError extends RaftworkError {
  readonly code = "ERR_TEST_STALLED";
  readonly retryable = false;

  constructor({ waiting }: { waiting: string }) {
    super(`Nothing more can happen in this test runtime, and something is awaited. ${waiting}`);
  }
}

/** The cluster does not take this node. */
export class JoinRefusedError extends RaftworkError {
  readonly code = "ERR_JOIN_REFUSED";
  readonly retryable = false;
  readonly nodeId: string;

  constructor({ nodeId, reason }: { nodeId: string; reason: string }) {
    super(`Node ${JSON.stringify(nodeId)} was refused by the cluster: ${reason}`);
    this.nodeId = nodeId;
  }
}

/** The cluster is being upgraded: the call needs a command that some member does not know yet. Nothing has happened. */
export class UpgradeInProgressError extends RaftworkError {
  readonly code = "ERR_UPGRADE_IN_PROGRESS";
  readonly retryable = true;

  constructor(options: { call: string; commandLevel: number; knownLevel: number }) {
    const { call, commandLevel, knownLevel } = options;
    super(
      `${call} needs commands of level ${commandLevel}, and all members of the cluster know level ${knownLevel} only; upgrade all nodes`,
    );
  }
}

/** The node is the only member: a cluster without members cannot be. */
export class LastMemberError extends RaftworkError {
  readonly code = "ERR_LAST_MEMBER";
  readonly retryable = false;
  readonly nodeId: string;

  constructor({ nodeId }: { nodeId: string }) {
    super(
      `Node ${JSON.stringify(nodeId)} is the last member of its cluster; close the runtime instead`,
    );
    this.nodeId = nodeId;
  }
}

/** There is no such member of the cluster. */
export class MemberNotFoundError extends RaftworkError {
  readonly code = "ERR_MEMBER_NOT_FOUND";
  readonly retryable = false;
  readonly nodeId: string;

  constructor({ nodeId }: { nodeId: string }) {
    super(`Node ${JSON.stringify(nodeId)} is no member of the cluster`);
    this.nodeId = nodeId;
  }
}

/** Another node cannot be reached, or the connection to it broke. */
export class PeerUnreachableError extends RaftworkError {
  readonly code = "ERR_PEER_UNREACHABLE";
  readonly retryable = true;
  /** Node id or address. */
  readonly peer: string;
  /** False when the other node cannot have seen the call; true when nobody knows. */
  readonly maybeDelivered: boolean;

  constructor(
    { peer, maybeDelivered, reason }: { peer: string; maybeDelivered: boolean; reason: string },
    options: RaftworkErrorOptions = {},
  ) {
    super(`Node ${JSON.stringify(peer)} cannot be reached: ${reason}`, options);
    this.peer = peer;
    this.maybeDelivered = maybeDelivered;
  }
}

/** Another node did not answer a call in time. Nobody knows whether it was carried out. */
export class CallTimeoutError extends RaftworkError {
  readonly code = "ERR_CALL_TIMEOUT";
  readonly retryable = true;
  readonly peer: string;

  constructor({ peer, method, timeoutMs }: { peer: string; method: string; timeoutMs: number }) {
    super(`Node ${JSON.stringify(peer)} did not answer ${method} within ${timeoutMs} ms`);
    this.peer = peer;
  }
}

/** The node at an address is not the one that was meant: another cluster, another id, or wiped since. */
export class PeerMismatchError extends RaftworkError {
  readonly code = "ERR_PEER_MISMATCH";
  readonly retryable = false;
  readonly peer: string;
  /** What differs: clusterId, nodeId, incarnation; with `from.` before it when it is the caller's. */
  readonly field: string;

  constructor({ peer, field, expected, found }: InvalidValue & { peer: string }) {
    super(`Expected ${field} at ${JSON.stringify(peer)} to be ${expected}, found ${found}`);
    this.peer = peer;
    this.field = field;
  }
}

/** What is to be sent to another node, or came from it, does not fit a frame. */
export class FrameTooLargeError extends RaftworkError {
  readonly code = "ERR_FRAME_TOO_LARGE";
  readonly retryable = false;
  readonly field: string;
  readonly limitBytes: number;

  constructor(size: { field: string; limitName: string; limitBytes: number; actualBytes: number }) {
    super(
      `Expected ${size.field} to be at most ${size.limitBytes} bytes (${size.limitName}), got ${size.actualBytes}`,
    );
    this.field = size.field;
    this.limitBytes = size.limitBytes;
  }
}

/** The other node took a call and could not answer it. */
export class RemoteCallError extends RaftworkError {
  readonly code = "ERR_REMOTE_CALL";
  readonly retryable: boolean;
  readonly peer: string;
  /**
   * `failed`: its handler threw; `unknownMethod`: an older version; `overloaded`: too many calls, or it is starting; `malformed`: it could not
   * read it.
   */
  readonly reason: "failed" | "unknownMethod" | "overloaded" | "malformed";

  constructor(found: {
    peer: string;
    method: string;
    reason: RemoteCallError["reason"];
    detail: string;
  }) {
    super(
      `Node ${JSON.stringify(found.peer)} could not answer ${found.method} (${found.reason}): ${found.detail}`,
    );
    this.peer = found.peer;
    this.reason = found.reason;
    this.retryable = found.reason === "overloaded";
  }
}

/** A snapshot did not come through. Nothing of it may be used; the next one may. */
export class SnapshotTransferError extends RaftworkError {
  readonly code = "ERR_SNAPSHOT_TRANSFER";
  readonly retryable = true;
  readonly peer: string;

  constructor(
    { peer, reason }: { peer: string; reason: string },
    options: RaftworkErrorOptions = {},
  ) {
    super(`The snapshot transfer with node ${JSON.stringify(peer)} failed: ${reason}`, options);
    this.peer = peer;
  }
}

/** The address to listen at is taken, or is not of this machine. */
export class ListenFailedError extends RaftworkError {
  readonly code = "ERR_LISTEN_FAILED";
  readonly retryable = true;

  constructor(
    { address, reason }: { address: string; reason: string },
    options: RaftworkErrorOptions = {},
  ) {
    super(`Expected ${address} to be free to listen at, got: ${reason}`, options);
  }
}

/**
 * What users test their workflows with: `import { TestRuntime } from "raftwork/testing"`.
 */

/** Histories as text, to be kept. */
export { recordHistory, type ShownHistory } from "./recorded-history.ts";
/** A recorded history against new code, before it is deployed. */
export { type ReplayReport, replayHistory } from "./replay-history.ts";
/** A whole node on virtual time. */
export { TestRuntime, type TestRuntimeOptions } from "./test-runtime.ts";

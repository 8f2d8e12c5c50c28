/**
 * What users test their workflows with: `import { TestRuntime } from "raftwork/testing"`.
 */

/** A whole node on virtual time. */
export { TestRuntime, type TestRuntimeOptions } from "./test-runtime.ts";

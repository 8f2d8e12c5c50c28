/** What is asked of a node that has a definition before a run of it is started elsewhere, to bytes and back. */
import type { ValidationIssue } from "../errors.ts";
import { raftwork } from "../gen/raftwork.js";
import type { Failure } from "../model/command.ts";
import { failureFromWire, failureToWire } from "../model/failure-wire.ts";
import {
  bytes,
  choice,
  decodeWith,
  name,
  someUint64,
  text,
  uint32,
  uint64,
} from "../model/wire.ts";

/** An input to be checked. */
export interface PrepareRequest {
  readonly name: string;
  readonly version: number;
  /** An encoded payload. */
  readonly input: Uint8Array;
}

/** What became of it. */
export type PrepareAnswer =
  | {
      readonly type: "prepared";
      /** An encoded payload. */
      readonly input: Uint8Array;
      /** 0 for none. */
      readonly runTimeoutMs: number;
      /** Null for what the leader's options say. */
      readonly retentionMs: number | null;
    }
  | { readonly type: "notRegistered" }
  | { readonly type: "invalid"; readonly issues: readonly ValidationIssue[] }
  /** What the schema has made of it cannot be kept, or it threw. */
  | { readonly type: "refused"; readonly failure: Failure };

/** Issues of one input that are told to another node: an answer has to fit a frame. */
const ISSUES_MAX = 256;
/** Characters of the words of one issue, and of its path. */
const WORDS_MAX = 1024;
const HALF = /\p{Surrogate}/gu;
const OUTCOMES: readonly PrepareAnswer["type"][] = [
  "prepared",
  "notRegistered",
  "invalid",
  "refused",
];

/** The bytes of a request. */
export function encodePrepare(request: PrepareRequest): Uint8Array {
  return raftwork.PrepareRequest.encode(request).finish();
}

/** Reads a request; `input` is a view. @throws {MalformedBytesError} */
export function decodePrepare(encoded: Uint8Array): PrepareRequest {
  const wire = decodeWith("PrepareRequest", () => raftwork.PrepareRequest.decode(encoded));
  return {
    name: name(wire.name, "PrepareRequest.name"),
    version: uint32(wire.version, "PrepareRequest.version"),
    input: bytes(wire.input, "PrepareRequest.input"),
  };
}

/** The bytes of an answer. */
export function encodePrepareAnswer(answer: PrepareAnswer): Uint8Array {
  const outcome = OUTCOMES.indexOf(answer.type);
  if (answer.type === "refused") {
    const failure = failureToWire(answer.failure);
    return raftwork.PrepareAnswer.encode({ outcome, failure }).finish();
  }
  const { type: _, ...rest } = answer;
  const issues = "issues" in answer ? issueRecords(answer.issues) : [];
  return raftwork.PrepareAnswer.encode({ outcome, ...rest, issues }).finish();
}

/** As many as are told, and how many there are beside them: an input of a million items may have as many issues. */
function issueRecords(issues: readonly ValidationIssue[]): ValidationIssue[] {
  const told = issues.slice(0, ISSUES_MAX).map(issueRecord);
  const untold = issues.length - told.length;
  return untold === 0 ? told : [...told, { message: `${untold} more issues`, path: "" }];
}

function issueRecord({ message, path }: ValidationIssue): ValidationIssue {
  return { message: told(message), path: told(path) };
}

/** The words of a schema and the keys of an input may have half a character in them, which every decoder would refuse. */
function told(words: string): string {
  const cut = words.length > WORDS_MAX ? `${words.slice(0, WORDS_MAX)}…` : words;
  return cut.replace(HALF, "\ufffd");
}

/** Reads an answer. @throws {MalformedBytesError} */
export function decodePrepareAnswer(encoded: Uint8Array): PrepareAnswer {
  const wire = decodeWith("PrepareAnswer", () => raftwork.PrepareAnswer.decode(encoded));
  const type = choice(OUTCOMES, wire.outcome, "PrepareAnswer.outcome");
  switch (type) {
    case "prepared":
      return {
        type,
        input: bytes(wire.input, "PrepareAnswer.input"),
        runTimeoutMs: uint64(wire.runTimeoutMs, "PrepareAnswer.runTimeoutMs"),
        retentionMs: someUint64(wire.retentionMs, "PrepareAnswer.retentionMs"),
      };
    case "invalid":
      return {
        type,
        issues: (wire.issues ?? []).map(({ message, path }) => ({
          message: text(message, "PrepareAnswer.issues.message"),
          path: text(path, "PrepareAnswer.issues.path"),
        })),
      };
    case "refused":
      return { type, failure: failureFromWire(wire.failure ?? {}, 0) };
    default:
      return { type };
  }
}

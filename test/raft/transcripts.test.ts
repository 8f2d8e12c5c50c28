/**
 * Goal: the core speaks the protocol. Method: data-driven transcripts. Our own are in testdata/
 * (UPDATE=1 rewrites their output: read the diff); those of the protocol's reference implementation
 * are run when their folder is there, named by RAFT_TESTDATA or beside the project.
 */

import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseLine, parseTranscript } from "./transcript/parser.ts";
import { findTranscripts, runTranscript, withoutLogLines } from "./transcript/run-transcript.ts";

const own = fileURLToPath(new URL("testdata", import.meta.url));
const reference =
  process.env["RAFT_TESTDATA"] ??
  fileURLToPath(new URL("../../../shared/raft-testdata", import.meta.url));
const update = process.env["UPDATE"] === "1";

function nameOf(file: string): string {
  return join(basename(dirname(file)), basename(file));
}

describe("transcripts", () => {
  const ownFiles = findTranscripts(own);
  test("there are transcripts of our own", () => {
    expect(ownFiles.length).toBeGreaterThan(0);
  });
  for (const file of ownFiles) {
    test(`own transcript ${nameOf(file)}`, () => {
      const { mismatches, directives } = runTranscript(file, { update });
      expect(directives).toBeGreaterThan(0);
      if (!update) expect(mismatches).toEqual([]);
    });
  }
  for (const file of findTranscripts(reference)) {
    test(`reference transcript ${nameOf(file)}`, () => {
      const { mismatches, directives } = runTranscript(file);
      expect(directives).toBeGreaterThan(0);
      expect(mismatches).toEqual([]);
    });
  }
});

describe("the transcript format", () => {
  test("a line has a command, plain arguments, values and lists of values", () => {
    expect(parseLine('propose 1 "foo" drop=(2, 3) a= type=MsgApp cfg=()')).toEqual({
      command: "propose",
      args: [
        { key: "1", values: [] },
        { key: '"foo"', values: [] },
        { key: "drop", values: ["2", "3"] },
        { key: "a", values: [""] },
        { key: "type", values: ["MsgApp"] },
        { key: "cfg", values: [] },
      ],
    });
  });

  test("a directive has input, and output up to a blank line", () => {
    const text = "# comment\n\nsimple \\\n  x=1\nv1 l2\n----\none\ntwo\n\nnext\n----\nok\n";
    expect(parseTranscript("file", text)).toMatchObject([
      { line: 3, command: "simple", input: "v1 l2", expected: "one\ntwo\n" },
      { line: 10, command: "next", input: "", expected: "ok\n" },
    ]);
  });

  test("doubled separators enclose output with blank lines", () => {
    const text = "a\n----\n----\none\n\ntwo\n----\n----\n\nb\n----\nok";
    expect(parseTranscript("file", text)).toMatchObject([
      { command: "a", expected: "one\n\ntwo\n" },
      { command: "b", expected: "ok\n" },
    ]);
  });

  test("a directive without a separator is an error", () => {
    expect(() => parseTranscript("file", "campaign 1\n")).toThrow("file:1");
  });

  test("log lines do not count, and nothing is ok", () => {
    expect(withoutLogLines("INFO 1 became leader\n  DEBUG x\n")).toBe("ok");
    expect(withoutLogLines("WARNING stays\n")).toBe("WARNING stays");
  });
});

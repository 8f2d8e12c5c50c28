/**
 * Runs transcripts and compares. Lines of log output are ignored on both sides and an empty rest
 * counts as `ok`: our log texts are our own, all else is the protocol and must be equal.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfChanges } from "./conf-changes.ts";
import { Interaction } from "./interaction.ts";
import { type Directive, parseTranscript } from "./parser.ts";
import { runQuorum } from "./quorum.ts";

/** A directive whose output differs, or that could not be run. */
export interface Mismatch {
  readonly at: string;
  readonly expected: string;
  readonly found: string;
}

export interface TranscriptResult {
  readonly file: string;
  readonly directives: number;
  readonly mismatches: readonly Mismatch[];
}

/** All transcripts below a folder, sorted. */
export function findTranscripts(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const found: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) found.push(...findTranscripts(path));
    else if (name.endsWith(".txt")) found.push(path);
  }
  return found;
}

/** Runs one transcript. With `update` the file gets the output that was found. */
export function runTranscript(file: string, options?: { update?: boolean }): TranscriptResult {
  const text = readFileSync(file, "utf8");
  const directives = parseTranscript(file, text);
  const run = runnerFor(directives);
  const mismatches: Mismatch[] = [];
  const lines = text.split("\n");
  // From the end, so that the line numbers before stay right.
  const rewrites: { directive: Directive; found: string }[] = [];
  for (const directive of directives) {
    const found = attempt(() => run(directive));
    if (withoutLogLines(found) !== withoutLogLines(directive.expected)) {
      const at = `${file}:${directive.line}: ${directive.command}`;
      mismatches.push({ at, expected: directive.expected, found });
    }
    rewrites.unshift({ directive, found });
  }
  if (options?.update === true) {
    for (const { directive, found } of rewrites) {
      const [first, end] = directive.expectedLines;
      lines.splice(first, end - first, ...found.replace(/\n$/, "").split("\n"));
    }
    writeFileSync(file, lines.join("\n"));
  }
  return { file, directives: directives.length, mismatches };
}

/** The text without log lines; `ok` when nothing is left. */
export function withoutLogLines(text: string): string {
  const lines = text.split("\n").filter((line) => !/^\s*(DEBUG|INFO|WARN|ERROR) /.test(line));
  const rest = lines.join("\n").replace(/\n+$/, "");
  return rest === "" ? "ok" : rest;
}

function runnerFor(directives: readonly Directive[]): (directive: Directive) => string {
  switch (directives[0]?.command) {
    case "committed":
    case "vote":
      return runQuorum;
    case "simple":
    case "enter-joint":
    case "leave-joint": {
      const changes = new ConfChanges();
      return (directive) => changes.run(directive);
    }
    default: {
      const interaction = new Interaction();
      return (directive) => interaction.run(directive);
    }
  }
}

function attempt(run: () => string): string {
  try {
    return run();
  } catch (caught) {
    return caught instanceof Error
      ? `!! ${caught.name}: ${caught.message}`
      : `!! ${String(caught)}`;
  }
}

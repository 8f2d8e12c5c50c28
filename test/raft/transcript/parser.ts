/**
 * The file format of transcripts: directives with arguments and input, each with its expected output.
 *
 * ```
 * # a comment
 * command argument key=value key=(value,value)      a '\' at the end continues the line
 * input
 * ----
 * expected output, ended by a blank line
 * ```
 * Output with blank lines in it stands between two pairs of `----` lines.
 */

/** One `key`, `key=value` or `key=(value,value)`. */
export interface Argument {
  readonly key: string;
  readonly values: readonly string[];
}

/** One directive of a transcript. */
export interface Directive {
  readonly file: string;
  /** Line of the directive, counted from 1. */
  readonly line: number;
  readonly command: string;
  readonly arguments: readonly Argument[];
  readonly input: string;
  readonly expected: string;
  /** Lines of the expected output: first, and the one after the last; for rewriting. */
  readonly expectedLines: readonly [number, number];
}

const SEPARATOR = "----";

/** Reads all directives of a transcript. */
export function parseTranscript(file: string, text: string): readonly Directive[] {
  const lines = text.split("\n");
  const directives: Directive[] = [];
  let at = 0;
  const next = (): string | undefined => lines[at];
  for (;;) {
    while (next() !== undefined && isSkipped(next() ?? "")) at += 1;
    if (next() === undefined) return directives;
    const line = at + 1;
    let head = (lines[at] ?? "").trim();
    at += 1;
    while (head.endsWith("\\")) {
      head = `${head.slice(0, -1)} ${(lines[at] ?? "").trim()}`;
      at += 1;
    }
    const input: string[] = [];
    while (next() !== undefined && next() !== SEPARATOR) {
      input.push(lines[at] ?? "");
      at += 1;
    }
    if (next() === undefined) throw new Error(`${file}:${line}: no ---- after the directive`);
    at += 1;
    const isDouble = next() === SEPARATOR;
    if (isDouble) at += 1;
    const first = at;
    while (!isEnd(lines, at, isDouble)) at += 1;
    const expected = lines.slice(first, at);
    const { command, args } = parseLine(head);
    directives.push({
      file,
      line,
      command,
      arguments: args,
      input: input.join("\n").trim(),
      expected: expected.map((text) => `${text}\n`).join(""),
      expectedLines: [first, at],
    });
    if (isDouble) at += 2;
  }
}

/** Reads a command and its arguments. Quotes have no meaning. */
export function parseLine(line: string): { command: string; args: readonly Argument[] } {
  const text = line.trim();
  const end = text.indexOf(" ");
  const command = end === -1 ? text : text.slice(0, end);
  const args: Argument[] = [];
  let rest = end === -1 ? "" : text.slice(end).trim();
  while (rest !== "") {
    const key = /^[^ =]*/.exec(rest)?.[0] ?? "";
    if (key === "" && !rest.startsWith("=")) throw new Error(`no argument in "${rest}"`);
    rest = rest.slice(key.length);
    if (!rest.startsWith("=")) {
      args.push({ key, values: [] });
      rest = rest.trimStart();
      continue;
    }
    const { values, length } = parseValues(rest.slice(1));
    args.push({ key, values });
    rest = rest.slice(1 + length).trimStart();
  }
  return { command, args };
}

function parseValues(text: string): { values: readonly string[]; length: number } {
  if (!text.startsWith("(")) {
    const value = /^[^ ]*/.exec(text)?.[0] ?? "";
    return { values: [value], length: value.length };
  }
  const values: string[] = [];
  let depth = 1;
  let at = 1;
  let start = 1;
  for (; at < text.length; at += 1) {
    const char = text[at];
    if (char === "(") depth += 1;
    else if (char === ")") depth -= 1;
    if (depth === 0) break;
    if (char === "," && depth === 1) {
      values.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  if (depth !== 0) throw new Error(`unbalanced parentheses in "${text}"`);
  const last = text.slice(start, at).trim();
  if (last !== "" || values.length > 0) values.push(last);
  return { values, length: at + 1 };
}

function isSkipped(line: string): boolean {
  const text = line.trim();
  return text === "" || text.startsWith("#");
}

function isEnd(lines: readonly string[], at: number, isDouble: boolean): boolean {
  const line = lines[at];
  if (line === undefined) return true;
  if (!isDouble) return line.trim() === "";
  return line === SEPARATOR && lines[at + 1] === SEPARATOR;
}

/**
 * Builds a program with patched sources: every file that an entry reaches by relative imports is
 * transpiled into a folder of its own. The sources are never touched, and the shipped build knows
 * nothing of patches.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Patch } from "./mutant.ts";

/** The project's folder. */
export const ROOT: string = fileURLToPath(new URL("../../..", import.meta.url));
/** Inside the project, so that packages are found. */
const CACHE = join(ROOT, "node_modules/.cache/raftwork-simulation");

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
  inlineSourceMap: true,
  inlineSources: true,
};

/** Which file to start from, and what to change on the way. */
export interface BuildInit {
  /** Names the folder. */
  readonly name: string;
  /** Relative to the project. */
  readonly entry: string;
  readonly patches: readonly Patch[];
}

/**
 * Builds and returns the path of the entry's JavaScript.
 *
 * @throws {Error} when a patch's original text is not there exactly once, or its file is not reached.
 */
export function buildPatched({ name, entry, patches }: BuildInit): string {
  const folder = join(CACHE, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  const waiting = [entry];
  const reached = new Set(waiting);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const original = readFileSync(join(ROOT, path), "utf8");
    const own = patches.filter(({ file }) => file === path);
    const text = own.reduce(applyPatch, original);
    const isTypeScript = path.endsWith(".ts");
    const output = isTypeScript ? transpile(path, text) : text;
    const target = join(folder, path.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, output);
    for (const next of importsOf(path, output)) {
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(next);
    }
  }
  for (const { file } of patches) {
    if (!reached.has(file)) throw new Error(`${file} is patched and not part of ${entry}`);
  }
  return join(folder, entry.replace(/\.ts$/, ".js"));
}

/** Changes a text. @throws {Error} when the original is not there exactly once. */
export function applyPatch(text: string, { file, original, replacement }: Patch): string {
  const at = text.indexOf(original);
  if (at < 0) throw new Error(`${file} does not hold what is to be replaced:\n${original}`);
  if (text.includes(original, at + 1)) {
    throw new Error(`${file} holds more than once what is to be replaced:\n${original}`);
  }
  return text.slice(0, at) + replacement + text.slice(at + original.length);
}

function transpile(path: string, text: string): string {
  const { outputText, diagnostics } = ts.transpileModule(text, {
    compilerOptions: OPTIONS,
    fileName: path,
    reportDiagnostics: true,
  });
  const [first] = diagnostics ?? [];
  if (first !== undefined) {
    throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(first.messageText, "\n")}`);
  }
  return outputText;
}

/** Files of the project that a module imports, as sources. */
function importsOf(path: string, output: string): readonly string[] {
  const found: string[] = [];
  for (const { fileName } of ts.preProcessFile(output).importedFiles) {
    if (!fileName.startsWith(".")) continue;
    const target = relative(ROOT, join(ROOT, dirname(path), fileName));
    const source = target.replace(/\.js$/, ".ts");
    found.push(existsSync(join(ROOT, source)) ? source : target);
  }
  return found;
}

// Goal: the house stays in order without anybody having to remember how. Method: every source file is parsed
// with the TypeScript compiler and looked at for the rules of the house that no linter knows.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;
const PARAMETERS_MAX = 3;

const LAYERS: Readonly<Record<string, number>> = {
  // Layer 0 too, and below the leaves: util checks what users give.
  errors: -1,
  util: 0,
  gen: 0,
  raft: 1,
  model: 1,
  machine: 2,
  storage: 2,
  transport: 2,
  api: 2,
  replica: 3,
  workflow: 3,
  graph: 4,
  cluster: 5,
  runtime: 6,
  client: 6,
  server: 7,
  testing: 7,
  cli: 8,
  index: 9,
};
const PURE = ["raft", "model", "machine"];
const IMPURE_NAMES = [
  "Date",
  "process",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "performance",
  "crypto",
];

function tracked(...patterns: string[]): string[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns],
    { cwd: root, encoding: "utf8" },
  );
  return listed.split("\n").filter((path) => path !== "" && existsSync(join(root, path)));
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

const sources = tracked("src/**/*.ts", "src/*.ts").filter((path) => !path.startsWith("src/gen/"));
const tests = tracked("test/**/*.ts", "test/*.ts");

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, read(path), ts.ScriptTarget.ES2022, true);
}

function room(path: string): string {
  const [, first = ""] = path.split("/");
  return first.replace(/\.ts$/, "");
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function imports(file: ts.SourceFile): string[] {
  const found: string[] = [];
  walk(file, (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const target = node.moduleSpecifier;
      if (target !== undefined && ts.isStringLiteral(target)) found.push(target.text);
    }
    const isDynamic =
      ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    if (isDynamic) {
      const [target] = node.arguments;
      if (target !== undefined && ts.isStringLiteral(target)) found.push(target.text);
    }
  });
  return found;
}

function line(file: ts.SourceFile, node: ts.Node): number {
  return file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

/** Every finding of `look` over all sources, so that one run names them all. */
function findings(paths: readonly string[], look: (file: ts.SourceFile) => string[]): string[] {
  return paths.flatMap((path) => look(parse(path)).map((found) => `${path}: ${found}`));
}

describe("layers", () => {
  test("every folder of src has a layer", () => {
    expect([...new Set(sources.map(room))].filter((name) => !(name in LAYERS))).toEqual([]);
  });

  test("a file imports from its own folder or from a lower layer", () => {
    const wrong = findings(sources, (file) => {
      const own = room(file.fileName);
      return imports(file)
        .filter((target) => target.startsWith("."))
        .map((target) => normalize(join(dirname(file.fileName), target)))
        .filter((target) => {
          const other = room(target);
          return other !== own && (LAYERS[other] ?? 99) >= (LAYERS[own] ?? 0);
        })
        .map((target) => `imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  test("raft, model and machine do no I/O and have no clock, no dice, no async", () => {
    const pure = sources.filter((path) => PURE.includes(room(path)));
    const wrong = findings(pure, (file) => {
      const found = imports(file)
        .filter((target) => target.startsWith("node:"))
        .map((target) => `imports ${target}`);
      walk(file, (node) => {
        if (node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node)) {
          found.push(`line ${line(file, node)}: async`);
        }
        if (ts.isPropertyAccessExpression(node) && node.getText() === "Math.random") {
          found.push(`line ${line(file, node)}: Math.random`);
        }
        if (ts.isIdentifier(node) && IMPURE_NAMES.includes(node.text) && isValueUse(node)) {
          // A Date as a value is data; asking for the time of now is not.
          const parent = node.parent;
          const asksNow =
            node.text !== "Date" ||
            (ts.isNewExpression(parent) && (parent.arguments?.length ?? 0) === 0) ||
            (ts.isPropertyAccessExpression(parent) && parent.name.text === "now");
          if (asksNow) found.push(`line ${line(file, node)}: ${node.text}`);
        }
      });
      return found;
    });
    expect(wrong).toEqual([]);
  });
});

/** Whether an identifier is a use of a global value, not a property name, a declaration or a type. */
function isValueUse(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isTypeReferenceNode(parent) || ts.isTypeQueryNode(parent)) return false;
  return ts.isCallExpression(parent) || ts.isNewExpression(parent);
}

describe("sizes", () => {
  test(`files have at most ${LINES_MAX} lines`, () => {
    const long = sources
      .map((path) => ({ path, lines: read(path).split("\n").length - 1 }))
      // The closed list of errors is one noun, and is read by looking things up in it.
      .filter(({ path, lines }) => lines > LINES_MAX && path !== "src/errors.ts");
    expect(long).toEqual([]);
  });

  test(`functions have at most ${FUNCTION_LINES_MAX} lines and ${PARAMETERS_MAX} parameters`, () => {
    const wrong = findings(sources, (file) => {
      const found: string[] = [];
      walk(file, (node) => {
        if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) return;
        const start = file.getLineAndCharacterOfPosition(node.getStart()).line;
        const end = file.getLineAndCharacterOfPosition(node.getEnd()).line;
        const name = node.name?.getText() ?? "a function";
        if (end - start + 1 > FUNCTION_LINES_MAX) {
          found.push(`line ${start + 1}: ${name} has ${end - start + 1} lines`);
        }
        // ctx.map(name, items, fn, options) is the contract with users.
        const isContract = file.fileName === "src/workflow/run-context.ts" && name === "map";
        if (node.parameters.length > PARAMETERS_MAX && !isContract) {
          found.push(`line ${start + 1}: ${name} has ${node.parameters.length} parameters`);
        }
      });
      return found;
    });
    expect(wrong).toEqual([]);
  });
});

describe("words", () => {
  test("every exported symbol has a doc comment", () => {
    const bare = findings(sources, (file) => {
      const found: string[] = [];
      for (const statement of file.statements) {
        const isExported =
          ts.canHaveModifiers(statement) &&
          ts
            .getModifiers(statement)
            ?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) === true;
        if (!isExported || ts.getJSDocCommentsAndTags(statement).length > 0) continue;
        // The further signatures of an overloaded function stand below the first one's comment.
        if (ts.isFunctionDeclaration(statement) && isOverload(file, statement)) continue;
        found.push(`line ${line(file, statement)}: ${statement.getText().slice(0, 60)}`);
      }
      return found;
    });
    expect(bare).toEqual([]);
  });

  test("no unfinished marks, no escapes from the types, no console in src", () => {
    const anywhere =
      /\b(FIXME|XXX)\b|\bTODO\b(?!\(#\d+\))|@ts-|eslint-disable|oxlint-disable(?!.* -- )/;
    const inCode = /as any\b|: any\b|\bconsole\./;
    const isWrong = (text: string): boolean =>
      anywhere.test(text) || (!/^\s*(\*|\/\/|\/\*)/.test(text) && inCode.test(text));
    const wrong = sources.flatMap((path) =>
      read(path)
        .split("\n")
        .flatMap((text, at) => (isWrong(text) ? [`${path}:${at + 1}: ${text.trim()}`] : [])),
    );
    expect(wrong).toEqual([]);
  });

  test("no test is skipped, focused or repeated until it passes", () => {
    const marks =
      /\b(test|it|describe|suite)\.(skip|only|todo|fails)\b|\bretry:\s*\d|\brepeats:\s*\d/;
    const own = "test/tidy.test.ts";
    const wrong = tests
      .filter((path) => path !== own && path.endsWith(".test.ts"))
      .flatMap((path) =>
        read(path)
          .split("\n")
          .flatMap((text, at) => (marks.test(text) ? [`${path}:${at + 1}: ${text.trim()}`] : [])),
      );
    expect(wrong).toEqual([]);
  });

  test("nothing names a machine's own paths", () => {
    const homes = /(^|[^\w.])\/(work|home|root|Users)\//;
    const wrong = tracked()
      .filter((path) => !/^(package-lock\.json|src\/gen\/|test\/tidy)/.test(path))
      .flatMap((path) =>
        read(path)
          .split("\n")
          .flatMap((text, at) => (homes.test(text) ? [`${path}:${at + 1}`] : [])),
      );
    expect(wrong).toEqual([]);
  });
});

function isOverload(file: ts.SourceFile, statement: ts.FunctionDeclaration): boolean {
  const first = file.statements.find(
    (other) => ts.isFunctionDeclaration(other) && other.name?.text === statement.name?.text,
  );
  return first !== statement;
}

describe("documents", () => {
  test("docs/MAP.md names files and functions that exist", () => {
    const rows = read("docs/MAP.md")
      .split("\n")
      .map((text) => /^\|[^|]+\|\s*`([^`]+)`\s*\|\s*`([^`]+)`\s*\|/.exec(text))
      .filter((row) => row !== null);
    expect(rows.length).toBeGreaterThan(10);
    const wrong = rows.flatMap(([, path = "", name = ""]) => {
      if (!existsSync(join(root, path))) return [`${path} is gone`];
      const member = name.replace(/^.*\./, "").replace(/\(\)$/, "");
      const declared = declaredNames(parse(path));
      return declared.has(member) ? [] : [`${path} declares no ${name}`];
    });
    expect(wrong).toEqual([]);
  });

  test("docs/errors.md has one heading for each error code and no other", () => {
    const declared = /readonly code(?:: [^=]+)? = "(ERR_[A-Z_]+)"/g;
    const codes = sources.flatMap((path) => [...read(path).matchAll(declared)]);
    const headings = [...read("docs/errors.md").matchAll(/^#+ (ERR_[A-Z_]+)$/gm)];
    const sorted = (matches: RegExpExecArray[]): string[] =>
      matches.map(([, code = ""]) => code).sort();
    expect(sorted(headings)).toEqual(sorted(codes));
    expect(new Set(sorted(codes)).size).toBe(codes.length);
  });

  test("docs/DEPENDENCIES.md says why for each dependency", () => {
    const manifest: unknown = JSON.parse(read("package.json"));
    const { dependencies, devDependencies } = manifest as Record<string, Record<string, string>>;
    const text = read("docs/DEPENDENCIES.md");
    const names = Object.keys({ ...dependencies, ...devDependencies });
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

/** Names of functions, classes, methods, accessors, constants and private members that a file declares. */
function declaredNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  walk(file, (node) => {
    const isNamed =
      ts.isFunctionDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isGetAccessor(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isPropertyDeclaration(node);
    if (isNamed && node.name !== undefined) names.add(node.name.getText());
  });
  return names;
}

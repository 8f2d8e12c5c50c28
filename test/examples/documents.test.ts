/** Goal: code in documents compiles as it stands there. Method: each block of TypeScript is a file of its own. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What the documents take for granted. */
const PRELUDE = `declare const payments: {
  charge(order: object, options: { idempotencyKey: string; signal: AbortSignal }): Promise<{ id: string }>;
};
declare const order: { id: string; cents: number };
`;

interface Block {
  readonly name: string;
  readonly code: string;
}

function blocksOf(document: string): Block[] {
  const text = readFileSync(join(root, document), "utf8");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""], at) => ({
    name: `${document.replace(/\W/g, "-")}-${at}.ts`,
    code: /\bconst order\b/.test(code) ? code : PRELUDE + code,
  }));
}

function problems(blocks: readonly Block[]): string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.test.json"), (path) =>
    ts.sys.readFile(path),
  );
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const files = new Map(blocks.map(({ name, code }) => [join(root, "test", name), code]));
  const host = ts.createCompilerHost({ ...options, noUnusedLocals: false });
  const disk = ts.createCompilerHost({ ...options, noUnusedLocals: false });
  host.fileExists = (path) => files.has(path) || disk.fileExists(path);
  host.readFile = (path) => files.get(path) ?? disk.readFile(path);
  host.getSourceFile = (path, version) => {
    const code = files.get(path);
    return code === undefined
      ? disk.getSourceFile(path, version)
      : ts.createSourceFile(path, code, version);
  };
  const program = ts.createProgram([...files.keys()], { ...options, noUnusedLocals: false }, host);
  return [...files.keys()]
    .flatMap((path) => {
      const file = program.getSourceFile(path);
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    })
    .map(({ file, start, messageText }) => {
      const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
      return `${file?.fileName}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
}

test("the examples of README.md and docs/testing-workflows.md compile", () => {
  const blocks = [...blocksOf("README.md"), ...blocksOf("docs/testing-workflows.md")];
  expect(blocks.length).toBeGreaterThanOrEqual(3);
  expect(problems(blocks)).toEqual([]);
});

test("an example that does not compile is found", () => {
  const code =
    'import { WorkflowRuntime } from "raftwork";\nawait WorkflowRuntime.open({ dataDirectory: "x" });\n';
  expect(problems([{ name: "wrong.ts", code }])).toEqual([
    expect.stringContaining("dataDirectory"),
  ]);
});

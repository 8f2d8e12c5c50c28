// Makes src/gen/raftwork.{js,d.ts} from proto/*.proto. The result is committed; a test says when it is stale.
// `node scripts/gen.mjs --out DIR` writes elsewhere.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const at = process.argv.indexOf("--out");
const out = at === -1 ? `${root}src/gen` : (process.argv[at + 1] ?? "");
mkdirSync(out, { recursive: true });

const protos = readdirSync(`${root}proto`)
  .filter((name) => name.endsWith(".proto"))
  .sort()
  .map((name) => `proto/${name}`);
const flags =
  "-t static-module -w esm --dts --force-number --no-create --no-verify --no-convert --no-delimited --no-typeurl --no-service";
execFileSync(
  process.execPath,
  [
    `${root}node_modules/protobufjs-cli/bin/pbjs`,
    ...flags.split(" "),
    "-p",
    "proto",
    "-o",
    `${out}/raftwork.js`,
    ...protos,
  ],
  { cwd: root, stdio: "inherit" },
);

// Process-wide roots would let two copies of the package, or two versions, overwrite each other's types.
const js = readFileSync(`${out}/raftwork.js`, "utf8");
const own = js.replace(/^(?:export )?const \$root = .*$/m, "const $root = {};");
if (own === js && !js.includes("const $root = {};")) {
  throw new Error(
    "gen: the line that makes $root was not found; protobufjs-cli has changed its output",
  );
}
writeFileSync(`${out}/raftwork.js`, own);

// With --force-number no declaration uses Long; the import would ask users for its types.
const types = readFileSync(`${out}/raftwork.d.ts`, "utf8").replace(
  /^import Long = require\("long"\);\n/m,
  "",
);
if (/\bLong\b/.test(types))
  throw new Error("gen: the declarations use Long although numbers were asked for");
writeFileSync(`${out}/raftwork.d.ts`, types);

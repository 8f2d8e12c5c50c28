// A second process for lock.test.ts: does what it is told on stdin, one line each, and says how it went.
import { createInterface } from "node:readline";
import { Level } from "level";
import { LevelBackend } from "../../src/storage/level-backend.ts";
import { ProcessLock } from "../../src/storage/process-lock.ts";

let backend: LevelBackend | null = null;
let foreign: Level | null = null;

/** Whether LevelDB's own lock would let this process in; changes nothing. */
async function probe(directory: string): Promise<string> {
  const level = new Level(directory, { createIfMissing: false, errorIfExists: true });
  try {
    await level.open({ passive: false });
    return "opened";
  } catch (error) {
    const cause = (error as Error).cause as Error & { code?: string };
    if (cause.code === "LEVEL_LOCKED") return "locked";
    return cause.message.includes("exists") ? "free" : cause.message;
  } finally {
    await level.close();
  }
}

async function run(command: string, argument: string): Promise<string> {
  switch (command) {
    case "probe":
      return probe(argument);
    case "open":
      backend = await LevelBackend.open({ dataDir: argument, lockTimeoutMs: 100 });
      return "opened";
    case "close":
      await backend?.close();
      await foreign?.close();
      return "closed";
    case "open-level":
      foreign = new Level(argument);
      await foreign.open();
      return "opened";
    case "lock": {
      const lock = await ProcessLock.tryAcquire(Buffer.from(argument, "base64").toString());
      return typeof lock === "string" ? lock : "locked";
    }
    default:
      return `unknown command ${command}`;
  }
}

const lines = createInterface({ input: process.stdin });
console.log("ready");
for await (const line of lines) {
  const [command = "", argument = ""] = line.split(" ");
  try {
    console.log(await run(command, argument));
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    console.log(`${code ?? "error"} ${message}`);
  }
}

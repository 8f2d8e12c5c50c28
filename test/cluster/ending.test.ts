/** Goal: a process ends by itself when its nodes are closed. Method: a real process, real connections, some of which failed at first. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

test("a process whose nodes are closed has nothing left to wait for, and ends", async () => {
  const script = fileURLToPath(new URL("./ending-child.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (text) => {
    said += String(text);
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const [code] = await once(child, "exit");
  expect({ code, said }).toEqual({ code: 0, said: "closed after 7\n" });
}, 60_000);

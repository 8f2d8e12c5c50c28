// How a data directory is made: its name is durable, and nothing is asked of directories that were there before.
import fs, { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { dirname, join, relative } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DataDir } from "../../src/storage/data-dir.ts";
import { temporaryDirectory } from "./support.ts";

/** What is opened from now on, until the test is over. */
function openedPaths(): string[] {
  const opened: string[] = [];
  const real = fs.promises.open;
  const set = (open: typeof real): void => {
    Object.assign(fs.promises, { open });
    syncBuiltinESMExports();
  };
  onTestFinished(() => set(real));
  set((path, ...rest) => {
    opened.push(String(path));
    return real(path, ...rest);
  });
  return opened;
}

test.each(["absolute", "relative", "by way of a link"])(
  "only directories that a name was added to are synced: the path is %s",
  async (kind) => {
    const parent = realpathSync(temporaryDirectory());
    mkdirSync(join(parent, "real"));
    symlinkSync("real", join(parent, "link"));
    const path = join(parent, kind === "by way of a link" ? "link" : "real", "some", "data");
    const opened = openedPaths();
    const dataDir = kind === "relative" ? relative(process.cwd(), path) : path;
    const taken = await DataDir.take({ dataDir });
    await taken.close();
    const data = join(parent, "real", "some", "data");
    expect(taken.path).toBe(data);
    expect(opened).toEqual([dirname(data), dirname(dirname(data))]);
  },
);

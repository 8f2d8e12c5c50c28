/**
 * One real node that runs W2 (runs of ten sequential steps of 200 bytes, 64 at a time) for as long as you like, and is looked at from
 * time to time: nothing of it may grow for ever.
 *
 * The node is a process of its own that runs what was built; this one only listens and judges.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { judgeEnd, judgeEndurance, type Margins } from "./judge.ts";
import type { EnduranceEnd, EnduranceMessage, EndurancePlan, Sample } from "./plan.ts";

/** What is to be done. */
export interface EnduranceOptions extends EndurancePlan {
  readonly margins: Margins;
  readonly onSample?: (sample: Sample) => void;
}

/** What came of it. */
export interface EnduranceReport {
  readonly samples: readonly Sample[];
  /** Null when the process ended before. */
  readonly end: EnduranceEnd | null;
  /** Empty when all is well. */
  readonly violations: readonly string[];
}

const CHILD = fileURLToPath(new URL("./child.mjs", import.meta.url));
/** More of these say nothing new. */
const WRONG_MAX = 20;

/** Runs a node until its time is over. The process that it runs in has ended when this resolves. */
export async function runEndurance(options: EnduranceOptions): Promise<EnduranceReport> {
  const { margins, onSample, ...plan } = options;
  const samples: Sample[] = [];
  const wrong: string[] = [];
  let end: EnduranceEnd | null = null;
  const child = fork(CHILD, [JSON.stringify(plan)], {
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", kill);
  let complaints = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-4000);
  });
  child.on("message", (message: EnduranceMessage) => {
    if (message.type === "sample") {
      samples.push(message.sample);
      onSample?.(message.sample);
    } else if (message.type === "end") end = message.end;
    else if (wrong.length < WRONG_MAX) wrong.push(message.text);
  });
  // Not "exit": what it said before is still on its way then.
  await once(child, "close");
  process.off("exit", kill);
  if (child.exitCode !== 0) {
    wrong.push(`the node ended with ${child.exitCode ?? child.signalCode}: ${complaints}`);
  } else if (complaints !== "") wrong.push(`the node complained: ${complaints}`);
  const last = samples.at(-1);
  const violations = [
    ...wrong,
    ...judgeEndurance(samples, { margins, endedRunsMax: plan.retention.runs }),
    ...(end === null || last === undefined
      ? ["the node did not come to its end"]
      : judgeEnd(end, last.rows)),
  ];
  return { samples, end, violations };
}

/** NodeProcess is one life of a node: a process, and what can be asked of it or done to it. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { NodeCalls, NodeMessage, NodeNews, NodePlan } from "./protocol.ts";

const CHILD = fileURLToPath(new URL("./node.mjs", import.meta.url));
/** All that live, so that none outlives this process, however it ends. */
const living = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

/** One life of a node. */
export class NodeProcess {
  readonly nodeId: string;
  readonly life: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(e: Error): void }>();
  readonly #exit: Promise<unknown>;
  #asked = 0;
  #isExpectedToEnd = false;

  /** Starts it. `onNews` hears what it tells; also that it ended although nobody wanted that. */
  constructor(plan: NodePlan, onNews: (news: NodeNews) => void) {
    this.nodeId = plan.nodeId;
    this.life = plan.life;
    // Every other life of a node has its Raft host in a thread of its own.
    const raftHost = /[13579]$/.test(plan.life) ? "thread" : "inline";
    const child = fork(CHILD, [JSON.stringify(plan)], {
      execArgv: [],
      env: { ...process.env, RAFTWORK_RAFT_HOST: raftHost },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child = child;
    living.add(child);
    let complaints = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaints += text;
    });
    child.on("message", (message: NodeMessage) => this.#onMessage(message, onNews));
    // Not "exit": what it said before it died is still on its way then.
    this.#exit = once(child, "close").then(() => {
      living.delete(child);
      for (const waiting of this.#waiting.values()) waiting.reject(this.#gone());
      this.#waiting.clear();
      if (!this.#isExpectedToEnd) {
        const how = child.exitCode ?? child.signalCode;
        onNews({ type: "wrong", text: `ended by itself with ${how}: ${complaints}` });
      } else if (complaints !== "") {
        onNews({ type: "wrong", text: `complained: ${complaints}` });
      }
    });
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** @throws {Error} with the name and message of what the call threw there, or because the process is gone. */
  ask<K extends keyof NodeCalls>(
    call: K,
    ...args: Parameters<NodeCalls[K]>
  ): Promise<Awaited<ReturnType<NodeCalls[K]>>> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      if (!this.#child.connected) {
        reject(this.#gone());
        return;
      }
      this.#waiting.set(id, { resolve, reject });
      // An error here is the end of the process, which rejects all that waits.
      this.#child.send({ id, call, args }, () => {});
    });
  }

  /**
   * Asks, again while the answer is that there is no leader, which a busy machine may be the cause of. For calls that may be repeated.
   *
   * @throws {Error} as `ask` does.
   */
  async insist<K extends keyof NodeCalls>(
    call: K,
    ...args: Parameters<NodeCalls[K]>
  ): Promise<Awaited<ReturnType<NodeCalls[K]>>> {
    for (;;) {
      try {
        return await this.ask(call, ...args);
      } catch (error) {
        if (!/NoQuorumError|OutcomeUnknownError/.test(String(error))) throw error;
      }
    }
  }

  /** Nothing of it runs from here on. */
  async kill(): Promise<void> {
    this.#isExpectedToEnd = true;
    this.#child.kill("SIGKILL");
    await this.#exit;
  }

  /** It stands still, and its connections stay. */
  pause(): void {
    this.#child.kill("SIGSTOP");
  }

  resume(): void {
    this.#child.kill("SIGCONT");
  }

  /** It may end by itself; resolves when it has. */
  async ended(): Promise<void> {
    this.#isExpectedToEnd = true;
    await this.#exit;
  }

  /** Closes its runtime, and ends. */
  async close(): Promise<void> {
    this.#isExpectedToEnd = true;
    await this.ask("close");
    this.#child.disconnect();
    await this.#exit;
  }

  #gone(): Error {
    return new Error(`${this.life} is gone`);
  }

  #onMessage(message: NodeMessage, onNews: (news: NodeNews) => void): void {
    if (message.type === "news") {
      onNews(message.news);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === "answer") waiting?.resolve(message.value);
    else waiting?.reject(new Error(`${this.life}: ${message.text}`));
  }
}

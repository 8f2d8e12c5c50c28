/** Planted bugs of the host: what stands around the consensus core. The host simulator catches them. */
import { type Mutant, mutant } from "./mutant.ts";

const REPLICA = "src/replica/replica.ts";

function host(name: string, story: string, patches: Mutant["patches"]): Mutant {
  return { name, story, patches, simulator: "host" };
}

function hostPatch(name: string, story: string, patch: Mutant["patches"][number]): Mutant {
  return host(name, story, [patch]);
}

export const HOST_MUTANTS: readonly Mutant[] = [
  hostPatch(
    "host: acknowledged before synced",
    "a follower's acknowledgement overtakes its write",
    {
      file: REPLICA,
      original: `    this.#work.append(message, snapshot === null`,
      replacement: `    const isEarly = (one: Message): boolean =>
      one.type === "appendResponse" && one.to !== this.#store.replicaId;
    this.#route(message.responses.filter(isEarly));
    const responses = message.responses.filter((one) => !isEarly(one));
    this.#work.append({ ...message, responses }, snapshot === null`,
    },
  ),
  hostPatch(
    "host: snapshot without its applied index",
    "index and rows of a snapshot are read at different moments",
    {
      file: "src/storage/group-store.ts",
      original: `    const view = this.#store.snapshot();
    return new GroupSnapshot(`,
      replacement: `    const store = this.#store;
    const view: ReturnType<typeof store.snapshot> = {
      get: (key) => store.get(key),
      scan: (range, options) => store.scan(range, options),
      close: () => Promise.resolve(),
    };
    return new GroupSnapshot(`,
    },
  ),
  hostPatch(
    "host: steps before the term's first entry",
    "a leader drives before it has applied what earlier leaders have committed",
    {
      file: "src/workflow/state-host.ts",
      original: `    if (this.#appliedIndex < this.#firstIndex) return;
`,
      replacement: "",
    },
  ),
  host(
    "host: steps without contact",
    "a leader that is cut off goes on leading, and calling steps",
    [
      {
        file: REPLICA,
        original: "    return this.contactLeftMs >= 0;\n",
        replacement: "    return this.contactLeftMs >= -Infinity;\n",
      },
      {
        file: "src/raft/step.ts",
        original: "    if (peer.config.checkQuorum) checkQuorum(peer);\n",
        replacement: "    if (peer.config.checkQuorum && peer.id < 0) checkQuorum(peer);\n",
      },
    ],
  ),
  hostPatch("host: queue popped twice", "a head takes the one behind it along", {
    file: "src/workflow/executor.ts",
    original: `    this.#queue.take();
    this.#now`,
    replacement: `    this.#queue.take();
    if (this.#queue.length > 1) this.#queue.take();
    this.#now`,
  }),
  hostPatch("host: state batch split", "state and applied index are two writes", {
    file: "src/storage/node-writes.ts",
    original: `    await this.#guarded("a save", () => this.#store.write(rows));
`,
    replacement: `    const isState = rows.keys.map((key) => key.includes("/state/"));
    const part = (state: boolean): BatchRows => ({
      keys: rows.keys.filter((_, at) => isState[at] === state),
      values: rows.values.filter((_, at) => isState[at] === state),
    });
    const write = (half: BatchRows): Promise<void> =>
      this.#guarded("a save", () => this.#store.write(half));
    if (isState.includes(true)) await write(part(true));
    await write(part(false));
`,
  }),
  host("host: stale term accepted", "a deposed leader's step settles in a later term of it", [
    {
      file: "src/workflow/driver.ts",
      original: `    for (const slot of slots) this.#abandonAll(slot, reason);
  }

  // ---- what executors have done`,
      replacement: `    void slots;
    void reason;
  }

  // ---- what executors have done`,
    },
    {
      file: "src/workflow/driver.ts",
      original: `if (drive.term !== this.#term || this.#proposeFor`,
      replacement: `if (drive.term === 0 || this.#proposeFor`,
    },
  ]),
  hostPatch("host: timer fired twice", "a timer that has fired stays pending", {
    file: "src/machine/machine.ts",
    original: `  appendEvent(run, entry, changes);
  removePending(run, key, changes);
  return APPLIED;`,
    replacement: `  appendEvent(run, entry, changes);
  return APPLIED;`,
  }),
  {
    ...mutant("host: TLS option ignored", "mutual TLS that asks for no certificate", {
      file: "src/transport/grpc-credentials.ts",
      original: `super({ requestCert: isMutual, rejectUnauthorized: isMutual }, context);`,
      replacement: `super({ requestCert: false, rejectUnauthorized: false }, context);`,
      scenario: "a node without a certificate of the cluster is refused",
    }),
    simulator: "host",
  },
];

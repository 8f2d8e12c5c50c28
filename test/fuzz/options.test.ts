// Goal: whatever a runtime is configured with, it is opened or told what is wrong. Method: options of all kinds, each known one right, odd or
// absent; they are checked options then, or an InvalidArgumentError that names a field. The seed is in the name.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineWorkflow } from "../../src/api/definition.ts";
import { InvalidArgumentError, RaftworkError } from "../../src/errors.ts";
import { checkLimits } from "../../src/replica/options.ts";
import { checkOptions, type RuntimeOptions } from "../../src/runtime/options.ts";
import { silentLogger } from "../../src/util/logger.ts";
import { Registry } from "../../src/workflow/registry.ts";
import { FUZZ_TEST_MS, fuzzing, fuzzSeeds } from "./fuzz.ts";
import { expectNoPollution, odd, oddOptions } from "./values.ts";

const INPUTS = 5000;
const workflow = defineWorkflow({ name: "fits", version: 1 }, async () => {});
const duration = fc.constantFrom<unknown>("10s", 0, 1000, "1.5h", "5m");
const count = fc.constantFrom<unknown>(0, 1, 1024, 65_536, 10_000_000);
const file = fc.constantFrom("ca.pem", "key.pem");
const address = fc.constantFrom<unknown>("a:1", "127.0.0.1:7400", "[::1]:80");
/** As a list, and one with holes in it. */
function list(item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const items = fc.array(item, { maxLength: 3 });
  const holes = fc.tuple(items, fc.nat({ max: 3 })).map(([given, at]) => {
    const sparse: unknown[] = [];
    given.forEach((one, index) => {
      sparse[index + at] = one;
    });
    return sparse;
  });
  return fc.oneof({ weight: 3, arbitrary: items }, { weight: 1, arbitrary: holes });
}
const node = oddOptions({ nodeId: fc.constantFrom("n1", "n2"), address });

const KNOWN: Readonly<Record<keyof RuntimeOptions, fc.Arbitrary<unknown>>> = {
  nodeId: fc.constantFrom("n1", "n2"),
  dataDir: fc.constant("data"),
  workflows: fc.oneof(fc.constant([workflow]), list(odd)),
  logger: fc.constant(silentLogger),
  logLevel: fc.constantFrom("warn", "silent"),
  replay: fc.constantFrom("always", "onEviction"),
  nonDurableAwait: fc.constantFrom("warn", "error"),
  verifyDeterminism: fc.constantFrom("always", "sampled", "off"),
  turnTimeout: duration,
  onStuckTurn: fc.constantFrom("report", "exit"),
  idleEviction: duration,
  maxResidentRuns: count,
  retention: oddOptions({ age: duration, runs: count }),
  payloadBytesMax: count,
  historyEventsMax: count,
  historyBytesMax: count,
  inFlightBytesMax: count,
  callTimeout: duration,
  lockTimeout: duration,
  closeOn: list(fc.constantFrom("SIGTERM", "SIGINT")),
  raftHost: fc.constantFrom("thread", "inline"),
  watchdog: fc.constantFrom<unknown>("15s", 500),
  busyPoll: fc.boolean(),
  listen: oddOptions({
    host: fc.constant("127.0.0.1"),
    port: fc.constantFrom(0, 7400),
    advertise: address,
  }),
  cluster: oddOptions({
    initialNodes: list(node),
    join: list(address),
    policy: fc.constantFrom("open", "restricted", "strict"),
    tls: oddOptions({
      ca: file,
      cert: file,
      key: file,
      mutual: fc.boolean(),
      serverName: file,
      watchMs: fc.constantFrom(0, 1000),
    }),
  }),
};
/** Words of a field's name in a message: the option, or one of its parts. */
const FIELD = /\b(WorkflowRuntime\.open|listen|cluster|retention|tls)\b/;

function check(given: unknown): ReturnType<typeof checkOptions> {
  return checkOptions(given as RuntimeOptions, {});
}

/** What checkOptions makes of it, or null when it was refused as it must be. */
function checked(given: unknown): ReturnType<typeof checkOptions> | null {
  try {
    return check(given);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidArgumentError);
    const { message } = error as InvalidArgumentError;
    const isNamed = FIELD.test(message) || Object.keys(KNOWN).some((key) => message.includes(key));
    expect(isNamed, message).toBe(true);
    return null;
  }
}

describe.each(fuzzSeeds())("options (SEED=%d)", (seed) => {
  test(
    "whatever is given is checked, or refused by the name of what is wrong",
    () => {
      const property = fc.property(oddOptions(KNOWN), (given) => {
        const options = checked(given);
        expectNoPollution();
        if (options !== null) expectFit(options);
      });
      fc.assert(property, fuzzing(seed, INPUTS));
    },
    FUZZ_TEST_MS,
  );

  test.each(Object.keys(KNOWN))(
    "%s alone: any value is taken or refused",
    (key) => {
      const beside = { dataDir: "data", nodeId: "n1", listen: { port: 0 } };
      const property = fc.property(odd, (value) => {
        const options = checked({ ...beside, [key]: value });
        if (options !== null) expectFit(options);
      });
      fc.assert(property, fuzzing(seed, 100));
    },
    FUZZ_TEST_MS,
  );
});

/** What was taken is what everything behind it relies on. */
function expectFit(options: ReturnType<typeof checkOptions>): void {
  const { nodeId, dataDir, limits, closeOn, cluster, workflows, execution, retention } = options;
  expect([typeof nodeId, typeof dataDir]).toEqual(["string", "string"]);
  const numbers = [
    options.turnTimeoutMs,
    options.callTimeoutMs,
    options.lockTimeoutMs,
    options.watchdogMs,
    retention.ageMs,
    retention.endedRunsMax,
    execution.idleEvictionMs,
  ];
  expect(numbers.filter((number) => !(Number.isSafeInteger(number) && number >= 0))).toEqual([]);
  expect(closeOn.filter((signal) => signal !== "SIGINT" && signal !== "SIGTERM")).toEqual([]);
  for (const { nodeId: id } of cluster?.options.initialNodes ?? [])
    expect(typeof id).toBe("string");
  for (const one of cluster?.options.join ?? []) expect(typeof one).toBe("string");
  // The replica has ranges of its own; its errors are of the same kind.
  expectRefusedAtMost(() => checkLimits(limits));
  const registry = new Registry();
  for (const one of workflows) expectRefusedAtMost(() => registry.add(one));
}

function expectRefusedAtMost(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(RaftworkError);
  }
}

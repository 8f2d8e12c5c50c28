import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as errors from "../../src/errors.ts";
import { raftwork } from "../../src/gen/raftwork.js";
import type { Failure } from "../../src/model/command.ts";
import { failureToWire } from "../../src/model/command.ts";
import {
  CAUSES_MAX,
  ERRORS_MAX,
  errorOf,
  FAILURE_BYTES_MAX,
  failureOf,
  matchesError,
} from "../../src/model/failure.ts";
import { decodePayload } from "../../src/model/payload-codec.ts";

class CardDeclined extends Error {
  override readonly name = "CardDeclined";
  readonly code = 402;
  readonly card = { last4: "4242", at: new Date(0) };
}

function there(error: unknown): Error {
  return errorOf(failureOf(error));
}

function depthOf(failure: Failure): number {
  return failure.cause === null ? 0 : 1 + depthOf(failure.cause);
}

function sizeOf(failure: Failure): number {
  return raftwork.Failure.encode(failureToWire(failure)).finish().length;
}

describe("an error comes back", () => {
  test.each([Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError])(
    "as itself when it is built in: %o",
    (built) => {
      const error = Object.assign(new built("no", { cause: new Error("why") }), { detail: 1 });
      const back = there(error);
      expect(Object.getPrototypeOf(back)).toBe(built.prototype);
      expect(back).toEqual(error);
      expect(back.stack).toBe(error.stack);
      expect(Object.keys(back)).toEqual(["detail"]);
    },
  );

  test("as Error with its name when its class is the user's", () => {
    const back = there(new CardDeclined("declined"));
    expect(Object.getPrototypeOf(back)).toBe(Error.prototype);
    expect(back.name).toBe("CardDeclined");
    expect(back).toMatchObject({ code: 402, card: { last4: "4242", at: new Date(0) } });
  });

  test("as itself when it is Raftwork's", () => {
    const error = new errors.StepFailedError({
      stepName: "charge",
      attempts: 3,
      cause: new CardDeclined("x"),
    });
    const back = there(error);
    expect(back).toBeInstanceOf(errors.StepFailedError);
    expect(back).toBeInstanceOf(errors.RaftworkError);
    expect(back).toMatchObject({ code: "ERR_STEP_FAILED", retryable: false, attempts: 3 });
    expect(back.cause).toMatchObject({ name: "CardDeclined", message: "x" });
    expect(back.stack).toBe(error.stack);
  });

  test("as Error when it only has the name of one of Raftwork's", () => {
    const back = there(Object.assign(new Error("mine"), { name: "StepFailedError" }));
    expect(back).not.toBeInstanceOf(errors.RaftworkError);
    expect(back.name).toBe("StepFailedError");
  });

  test("with the errors of an AggregateError", () => {
    const error = new AggregateError([new TypeError("a"), "b"], "both", { cause: new Error("c") });
    const back = there(error);
    expect(back).toBeInstanceOf(AggregateError);
    expect((back as AggregateError).errors).toEqual([
      new TypeError("a"),
      Object.assign(new Error("b"), { thrown: "b" }),
    ]);
    expect(back.cause).toEqual(new Error("c"));
  });

  test("from its bytes as from itself", () => {
    const failure = failureOf(new CardDeclined("declined", { cause: new TypeError("t") }));
    expect(failure.code).toBe("402");
    expect(failure.errors).toBeNull();
    expect(decodePayload(failure.fields, "fields")).toMatchObject({ code: 402 });
  });

  test("every one of Raftwork's classes has the code that its name says", () => {
    // The revival relies on it: by the code it tells ours from a user's class of the same name.
    const made: errors.RaftworkError[] = [
      new errors.PayloadTooLargeError({ field: "x", limitBytes: 1, actualBytes: 2 }),
      new errors.UnserializableValueError({ path: "x", reason: "y" }),
      new errors.InvalidArgumentError({ field: "x", expected: "y", found: "z" }),
      new errors.VariableExistsError({ name: "x" }),
      new errors.ContextMisuseError({ call: "x", where: "y" }),
      new errors.RunClosedError({ workflowId: "x", status: "failed" }),
      new errors.WorkflowFailedError({ workflowId: "x", cause: new Error("y") }),
      new errors.WorkflowTerminatedError({ workflowId: "x", reason: null }),
      new errors.WorkflowAlreadyStartedError({ workflowId: "x", status: "running" }),
      new errors.WaitTimeoutError({ workflowId: "x", timeoutMs: 5 }),
      new errors.OverloadedError({ limitBytes: 1, inFlightBytes: 2 }),
      new errors.NotLeaderError({ group: 1, term: 2 }),
      new errors.RuntimeClosedError(),
    ];
    for (const error of made) {
      const back = there(error);
      expect(Object.getPrototypeOf(back)).toBe(Object.getPrototypeOf(error));
      expect(back).toEqual(error);
    }
  });
});

describe("what was thrown and is no error becomes one", () => {
  test.each<{ thrown: unknown; message: string; kept: unknown }>([
    { thrown: "out of stock", message: "out of stock", kept: "out of stock" },
    { thrown: 42, message: "42", kept: 42 },
    { thrown: undefined, message: "undefined", kept: undefined },
    { thrown: null, message: "null", kept: null },
    { thrown: 5n, message: "5", kept: 5n },
    { thrown: Symbol("x"), message: "Symbol(x)", kept: undefined },
    { thrown: { status: 404 }, message: '{"status":404}', kept: { status: 404 } },
  ])("$thrown", ({ thrown, message, kept }) => {
    const back = there(thrown);
    expect(back).toBeInstanceOf(Error);
    expect(back.message).toBe(message);
    expect(back).toHaveProperty("name", "Error");
    expect((back as { thrown?: unknown }).thrown).toEqual(kept);
  });

  test("an object that has a message counts as an error", () => {
    const back = there({ name: "HttpError", message: "gone", status: 410 });
    expect(back).toMatchObject({ name: "HttpError", message: "gone", status: 410 });
  });
});

describe("the size", () => {
  test.each<{ name: string; error: () => Error }>([
    { name: "a long message", error: () => new Error("é".repeat(1_000_000)) },
    {
      name: "a long stack",
      error: () => Object.assign(new Error("x"), { stack: "s".repeat(1e6) }),
    },
    { name: "large fields", error: () => Object.assign(new Error("x"), { body: "b".repeat(1e6) }) },
    {
      name: "many fields",
      error: () =>
        Object.assign(
          new Error("x"),
          Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`f${at}`, "y".repeat(200)])),
        ),
    },
    {
      name: "long causes",
      error: () => {
        let error = new Error("m".repeat(5000));
        for (let at = 0; at < 20; at += 1) error = new Error("m".repeat(5000), { cause: error });
        return error;
      },
    },
    {
      name: "many errors of errors",
      error: () => {
        const leaves = Array.from({ length: 100 }, () => new Error("leaf ".repeat(100)));
        return new AggregateError(
          leaves.map(() => new AggregateError(leaves, "inner")),
          "outer",
        );
      },
    },
  ])("is at most 16 KiB: $name", ({ error }) => {
    const failure = failureOf(error());
    expect(sizeOf(failure)).toBeLessThanOrEqual(FAILURE_BYTES_MAX);
    expect(failure.message).not.toBe("");
  });

  test("keeps 8 causes", () => {
    let error = new Error("0");
    for (let at = 1; at < 20; at += 1) error = new Error(`${at}`, { cause: error });
    const failure = failureOf(error);
    expect(depthOf(failure)).toBe(CAUSES_MAX);
    expect(failure.cause?.cause?.message).toBe("17");
  });

  test("keeps 32 errors of an AggregateError", () => {
    const many = Array.from({ length: 100 }, (_, at) => new Error(`${at}`));
    expect(failureOf(new AggregateError(many, "many")).errors).toHaveLength(ERRORS_MAX);
  });

  test("drops only the fields that cannot be written", () => {
    const error = Object.assign(new Error("x"), {
      status: 500,
      request: () => 1,
      big: "b".repeat(100_000),
      when: new Date(1),
    });
    expect(there(error)).toMatchObject({ status: 500, when: new Date(1) });
    expect(Object.keys(there(error))).toEqual(["status", "when"]);
  });

  test("cuts between characters and says so", () => {
    const { message } = failureOf(new Error("😀".repeat(5000)));
    expect(message.endsWith("😀…")).toBe(true);
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096);
  });
});

describe("taking an error apart never throws", () => {
  const loud = (): never => {
    throw new Error("loud");
  };
  const everyTrap = new Proxy(
    {},
    {
      get: loud,
      has: loud,
      ownKeys: loud,
      getPrototypeOf: loud,
      getOwnPropertyDescriptor: loud,
    },
  );
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const cyclic = new Error("cyclic");
  cyclic.cause = cyclic;
  const loop = new AggregateError([], "loop");
  loop.errors.push(loop);

  test.each<{ name: string; thrown: unknown }>([
    { name: "a proxy all of whose traps throw", thrown: everyTrap },
    { name: "a revoked proxy", thrown: revoked.proxy },
    { name: "an error whose cause is that", thrown: new Error("x", { cause: everyTrap }) },
    {
      name: "fields that throw",
      thrown: Object.defineProperty(new Error("x"), "f", { enumerable: true, get: loud }),
    },
    {
      name: "a message that throws",
      thrown: Object.defineProperty(new Error("x"), "message", { get: loud }),
    },
    { name: "a name that is no string", thrown: Object.assign(new Error("x"), { name: 5 }) },
    { name: "a toJSON that throws", thrown: { toJSON: loud } },
    { name: "a cause that is the error itself", thrown: cyclic },
    { name: "an aggregate of itself", thrown: loop },
    {
      name: "errors that are no array",
      thrown: Object.assign(new AggregateError([]), { errors: 5 }),
    },
    {
      name: "errors that throw",
      thrown: Object.assign(new AggregateError([]), { errors: revoked.proxy }),
    },
    { name: "a function", thrown: () => 1 },
    {
      name: "fields with prototype's names",
      thrown: Object.assign(new Error("x"), JSON.parse('{"constructor":1}')),
    },
    { name: "lone surrogates", thrown: new Error("\ud800 and \udc00") },
  ])("$name", ({ thrown }) => {
    const failure = failureOf(thrown);
    const back = errorOf(failure);
    expect(back).toBeInstanceOf(Error);
    expect(typeof back.stack).toBe("string");
    expect(/\p{Surrogate}/u.test(failure.message)).toBe(false);
  });

  test("nor does it for anything else (SEED=51)", () => {
    const property = fc.property(fc.anything({ withBigInt: true, withMap: true }), (thrown) => {
      expect(errorOf(failureOf(thrown))).toBeInstanceOf(Error);
      const error = Object.assign(new Error("x", { cause: thrown }), { thrown });
      expect(sizeOf(failureOf(error))).toBeLessThanOrEqual(FAILURE_BYTES_MAX);
    });
    fc.assert(property, { seed: 51, numRuns: 1000 });
  });

  test("nor where Object.prototype is frozen", () => {
    const shared: object = Object.prototype;
    const before = Object.getOwnPropertyDescriptor(shared, "toString") ?? {};
    const fields = { toString: "text", other: 1 };
    const bad = { ...fields, bad: () => 1 };
    Object.defineProperty(shared, "toString", { ...before, writable: false });
    let failures: Failure[] = [];
    try {
      failures = [fields, bad].map((own) => failureOf(Object.assign(new Error("x"), own)));
    } finally {
      Object.defineProperty(shared, "toString", before);
    }
    for (const failure of failures)
      expect(Object.entries(errorOf(failure))).toEqual(Object.entries(fields));
  });

  test("and fields that cannot be read are left out", () => {
    const failure = { ...failureOf(new Error("x")), fields: Uint8Array.of(9, 9) };
    expect(errorOf(failure)).toEqual(new Error("x"));
  });
});

describe("matchesError", () => {
  const declined = new CardDeclined("no");
  const wrapped = new Error("outer", { cause: new TypeError("inner", { cause: declined }) });

  test("finds class and name, also among causes, also after the log", () => {
    for (const error of [declined, wrapped, there(declined), there(wrapped)]) {
      expect(matchesError(error, CardDeclined)).toBe(true);
      expect(matchesError(error, "CardDeclined")).toBe(true);
      expect(matchesError(error, RangeError)).toBe(false);
      expect(matchesError(error, "Declined")).toBe(false);
    }
    expect(matchesError(wrapped, TypeError)).toBe(true);
    expect(matchesError(there(wrapped), Error)).toBe(true);
  });

  test("ends on causes that go round, and on what is no error", () => {
    const cyclic = new Error("x");
    cyclic.cause = cyclic;
    expect(matchesError(cyclic, "Other")).toBe(false);
    for (const thrown of [undefined, null, 5, "CardDeclined"]) {
      expect(matchesError(thrown, "CardDeclined")).toBe(false);
    }
  });
});

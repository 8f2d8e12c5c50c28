/** Goal: what listeners of abort signals throw or reject with is taken, and never the end of the process. */
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { guardedController } from "../../src/workflow/guarded-abort.ts";

test("what an async listener rejects with is taken, also when its promise is of another realm", async () => {
  const failed = new Promise((resolve) => {
    const controller = guardedController(resolve);
    const listener = runInNewContext("async () => { throw new Error('elsewhere'); }") as () => void;
    controller.signal.addEventListener("abort", listener);
    controller.abort();
  });
  expect(await failed).toMatchObject({ message: "elsewhere" });
});

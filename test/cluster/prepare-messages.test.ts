// What a schema says of an input comes back from the node that has it, whatever the words.
import { expect, test } from "vitest";
import { decodePrepareAnswer, encodePrepareAnswer } from "../../src/cluster/prepare-messages.ts";

test("issues with half a character in key or words are still issues", () => {
  const issues = [{ message: "got \ud83d", path: "a.\udc00" }];
  expect(decodePrepareAnswer(encodePrepareAnswer({ type: "invalid", issues }))).toEqual({
    type: "invalid",
    issues: [{ message: "got \ufffd", path: "a.\ufffd" }],
  });
});

// Calls on their way to a leader that cannot take them: whether they may have happened.
import { expect, test } from "vitest";
import { forwardTo } from "../../src/cluster/leader-calls.ts";
import { METHODS } from "../../src/cluster/messages.ts";
import { silentLogger } from "../../src/util/logger.ts";
import { CLUSTER, introduce, NETS, type Net, type TestNode } from "../transport/nets.ts";

function forward(net: Net, { transport }: TestNode): ReturnType<typeof forwardTo> {
  const command = new Uint8Array(3);
  const abortSignal = new AbortController().signal;
  return net.finish(forwardTo("b", { transport, logger: silentLogger, command, abortSignal }));
}

test.each(NETS)(
  "a call for a node that is starting did not happen, one that failed there may have ($name)",
  async ({ make }) => {
    await using net = make();
    const a = await net.node("a");
    const b = await net.emptyNode("b");
    introduce(a, b);
    b.transport.handle(METHODS.call, () => Promise.reject(new Error("out of luck")));
    expect(await forward(net, a)).toEqual({ type: "refused" });
    b.transport.identify({ clusterId: CLUSTER, incarnation: 1 });
    expect(await forward(net, a)).toEqual({ type: "unknown" });
  },
);

test.each(NETS)(
  "a call for a node that has its identity and does not take calls yet did not happen ($name)",
  async ({ make }) => {
    await using net = make();
    const a = await net.node("a");
    const b = await net.node("b");
    introduce(a, b);
    expect(await forward(net, a)).toEqual({ type: "refused" });
  },
);

test.each(NETS)(
  "a call for a node that says it is another one did not happen ($name)",
  async ({ make }) => {
    await using net = make();
    const a = await net.node("a");
    const b = await net.emptyNode("b");
    introduce(a, b);
    let calls = 0;
    b.transport.handle(METHODS.call, () => {
      calls += 1;
      return Promise.reject(new Error("out of luck"));
    });
    b.transport.identify({ clusterId: "another cluster", incarnation: 1 });
    expect(await forward(net, a)).toEqual({ type: "refused" });
    expect(calls).toBe(0);
  },
);

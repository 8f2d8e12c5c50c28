// Real processes: a node that is killed is noticed by its closed connections, long before any timeout.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openGrpcTransport } from "../../src/transport/grpc-transport.ts";
import { CLUSTER, messageOf, Recorder } from "./nets.ts";

test("a process that is killed is down at once, its calls break, and its successor is found", async () => {
  await using transport = await openGrpcTransport({ nodeId: "parent" });
  let look = (): void => {};
  const recorder = new Recorder(() => look());
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (condition()) resolve();
      };
      look();
    });
  transport.identify({ clusterId: CLUSTER, incarnation: 1 });
  transport.attach(recorder);
  const own = await transport.listen();
  for (let life = 1; life <= 2; life += 1) {
    const script = fileURLToPath(new URL("./node-child.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", script, "child", own], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const gone = once(child, "exit");
    const [address] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    transport.setPeers([{ nodeId: "child", address }]);
    await until(() => recorder.up.length === life);
    // Its stream from here may come a moment later than ours from it: sent again until one comes back.
    const received = recorder.received.length;
    const beat = (): void => transport.send("child", [messageOf({ type: "heartbeat", to: 2 })]);
    const reports = recorder.unreachable.length;
    beat();
    await until(() => {
      const isBack = recorder.received.length > received;
      if (!isBack && recorder.unreachable.length > reports) setImmediate(beat);
      return isBack;
    });
    const options = { payload: new Uint8Array(0), timeoutMs: Infinity };
    const call = transport.call("child", "wait", options).catch((error: unknown) => error);
    await until(() => recorder.messages.at(-1)?.type === "heartbeatResponse");
    child.kill("SIGKILL");
    await gone;
    const exitAt = performance.now();
    await until(() => recorder.down.length === life);
    // No timeout of the transport is shorter than a second; the slack is for a busy machine.
    expect(performance.now() - exitAt).toBeLessThan(500);
    expect(await call).toMatchObject({ code: "ERR_PEER_UNREACHABLE", maybeDelivered: true });
  }
});

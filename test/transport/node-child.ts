// A node in a process of its own: prints its address, takes the parent's as its only peer, sends every message back.
import { openGrpcTransport } from "../../src/transport/grpc-transport.ts";
import { CLUSTER, messageOf } from "./nets.ts";

const [nodeId = "", parent = ""] = process.argv.slice(2);
const transport = await openGrpcTransport({ nodeId });
transport.identify({ clusterId: CLUSTER, incarnation: 1 });
transport.attach({
  onMessages: (from, messages) => transport.send(from, messages),
  onPeerUp: () => {},
  onPeerDown: () => {},
  onUnreachable: () => {},
  onSnapshot: async ({ chunks }) => {
    for await (const part of chunks) if (part.length === 0) throw new Error("an empty part");
  },
});
// Says that it has the call, and never answers.
transport.handle("wait", () => {
  transport.send("parent", [messageOf({ type: "heartbeatResponse", to: 1 })]);
  return new Promise(() => {});
});
const address = await transport.listen();
transport.setPeers([{ nodeId: "parent", address: parent }]);
process.stdout.write(`${address}\n`);

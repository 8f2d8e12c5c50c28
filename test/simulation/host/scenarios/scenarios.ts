/** Promises of the host that can be broken without a simulated run that shows it soon, or at all: about real sockets, and rare moments. */

import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import { openGrpcTransport } from "../../../../src/transport/grpc-transport.ts";
import { formerStatesAreSilent } from "./state.ts";
import { filesFollowEachOther, votesStay } from "./storage.ts";

/** Relative to the project, which the process runs in. */
const FILES = "test/transport/testdata/tls";

/** Scenarios by name. Each throws, or rejects, when its promise is broken. */
export const HOST_SCENARIOS: ReadonlyMap<string, () => Promise<void>> = new Map([
  ["a node without a certificate of the cluster is refused", strangersAreRefused],
  ["a file of the journal goes on where the one before it ends", filesFollowEachOther],
  ["a vote outlives the file that it was written to", votesStay],
  ["nothing is answered for a state that a snapshot has replaced", formerStatesAreSilent],
]);

async function strangersAreRefused(): Promise<void> {
  const tls = { ca: `${FILES}/ca.pem`, cert: `${FILES}/a.pem`, key: `${FILES}/a.key` };
  const transport = await openGrpcTransport({ nodeId: "a", tls });
  try {
    const address = await transport.listen();
    const ca = readFileSync(tls.ca);
    const [cert, key] = [readFileSync(`${FILES}/b.pem`), readFileSync(`${FILES}/b.key`)];
    // That somebody is let in shows that the others are not refused for another reason.
    if (!(await isGreeted(address, { ca, cert, key }))) throw new Error("a member was refused");
    if (await isGreeted(address, { ca })) throw new Error("one without a certificate was let in");
  } finally {
    await transport.close();
  }
}

/** Whether a server sends bytes of its own behind the handshake. */
function isGreeted(
  address: string,
  options: { readonly ca: Buffer; readonly cert?: Buffer; readonly key?: Buffer },
): Promise<boolean> {
  return new Promise((resolve) => {
    const port = Number(address.split(":")[1]);
    const socket = connect({ host: "127.0.0.1", port, ALPNProtocols: ["h2"], ...options });
    const end = (isIn: boolean): void => {
      socket.destroy();
      resolve(isIn);
    };
    socket.on("data", () => end(true));
    socket.on("error", () => end(false));
    socket.on("close", () => end(false));
  });
}

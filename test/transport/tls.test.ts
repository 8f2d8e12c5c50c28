// TLS fails closed. Method: real sockets, looked at from outside: a client without a certificate, bytes on the
// wire, files that are missing, do not fit, or change.

import { X509Certificate } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, connect } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../src/errors.ts";
import { openGrpcTransport } from "../../src/transport/grpc-transport.ts";
import type { TlsOptions } from "../../src/transport/tls.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { type Logger, silentLogger } from "../../src/util/logger.ts";
import { CLUSTER, introduce, messageOf, Proxy, Recorder, type TestNode } from "./nets.ts";

const files = fileURLToPath(new URL("testdata/tls/", import.meta.url));
const MARK = "a text that nobody else shall read";
const settings = { redialMinMs: 5, redialMaxMs: 20 };
const cleanups: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

function tlsOf(name: string, more: Partial<TlsOptions> = {}): TlsOptions {
  return { ca: `${files}ca.pem`, cert: `${files}${name}.pem`, key: `${files}${name}.key`, ...more };
}

async function open(nodeId: string, tls?: TlsOptions, logger?: Logger): Promise<Transport> {
  const transport = await openGrpcTransport({ nodeId, tls, settings, logger });
  cleanups.push(() => transport.close());
  return transport;
}

interface Seen {
  readonly node: TestNode;
  readonly proxy: Proxy;
  /** Resolves when the condition holds, looked at whenever the node hears something. */
  readonly until: (condition: () => boolean) => Promise<void>;
}

async function node(nodeId: string, tls?: TlsOptions): Promise<Seen> {
  const transport = await open(nodeId, tls);
  const { proxy, address } = await Proxy.open(await transport.listen());
  cleanups.push(() => proxy.close());
  let look = (): void => {};
  const recorder = new Recorder(() => look());
  transport.identify({ clusterId: CLUSTER, incarnation: 1 });
  transport.attach(recorder);
  transport.handle("echo", (payload) => Promise.resolve(payload));
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (condition()) resolve();
      };
      look();
    });
  return { node: { transport, recorder, address }, proxy, until };
}

/** What a TLS client sees that speaks no gRPC: bytes of the server's own, or the end. */
function visit(address: string, options: ConnectionOptions): Promise<"greeted" | "refused"> {
  return new Promise((resolve) => {
    const port = Number(address.split(":")[1]);
    const socket = connect({ host: "127.0.0.1", port, ALPNProtocols: ["h2"], ...options });
    const end = (seen: "greeted" | "refused"): void => {
      socket.destroy();
      resolve(seen);
    };
    socket.on("data", () => end("greeted"));
    socket.on("error", () => end("refused"));
    socket.on("close", () => end("refused"));
  });
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function talk(tls?: (name: string) => TlsOptions): Promise<Seen[]> {
  const [a, b] = [await node("a", tls?.("a")), await node("b", tls?.("b"))];
  introduce(a.node, b.node);
  await Promise.all(
    [a, b].map(({ until, node: { recorder } }) => until(() => recorder.up.length > 0)),
  );
  a.node.transport.send("b", [messageOf({ type: "heartbeat", to: 2, context: bytesOf(MARK) })]);
  await b.until(() => b.node.recorder.received.length === 1);
  const answer = await a.node.transport.call("b", "echo", { payload: bytesOf(MARK) });
  expect(new TextDecoder().decode(answer)).toBe(MARK);
  b.node.recorder.takeSnapshot = async ({ chunks }) => {
    for await (const part of chunks) expect(new TextDecoder().decode(part)).toBe(MARK);
  };
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(bytesOf(MARK));
  };
  await a.node.transport.sendSnapshot("b", { header: bytesOf(MARK), chunks: chunks() });
  return [a, b];
}

function seenOnTheWire(seen: readonly Seen[], text: string): boolean {
  return seen.some(({ proxy }) => Buffer.concat(proxy.seen).includes(text));
}

describe("TLS between nodes", () => {
  test("frames, calls and snapshots go through, and the wire shows nothing of them", async () => {
    const plain = await talk();
    expect(seenOnTheWire(plain, MARK)).toBe(true);
    const secret = await talk(tlsOf);
    expect(seenOnTheWire(secret, MARK)).toBe(false);
    expect(seenOnTheWire(secret, CLUSTER)).toBe(false);
  });

  test("a client without a certificate, or with one of a stranger, is refused", async () => {
    const a = await open("a", tlsOf("a"));
    const address = await a.listen();
    const ca = readFileSync(`${files}ca.pem`);
    const pair = (name: string): ConnectionOptions => ({
      ca,
      cert: readFileSync(`${files}${name}.pem`),
      key: readFileSync(`${files}${name}.key`),
    });
    expect(await visit(address, { ca })).toBe("refused");
    expect(await visit(address, { ca, maxVersion: "TLSv1.2" })).toBe("refused");
    expect(await visit(address, pair("stranger"))).toBe("refused");
    expect(await visit(address, pair("expired"))).toBe("refused");
    expect(await visit(address, pair("b"))).toBe("greeted");
  });

  test("without mutual TLS a client needs no certificate, and still finds the right server only", async () => {
    const a = await open("a", tlsOf("a", { mutual: false }));
    const address = await a.listen();
    expect(await visit(address, { ca: readFileSync(`${files}ca.pem`) })).toBe("greeted");
    a.handle("echo", (payload) => Promise.resolve(payload));
    const b = await open("b", tlsOf("b", { mutual: false }));
    expect(await b.call({ address }, "echo", { payload: bytesOf("x") })).toEqual(bytesOf("x"));
    const c = await open("c", tlsOf("b", { mutual: false, ca: `${files}other-ca.pem` }));
    await expect(c.call({ address }, "echo", { payload: bytesOf("x") })).rejects.toMatchObject({
      code: "ERR_PEER_UNREACHABLE",
      maybeDelivered: false,
    });
  });

  test.each([
    { what: "plain text to TLS", caller: undefined, answerer: tlsOf("b") },
    { what: "TLS to plain text", caller: tlsOf("a"), answerer: undefined },
    { what: "a stranger's certificate", caller: tlsOf("stranger"), answerer: tlsOf("b") },
    { what: "a server with a stranger's", caller: tlsOf("a"), answerer: tlsOf("stranger") },
    { what: "a certificate for another name", caller: tlsOf("a"), answerer: tlsOf("named") },
  ])("$what reaches nobody and tells nothing", async ({ caller, answerer }) => {
    const a = await open("a", caller);
    const b = await node("b", answerer);
    const call = a.call({ address: b.node.address }, "echo", { payload: bytesOf(MARK) });
    await expect(call).rejects.toMatchObject({ code: "ERR_PEER_UNREACHABLE" });
    // Plain text is what its sender chose; nobody else ever falls back to it.
    if (caller !== undefined) expect(seenOnTheWire([b], MARK)).toBe(false);
  });

  test("serverName is the name that certificates are for, whatever the address", async () => {
    const serverName = "cluster.test";
    const a = await open("a", tlsOf("named", { serverName }));
    const b = await node("b", tlsOf("named", { serverName }));
    const call = a.call({ address: b.node.address }, "echo", { payload: bytesOf("x") });
    expect(await call).toEqual(bytesOf("x"));
  });
});

describe("TLS options", () => {
  const garbage = fileURLToPath(import.meta.url);

  test.each([
    {
      field: "tls.cert",
      tls: { ...tlsOf("a"), cert: `${files}none.pem` },
      found: /none\.pem: ENOENT/,
    },
    { field: "tls.key", tls: { ...tlsOf("a"), key: files }, found: /EISDIR/ },
    { field: "tls.ca", tls: { ...tlsOf("a"), ca: garbage }, found: /with a certificate/ },
    { field: "tls.cert", tls: { ...tlsOf("a"), cert: garbage }, found: /with a certificate/ },
    { field: "tls.key", tls: { ...tlsOf("a"), key: garbage }, found: /private key/ },
    { field: "tls.key", tls: { ...tlsOf("a"), key: tlsOf("b").key }, found: /another certificate/ },
    { field: "tls.cert", tls: tlsOf("expired"), found: /expired at/ },
    { field: "tls.key", tls: { ca: "ca", cert: "cert" }, found: /got nothing/ },
    { field: "tls.ca", tls: { ...tlsOf("a"), ca: "" }, found: /path of a PEM file/ },
    { field: "tls.mutual", tls: { ...tlsOf("a"), mutual: "no" }, found: /got "no"/ },
    { field: "tls.watchMs", tls: { ...tlsOf("a"), watchMs: -1 }, found: /got -1/ },
    { field: "tls.serverName", tls: { ...tlsOf("a"), serverName: "" }, found: /a name/ },
    { field: "tls.certificate", tls: { ...tlsOf("a"), certificate: "x" }, found: /unknown option/ },
  ])("$field that cannot be honoured is an error at the start: $found", async (row) => {
    const opening = open("a", row.tls as TlsOptions);
    await expect(opening).rejects.toBeInstanceOf(InvalidArgumentError);
    await expect(opening).rejects.toMatchObject({ field: row.field });
    await expect(opening).rejects.toThrow(row.found);
  });
});

describe("TLS files that change", () => {
  interface Place {
    readonly tls: TlsOptions;
    readonly put: (name: string) => void;
  }

  function place(more: Partial<TlsOptions> = {}): Place {
    const directory = mkdtempSync(join(tmpdir(), "raftwork-tls-"));
    cleanups.push(() => rmSync(directory, { recursive: true }));
    const tls = {
      ca: join(directory, "ca.pem"),
      cert: join(directory, "node.pem"),
      key: join(directory, "node.key"),
      ...more,
    };
    const put = (name: string): void => {
      copyFileSync(`${files}ca.pem`, tls.ca);
      copyFileSync(`${files}${name}.pem`, tls.cert);
      copyFileSync(`${files}${name}.key`, tls.key);
    };
    put("a");
    return { tls, put };
  }

  /** The subject of the certificate that a server shows. */
  function shown(address: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const port = Number(address.split(":")[1]);
      const { ca, cert, key } = {
        ca: readFileSync(`${files}ca.pem`),
        cert: readFileSync(`${files}b.pem`),
        key: readFileSync(`${files}b.key`),
      };
      const socket = connect({ host: "127.0.0.1", port, ca, cert, key, ALPNProtocols: ["h2"] });
      socket.on("error", reject);
      socket.on("secureConnect", () => {
        const { raw } = socket.getPeerCertificate();
        socket.destroy();
        resolve(new X509Certificate(raw).subject);
      });
    });
  }

  test("reload uses new files for new connections on both sides, and keeps those before when they are bad", async () => {
    const { tls, put } = place({ watchMs: 0 });
    const a = await open("a", tls);
    const address = await a.listen();
    expect(await shown(address)).toBe("CN=a");
    put("a-renewed");
    expect(await shown(address)).toBe("CN=a");
    await a.reload();
    expect(await shown(address)).toBe("CN=a-renewed");
    const b = await open("b", tlsOf("b"));
    b.handle("echo", (payload) => Promise.resolve(payload));
    const target = { address: await b.listen() };
    expect(await a.call(target, "echo", { payload: bytesOf("x") })).toEqual(bytesOf("x"));
    writeFileSync(tls.key, "nothing");
    await expect(a.reload()).rejects.toMatchObject({ field: "tls.key" });
    expect(await shown(address)).toBe("CN=a-renewed");
  });

  test("files that change are found, and files that are not fit are reported and not used", async () => {
    const { tls, put } = place({ watchMs: 5 });
    const waiting: { message: string; resolve: () => void }[] = [];
    const hear = (_fields: object, message: string): void => {
      for (const one of waiting) if (one.message === message) one.resolve();
    };
    const said = (message: string): Promise<void> =>
      new Promise((resolve) => {
        waiting.push({ message, resolve });
      });
    const logger: Logger = { ...silentLogger, info: hear, error: hear, child: () => logger };
    const a = await open("a", tls, logger);
    const address = await a.listen();
    const bad = said("TLS files changed and are not fit; those before stay");
    writeFileSync(tls.cert, "nothing");
    await bad;
    expect(await shown(address)).toBe("CN=a");
    const good = said("TLS files read again");
    put("a-renewed");
    await good;
    expect(await shown(address)).toBe("CN=a-renewed");
  });
});

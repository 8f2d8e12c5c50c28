/**
 * TLS between nodes: which files, whether they are fit, and reading them again when they change.
 *
 * Invariant: fails closed. What is missing, unreadable, expired or does not fit together is an error at the start;
 * later the files before stay in use. There is no way from here to plain text.
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { InvalidArgumentError } from "../errors.ts";

/** TLS of a cluster: every node has a certificate that the same authorities signed. */
export interface TlsOptions {
  /** File with the certificates of the authorities that are believed, PEM. */
  readonly ca: string;
  /** File with this node's certificate and those between it and the authority, PEM. */
  readonly cert: string;
  /** File with this node's private key, PEM, without a passphrase. */
  readonly key: string;
  /** Whether nodes that connect must have a certificate too. @defaultValue true */
  readonly mutual?: boolean | undefined;
  /** Name that every node's certificate is for. @defaultValue the host of each address */
  readonly serverName?: string | undefined;
  /** How often the files are looked at for changes, in ms; 0 never. @defaultValue 10,000 */
  readonly watchMs?: number | undefined;
}

/** The contents of the files, checked. */
export interface TlsMaterial {
  readonly context: SecureContextOptions;
  /** Changes when a file does. */
  readonly version: string;
}

const FILES = ["ca", "cert", "key"] as const;
const KNOWN: ReadonlySet<string> = new Set([...FILES, "mutual", "serverName", "watchMs"]);

/** Checks the options themselves. @throws {InvalidArgumentError} naming the field and what was given. */
export function checkTlsOptions(options: TlsOptions): void {
  // Callers without types can pass anything. Null too: it must not be taken for a cluster without TLS.
  const object: unknown = options;
  if (typeof object !== "object" || object === null) {
    throw new InvalidArgumentError({
      field: "tls",
      expected: "an object with ca, cert and key",
      found: shown(object),
    });
  }
  const given = Object.entries(options) as [string, unknown][];
  for (const [name, value] of given) {
    if (!KNOWN.has(name)) refuse(name, `one of ${[...KNOWN].join(", ")}`, "an unknown option");
    if (name === "mutual" && value !== undefined && typeof value !== "boolean") {
      refuse(name, "true or false", shown(value));
    }
  }
  for (const name of FILES) {
    const value: unknown = options[name];
    if (typeof value !== "string" || value === "") {
      refuse(name, "the path of a PEM file", value === undefined ? "nothing" : shown(value));
    }
  }
  const { serverName, watchMs = 0 } = options;
  const isName: boolean =
    serverName === undefined || (typeof serverName === "string" && serverName !== "");
  if (!isName) refuse("serverName", "a name", shown(serverName));
  if (!Number.isSafeInteger(watchMs) || watchMs < 0) {
    refuse("watchMs", "a whole number of at least 0", shown(watchMs));
  }
}

/**
 * Reads and checks the files.
 *
 * @throws {InvalidArgumentError} naming `tls.ca`, `tls.cert` or `tls.key`, the path and what is wrong with it.
 */
export async function readTls(options: TlsOptions): Promise<TlsMaterial> {
  const version = await tlsVersion(options);
  const [ca, cert, key] = await Promise.all([
    readPem(options, "ca"),
    readPem(options, "cert"),
    readPem(options, "key"),
  ]);
  const authority = certificate(ca, "ca", options.ca);
  const own = certificate(cert, "cert", options.cert);
  const now = Date.now();
  for (const [name, found] of [
    ["ca", authority],
    ["cert", own],
  ] as const) {
    if (Date.parse(found.validTo) <= now) {
      refuse(name, "a certificate that is valid", `${options[name]}: expired at ${found.validTo}`);
    }
  }
  if (!fits(own, key, options.key)) {
    refuse(
      "key",
      `the private key of ${options.cert}`,
      `${options.key}: that of another certificate`,
    );
  }
  const context: SecureContextOptions = { ca, cert, key, minVersion: "TLSv1.2" };
  try {
    createSecureContext(context);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidArgumentError(
      { field: "tls", expected: "files that fit together", found },
      { cause },
    );
  }
  return { context, version };
}

/** What tells whether a file changed. @throws {InvalidArgumentError} when one is not there. */
export async function tlsVersion(options: TlsOptions): Promise<string> {
  const parts = await Promise.all(
    FILES.map(async (name) => {
      try {
        const { mtimeMs, size, ino } = await stat(options[name]);
        return `${mtimeMs}/${size}/${ino}`;
      } catch (cause) {
        return unreadable(name, options[name], cause);
      }
    }),
  );
  return parts.join(" ");
}

async function readPem(options: TlsOptions, name: (typeof FILES)[number]): Promise<Buffer> {
  try {
    return await readFile(options[name]);
  } catch (cause) {
    return unreadable(name, options[name], cause);
  }
}

function certificate(pem: Buffer, name: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new InvalidArgumentError(
      { field: `tls.${name}`, expected: "a PEM file with a certificate", found: `${path}: none` },
      { cause },
    );
  }
}

function fits(own: X509Certificate, key: Buffer, path: string): boolean {
  try {
    return own.checkPrivateKey(createPrivateKey(key));
  } catch (cause) {
    throw new InvalidArgumentError(
      {
        field: "tls.key",
        expected: "a PEM file with a private key and no passphrase",
        found: `${path}: none`,
      },
      { cause },
    );
  }
}

function unreadable(name: string, path: string, cause: unknown): never {
  const why = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  throw new InvalidArgumentError(
    { field: `tls.${name}`, expected: "a file that can be read", found: `${path}: ${why}` },
    { cause },
  );
}

/** For a message: whatever it is, it has a text. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" || typeof value === "bigint") return `${value}`;
  if (value === null || typeof value === "boolean") return `${value}`;
  return typeof value;
}

function refuse(name: string, expected: string, found: string): never {
  throw new InvalidArgumentError({ field: `tls.${name}`, expected, found });
}

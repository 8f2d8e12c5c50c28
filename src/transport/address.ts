/** Addresses of nodes: `host:port`, with an IPv6 address in brackets. Hints, never identity. */
import { isIPv6 } from "node:net";
import { InvalidArgumentError } from "../errors.ts";

/** An address taken apart. */
export interface HostPort {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

const HOST_CHARACTERS_MAX = 253;
const BRACKETED = /^\[([0-9a-fA-F:.]+)\]:(\d{1,5})$/;
const PLAIN = /^([A-Za-z0-9._-]+):(\d{1,5})$/;
const NAME = /^[A-Za-z0-9._-]+$/;

/** Whether a host can stand in an address: a name in ASCII, or an IP address without a zone; neither in brackets. */
export function isHost(host: string): boolean {
  if (host.length > HOST_CHARACTERS_MAX) return false;
  return NAME.test(host) || (isIPv6(host) && !host.includes("%"));
}

/** Takes an address apart. @throws {InvalidArgumentError} naming `field` when it is none. */
export function parseAddress(address: string, field: string): HostPort {
  const given: unknown = address;
  const match = typeof given === "string" ? (BRACKETED.exec(given) ?? PLAIN.exec(given)) : null;
  const [, host = "", digits = ""] = match ?? [];
  const port = Number(digits);
  if (isHost(host) && port > 0 && port <= 65_535) return { host, port };
  throw new InvalidArgumentError({
    field,
    expected: "host:port with a port of 1 to 65535, an IPv6 address in brackets",
    found: JSON.stringify(given)?.slice(0, 300) ?? typeof given,
  });
}

/** Puts an address together. */
export function formatAddress({ host, port }: HostPort): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

/** A certificate and its key, as PEM. */
export interface Certified {
  readonly certificate: string;
  readonly key: string;
}

export interface Authority extends Certified {
  /** Certifies a server under a name or an address of IPv4, for an hour unless it is to have expired. */
  certify(host: string, validity?: "expired"): Certified;
}

const HOUR_MS = 3_600_000;
const ECDSA_WITH_SHA256 = sequence(objectId([1, 2, 840, 10045, 4, 3, 2]));

/** Makes a certificate authority that no program trusts by itself (RFC 5280, in DER), without a program to make it. */
export function authority(name = "Curfew's test authority"): Authority {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const until = new Date(Date.now() + HOUR_MS);
  const isAuthority = extension([2, 5, 29, 19], sequence(der(0x01, Buffer.from([0xff]))));
  const own = issue({
    issuer: name,
    subject: name,
    until,
    extensions: [isAuthority],
    signer: keys.privateKey,
    ...keys,
  });
  return {
    ...own,
    certify(host, validity) {
      const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const end = validity === "expired" ? new Date(Date.now() - HOUR_MS / 60) : until;
      const extensions = [extension([2, 5, 29, 17], sequence(alternativeName(host)))];
      return issue({ issuer: name, subject: host, until: end, extensions, signer: keys.privateKey, ...server });
    },
  };
}

/** A certificate that a server has made itself. */
export function selfSigned(host: string): Certified {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const extensions = [extension([2, 5, 29, 17], sequence(alternativeName(host)))];
  const until = new Date(Date.now() + HOUR_MS);
  return issue({ issuer: host, subject: host, until, extensions, signer: keys.privateKey, ...keys });
}

interface Plan {
  readonly issuer: string;
  readonly subject: string;
  readonly until: Date;
  readonly extensions: readonly Buffer[];
  readonly signer: KeyObject;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function issue({ issuer, subject, until, extensions, signer, publicKey, privateKey }: Plan): Certified {
  const body = sequence(
    der(0xa0, integer(2)),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    nameOf(issuer),
    sequence(time(new Date(Date.now() - HOUR_MS)), time(until)),
    nameOf(subject),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(0x03, Buffer.from([0]), sign("sha256", body, signer));
  const text = sequence(body, ECDSA_WITH_SHA256, signature)
    .toString("base64")
    .replace(/.{64}(?=.)/g, "$&\n");
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
  };
}

function nameOf(text: string): Buffer {
  return sequence(der(0x31, sequence(objectId([2, 5, 4, 3]), der(0x0c, Buffer.from(text)))));
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 4 ? der(0x87, Buffer.from(host.split(".").map(Number))) : der(0x82, Buffer.from(host));
}

function extension(id: readonly number[], value: Buffer): Buffer {
  return sequence(objectId(id), der(0x04, value));
}

function time(at: Date): Buffer {
  return der(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]|\..*/g, "")}Z`));
}

function integer(value: number): Buffer {
  return der(0x02, Buffer.from([value]));
}

function objectId([first = 0, second = 0, ...others]: readonly number[]): Buffer {
  return der(0x06, Buffer.from([40 * first + second, ...others.flatMap(base128)]));
}

function base128(value: number): number[] {
  return value < 128 ? [value] : [...base128(value >> 7).map((byte) => byte | 0x80), value & 0x7f];
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

import { randomBytes } from "node:crypto";

/** Creates an id that no one can guess: 128 random bits, 22 characters of base64url. */
export function randomId(): string {
  return randomBytes(16).toString("base64url");
}

/** Creates an id that no one can guess and that tells when it was made: `<milliseconds in base 36>-<randomId>`. */
export function datedId(at: Date): string {
  return `${at.getTime().toString(36)}-${randomId()}`;
}

/** Tells when a dated id was made, a generation's too; null if it is none. */
export function dateOf(id: string): Date | null {
  const match = /^([0-9a-z]{1,11})[-.][A-Za-z0-9_-]{22}$/.exec(id);
  return match?.[1] === undefined ? null : new Date(Number.parseInt(match[1], 36));
}

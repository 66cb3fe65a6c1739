import { randomBytes } from "node:crypto";

/** An id nobody can guess: 128 random bits, 22 characters of base64url. */
export function randomId(): string {
  return randomBytes(16).toString("base64url");
}

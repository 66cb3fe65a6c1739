import type { Account, User } from "../database.ts";

/** Returns the part of an account that a client may see. */
export function userOf({ id, email, name, role }: Account): User {
  return { id, email, name, role };
}

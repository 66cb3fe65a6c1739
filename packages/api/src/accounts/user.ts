import type { Account, User } from "../database.ts";

/** What a client may see of an account. */
export function userOf({ id, email, name, role }: Account): User {
  return { id, email, name, role };
}

import type { Parts } from "../context.ts";
import { carryOut, finish, newMark } from "./ending.ts";

type Foundation = Pick<Parts, "auth" | "database" | "clock" | "report">;

/**
 * Suspends an account and ends all its sessions; false if there is no such account. One that is suspended
 * already keeps its earlier time, and its sessions end once more. Rejects as `auth` and `database` do.
 */
export async function suspendAccount(parts: Foundation, userId: string): Promise<boolean> {
  const mark = (await begin(parts, userId)) ?? (await afterOther(parts, userId));
  if (mark === null) return false;
  await carryOut(parts, { userId, mark });
  return true;
}

async function begin(parts: Foundation, userId: string): Promise<string | null> {
  const { database, clock } = parts;
  const ending = await newMark(parts);
  return (await database.users.beginSuspension(userId, { at: clock(), ending })) ? ending : null;
}

/** Begins once more when another ending stood in the way, which is finished first. */
async function afterOther(parts: Foundation, userId: string): Promise<string | null> {
  const account = await parts.database.users.byId(userId);
  if (account !== null && account.ending !== null) await finish(parts, { userId, mark: account.ending });
  return begin(parts, userId);
}

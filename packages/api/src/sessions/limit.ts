import { endingsOf, type LiveSession, type SessionEnding } from "./end.ts";
import type { RevocationServices } from "./pending-revocation.ts";

/**
 * The most live sessions of an account. To list them, or to end all of them by name, takes the event loop some
 * milliseconds.
 */
const MOST = 1_000;

/** The most that one login ends, in one write: an account that has far too many sheds them step by step. */
const AT_ONCE = 200;

/**
 * Lists what has to end to make room for one more session of an account, besides those that are `leaving`
 * anyway: those not seen for the longest. The new one isn't on the list yet, so it is never among
 * them. One that is dead already, but not noted as ended, was seen before those that live, and goes first.
 *
 * Logins that are under way at once may choose the same. As long as they are fewer than `AT_ONCE`, n of
 * them leave an account at most n − 1 above `MOST`, and the next login ends those.
 */
export async function overLimit(
  { database, clock }: RevocationServices,
  userId: string,
  leaving: readonly LiveSession[],
): Promise<SessionEnding[]> {
  const choice = { keep: MOST - 1, atMost: AT_ONCE, except: leaving.map(({ id }) => id) };
  return endingsOf(await database.sessions.leastRecentlySeen(userId, clock(), choice), "session_crowded_out");
}

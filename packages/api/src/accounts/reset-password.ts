import { note } from "../audit/note.ts";
import type { Account } from "../database.ts";
import { addresses, assertMayTry, consume } from "../rate-limit/consume.ts";
import {
  awaitRevocation,
  commitRevocation,
  newRevocationId,
  type RevocationServices,
} from "../sessions/pending-revocation.ts";
import type { CredentialContext } from "./credentials.ts";
import { assertGoodChoice, assertMayChoose, refused } from "./new-password.ts";
import { resetDigest } from "./reset-link.ts";

type ResetContext = CredentialContext & { readonly services: RevocationServices };

export interface PasswordReset {
  /** The secret of a link. */
  readonly token: string;
  readonly newPassword: string;
}

const DEAD = "This link has expired or has been used. Ask for a new one.";

/**
 * Sets another password for the account that a link is about, and ends every session of it; no session opens. The
 * link is used up when that is in force, not before: what is answered 503 can be sent again.
 */
export async function resetPassword(context: ResetContext, { token, newPassword }: PasswordReset): Promise<void> {
  const { services } = context;
  await assertMayTry(context, addresses(context));
  const digest = resetDigest(token);
  const account = await accountOf(context, digest);
  if (account === null) return refuse(context);
  await assertMayChoose(context, account);
  await assertGoodChoice(context, account, newPassword);
  const to = await services.passwords.hash(account.id, newPassword);
  const mark = await begin(context, account, { digest, to });
  if (mark === null) return refuse(context);
  await commitRevocation(services, { userId: account.id, id: mark });
  await note(context, { type: "password_reset", userId: account.id });
}

async function accountOf({ services: { database, clock } }: ResetContext, digest: string): Promise<Account | null> {
  const link = await database.passwordResets.find(digest, clock());
  return link === null ? null : database.users.byId(link.userId);
}

/** Waits for another ending that is under way. Null if the link is dead by now. */
async function begin(
  { services }: ResetContext,
  { id: userId, ending: other }: Account,
  { digest, to }: { readonly digest: string; readonly to: string },
): Promise<string | null> {
  if (other !== null) await awaitRevocation(services, { userId, id: other });
  const ending = await newRevocationId(services);
  const changed = await services.database.users.preparePasswordReset(digest, { at: services.clock(), to, ending });
  return changed === null ? null : ending;
}

/** Counts as a failed login from this address. */
async function refuse(context: ResetContext): Promise<never> {
  await consume(context, addresses(context));
  throw refused("token", DEAD);
}

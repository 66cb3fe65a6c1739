import type { Claims } from "@curfew/auth";
import { note } from "../audit/note.ts";
import { ApiError } from "../errors/api-error.ts";
import { commitRevocation, newRevocationId, type RevocationServices } from "../sessions/pending-revocation.ts";
import { type CredentialContext, confirmPassword } from "./credentials.ts";

type DeletionContext = CredentialContext & { readonly services: RevocationServices };

/** Deletes the account behind verified claims and ends its sessions. Rejects with `password_wrong`. */
export async function deleteAccount(
  context: DeletionContext,
  { subject: userId, sessionId }: Claims,
  password: string,
): Promise<void> {
  const { services } = context;
  const { users } = services.database;
  const account = await users.byId(userId);
  if (account === null) throw new ApiError("token_revoked");
  await confirmPassword(context, account, password);
  const id = await newRevocationId(services);
  // Another revocation is under way, and this session ends with it.
  if (!(await users.prepareDeletion(userId, { ending: id }))) throw new ApiError("token_revoked");
  await commitRevocation(services, { userId, id });
  await note(context, { type: "account_deleted", userId, sessionId });
}

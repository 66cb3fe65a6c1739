/** Facts that the api and its clients share. Needs no Node, so that pages can import it. */

/** The path below which the procedures are. */
export const ENDPOINT = "/api/trpc";

/** The most calls one request may batch. */
export const MAX_BATCH = 10;

/** The largest body of a request, and the longest address, in bytes. */
export const MAX_BYTES = 64 * 1024;

/** The most fields an input may have: no call takes a tenth of them. */
export const MAX_FIELDS = 100;

/** Length of a password in Unicode code points after NFKC (NIST SP 800-63B-4 §3.1.1, single factor). */
export const PASSWORD_LENGTH = { least: 15, most: 128 } as const;

/** Says what is wrong with the length of a new password; null if nothing is. */
export function passwordLengthProblem(password: string): string | null {
  const { length } = [...password.normalize("NFKC")];
  if (length < PASSWORD_LENGTH.least) return `Use at least ${PASSWORD_LENGTH.least} characters.`;
  return length > PASSWORD_LENGTH.most ? `Use at most ${PASSWORD_LENGTH.most} characters.` : null;
}

/** Longest e-mail address, in ASCII characters (RFC 5321 §4.5.3.1.3, without the angle brackets). */
export const MAX_EMAIL = 254;

/** Longest name, in Unicode code points. */
export const MAX_NAME = 100;

/** The calls whose answers set or clear the session's cookies, besides `auth.refresh`. */
export const COOKIE_PROCEDURES = [
  "auth.signup",
  "auth.login",
  "auth.logout",
  "account.changePassword",
  "account.delete",
  "sessions.revokeAll",
] as const;

/** The sentence for `email_taken`, to which a page adds a link. */
export const EMAIL_TAKEN = "An account with this email already exists.";

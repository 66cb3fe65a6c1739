/** Facts that the api and its clients share. Needs no Node, so that pages can import it. */

/** The path below which the procedures are. */
export const ENDPOINT = "/api/trpc";

/** The most calls one request may batch. */
export const MAX_BATCH = 10;

/** The largest body of a request, and the longest address, in bytes. */
export const MAX_BYTES = 64 * 1024;

/** The most fields an input may have: no call takes a tenth of them. */
export const MAX_FIELDS = 100;

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

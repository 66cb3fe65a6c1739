import type { Chapter } from "./entry.ts";

/** Commands about one account. */
export const ACCOUNTS = {
  "end-sessions": {
    operand: "email",
    options: [],
    summary: "log one person out everywhere",
    details: `Every token of the account is refused from now on, including those that its sessions would still get.
The account may log in again at once; use suspend to keep somebody out.`,
  },
  suspend: {
    operand: "email",
    options: [],
    summary: "log one person out everywhere and refuse further logins",
    details: `Every token of the account is refused from now on, and its password is answered like a wrong one until
the account is restored. Repeating it ends what sessions there are and keeps the time of the first one.`,
  },
  restore: {
    operand: "email",
    options: [],
    summary: "lift the suspension of an account",
    details: "The account may log in again at once. Sessions that ended stay ended.",
  },
  "reset-password": {
    operand: "email",
    options: [],
    summary: "print a link with which somebody who forgot their password sets a new one",
    details: `The link is good for an hour and for one use; a newer one, a change of the password or a suspension ends
it. Opening it uses nothing up. Its secret stands behind the #, which browsers send to nobody. Check first that
whoever asks is the account's owner: whoever has the link has the account.
All sessions go on until the new password is set, then they end.`,
  },
  "grant-admin": {
    operand: "email",
    options: [],
    summary: "give an account the role admin",
    details: "In force with the account's next request; nobody has to log in again.",
  },
  "revoke-admin": {
    operand: "email",
    options: [],
    summary: "take the role admin away from an account",
    details: "In force with the account's next request; its sessions go on as those of an ordinary account.",
  },
} as const satisfies Chapter;

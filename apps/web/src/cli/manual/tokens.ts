import type { Chapter } from "./entry.ts";

/** Commands about one token. */
export const TOKENS = {
  explain: {
    operand: "token",
    options: [],
    summary: "show step by step why a token is accepted or refused",
    details: `Checks the token as a request does and shows each step, the claims, and every blacklist record
that was read, with its date. Changes nothing. An expired token is explained too.
Give - and the token on standard input, so that it stays out of npm's logs, the shell's history and the
process list:
  npm run curfew -- explain - < token.txt
Exits with 0 if the token would be accepted, with 3 if it would be refused.`,
  },
  revoke: {
    operand: "token",
    options: [],
    summary: "revoke one access token, or end the session of a refresh token",
    details: `An access token is refused from now on; its session continues with the next one. With a refresh token the
whole session ends. The token may be expired or revoked already.
Give - and the token on standard input, so that it stays out of npm's logs, the shell's history and the
process list:
  npm run curfew -- revoke - < token.txt
Exits with 1 if it is not a token of this service.`,
  },
} as const satisfies Chapter;

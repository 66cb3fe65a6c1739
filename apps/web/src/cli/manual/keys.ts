import type { Chapter } from "./entry.ts";

/** Commands about signing keys. */
export const KEYS = {
  "rotate-key": {
    operand: null,
    options: ["wait"],
    summary: "publish a new key that will sign; no one is logged out",
    details: `Adds a key to those kept in DATA_DIR and says when it will sign. Running servers publish it automatically
and sign with it from that time on. The old key verifies until the last token it signed has expired, then it
is dropped. With --wait the command ends when the new key signs.
Keys given in AUTH_SIGNING_KEYS are rotated there; the command then says how.
For a leaked key, which must stop verifying immediately, use ban-key.`,
  },
  "ban-key": {
    operand: "kid",
    options: [],
    summary: "refuse every token that a leaked key signed or will sign",
    details: `In force on every instance immediately, even if the blacklist loses data later; users with tokens of the key log
in again. Of the keys kept in DATA_DIR a new one signs within a second; of those given in AUTH_SIGNING_KEYS the next
one; if there is none, logins are answered 503 until there is. Remove a given key from
AUTH_SIGNING_KEYS as well. Services that verify with the published keys learn of it when they fetch them
again. A thief may have exchanged a forged token for a genuine one of another key: run end-everything
afterwards. \`status\` lists the keys.`,
  },
  "generate-keys": {
    operand: null,
    options: [],
    summary: "print a new private JWK Set for AUTH_SIGNING_KEYS",
    details: `Makes one ES256 key. Standard output holds the key set and nothing else; store it like a password:
  npm run --silent curfew -- generate-keys > keys.json
Reads no settings and changes nothing.`,
  },
} as const satisfies Chapter;

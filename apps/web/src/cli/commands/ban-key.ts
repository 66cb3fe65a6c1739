import type { Services } from "../../backend/services/services.ts";
import { type Call, type Command, note } from "../command.ts";
import { Failure } from "../failure.ts";
import { bannedKeys, signingKey } from "../keys.ts";

/** Has every token refused that a key signed or will sign, and sees to it that another key signs. Repeating it is safe. */
export const banKey: Command = async (call) => {
  const { services, operand: kid, warn } = call;
  const changed = await ban(call, kid);
  const signing = signingKey(services.keys.ring(), await bannedKeys(services));
  if (signing === null) warn(NONE_LEFT);
  const done = changed ? "is banned: its tokens are refused on every instance from now on" : "was banned before";
  const next = signing === null ? "" : `New tokens are signed by the key ${signing}.\n`;
  const text = `The key ${kid} ${done}.\n${next}${elsewhere(services)}\n`;
  return { exitCode: 0, text, json: { kid, changed, signing } };
};

/** False: it was banned already. In force before another key is made, so that a failure in between leaves no thief inside. */
async function ban(call: Call, kid: string): Promise<boolean> {
  const { auth, keys } = call.services;
  const term = keys.schedule().find(({ key }) => key.kid === kid);
  if (term === undefined) throw new Failure("key_unknown", UNKNOWN);
  if (term.isBanned || (keys.ban === null && (await bannedKeys(call.services)).has(kid))) return false;
  await auth.banKey(kid);
  await keys.ban?.(kid);
  await note(call, { type: "key_banned", userId: null, sessionId: null });
  return true;
}

function elsewhere({ keys, settings }: Services): string {
  const published = keys.ban === null ? "It is published no longer. Remove it from AUTH_SIGNING_KEYS too.\n" : "";
  const seconds = Math.floor(settings.keyLeadSeconds / 2);
  return `${published}Services that verify with the published keys accept it until they fetch them again (max-age: ${seconds} s).`;
}

const UNKNOWN = "Nothing was done: there is no such key. `npm run curfew -- status` lists those that verify.";
const NONE_LEFT =
  "No key is left to sign with: logins and refreshes are answered 503 until AUTH_SIGNING_KEYS has another one and the servers are restarted.";

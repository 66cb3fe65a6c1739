import { setTimeout as sleep } from "node:timers/promises";
import { type Command, note } from "../command.ts";
import { Failure } from "../failure.ts";
import { keyRows, listKeys } from "../keys.ts";
import { section } from "../text.ts";

const BY_HAND = `The keys are given in AUTH_SIGNING_KEYS and have to be rotated there: add a new key at the end and restart
every server; move it to the front and restart them again, now it signs; remove the old keys when the longest
of ACCESS_TOKEN_SECONDS and REFRESH_TOKEN_SECONDS has passed, and CLOCK_TOLERANCE_SECONDS on top.`;

/** Adds a key and waits until every server signs with it. */
export const rotateKey: Command = async (call) => {
  const { foundation } = call;
  const { keys, clock } = foundation;
  if (keys.add === null) throw new Failure("keys_given", BY_HAND);
  const { kid, signsFrom } = await keys.add();
  await sleep(Math.max(0, signsFrom.getTime() - clock().getTime()));
  if (!keys.ring().byId.has(kid)) {
    throw new Failure("keys_unusable", "Something else has put other keys in place meanwhile: look at status.");
  }
  await note(call, { type: "key_rotated", userId: null, sessionId: null });
  const listed = listKeys(foundation);
  const text = `New tokens are signed by the key ${kid}; the old ones go on.\n\n${section("Keys", keyRows(listed))}`;
  return { exitCode: 0, text, json: { kid, signsFrom, keys: listed } };
};

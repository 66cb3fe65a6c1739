import { setTimeout as sleep } from "node:timers/promises";
import { type Call, type Command, note } from "../command.ts";
import { Failure } from "../failure.ts";
import { keyRows, listKeys } from "../keys.ts";
import { moment, section } from "../text.ts";

const BY_HAND = `The keys are given in AUTH_SIGNING_KEYS and have to be rotated there: add a new key at the end and restart
every server; move it to the front and restart them again, now it signs; remove the old keys when the longest
of ACCESS_TOKEN_SECONDS and REFRESH_TOKEN_SECONDS has passed, and CLOCK_TOLERANCE_SECONDS on top.`;

/** Adds a key and tells when it will sign; with `--wait` not before it does. */
export const rotateKey: Command = async (call) => {
  const { services, options } = call;
  if (services.keys.add === null) throw new Failure("keys_given", BY_HAND);
  const { kid, signsFrom } = await services.keys.add();
  await note(call, { type: "key_rotated", userId: null, sessionId: null });
  if (options.wait) await untilItSigns(call, kid, signsFrom);
  const listed = listKeys(services);
  const when = options.wait ? "signs from now on" : `will sign from ${moment(signsFrom)} on`;
  const text = `The key ${kid} ${when}. No one has to log in again.\n\n${section("Keys", keyRows(listed))}`;
  return { exitCode: 0, text, json: { kid, signsFrom, keys: listed } };
};

async function untilItSigns({ services, warn }: Call, kid: string, signsFrom: Date): Promise<void> {
  const { keys, clock } = services;
  warn(`The key ${kid} is published and will sign from ${moment(signsFrom)} on.`);
  await sleep(Math.max(0, signsFrom.getTime() - clock().getTime()));
  if (keys.ring().byId.has(kid)) return;
  throw new Failure("keys_unusable", "The key is gone: something else has replaced signing-keys.json. See status.");
}

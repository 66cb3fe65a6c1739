import { type Call, type Command, note } from "../command.ts";
import { Failure } from "../failure.ts";

/** Makes the store that the settings name the one which the database names. */
export const adoptStore: Command = async (call) => {
  const { auth } = call.services;
  const { condition } = await auth.inspect();
  // One that shows all it has to is the same store, under another address perhaps.
  const endsEverything = condition !== "good";
  if (endsEverything && !(await call.confirm("Everyone will have to log in again."))) {
    throw new Failure("not_confirmed", "Nothing was done.");
  }
  await auth.adoptStore();
  await note(call, { type: "store_adopted", userId: null, sessionId: null });
  await warnOfOthers(call);
  const consequence = endsEverything
    ? "Everyone has to log in again."
    : "It is the same store: no one has to log in again.";
  const text = `The database names this blacklist now. ${consequence}\n`;
  return { exitCode: 0, text, json: { adopted: true, endedEverything: endsEverything } };
};

async function warnOfOthers({ services, warn }: Call): Promise<void> {
  const others = (await services.auth.instances()).filter(({ isSameStore }) => !isSameStore);
  if (others.length === 0) return;
  warn(
    `Instances that were told to use another blacklist: ${others.length}. They answer 503 until they are restarted.`,
  );
}

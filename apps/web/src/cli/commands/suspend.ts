import { suspendAccount } from "@curfew/api";
import { accountGone, accountOf } from "../account.ts";
import { type Command, note } from "../command.ts";

/** Suspends an account and ends all its sessions. Repeating it is safe. */
export const suspend: Command = async (call) => {
  const { services, warn } = call;
  const { id: userId, email } = await accountOf(services.database, call.operand);
  const report = () => warn("The suspension could not be undone either; the servers finish it within a minute.");
  if (!(await suspendAccount({ ...services, report }, userId))) throw accountGone();
  await note(call, { type: "account_suspended", userId, sessionId: null });
  const text = `${email} is suspended and logged out everywhere.\n`;
  return { exitCode: 0, text, json: { userId, email, suspended: true } };
};

import { readFileSync } from "node:fs";
import type { RedisServer } from "@curfew/testing/redis-server";
import { tell } from "@curfew/testing/redis-server";

const PAGE = readFileSync(new URL("../../../../../docs/stores.md", import.meta.url), "utf8");

const ACL_USER = "curfew";
const ACL_PASSWORD = "a-password";

/** The rules of the user that the documents tell an operator to make, word by word. */
export function aclRules(): readonly string[] {
  const [, rules] = /^user curfew (.*)$/m.exec(PAGE) ?? [];
  if (rules === undefined) throw new Error("docs/stores.md has no line for an ACL");
  return rules.replace("PASSWORD", ACL_PASSWORD).split(" ");
}

/** The commands among the rules, and those before a user is known by name. */
export function aclCommands(): readonly string[] {
  return aclRules().flatMap((rule) => (rule.startsWith("+") ? [rule.slice(1)] : []));
}

/** Makes the user on a server. Resolves to a URL with its name and password. */
export async function makeAclUser(server: RedisServer, rules = aclRules()): Promise<string> {
  await tell(server, `ACL SETUSER ${ACL_USER} reset ${rules.join(" ")}`);
  return server.url.replace("//", `//${ACL_USER}:${ACL_PASSWORD}@`);
}

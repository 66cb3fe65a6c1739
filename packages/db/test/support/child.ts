import { signUpUser } from "@curfew/api/testing/people";
import { createDatabase } from "../../src/index.ts";

/**
 * A process of its own: `node child.ts <options as JSON> <job> [<how often>]`. It prints a line when it
 * is ready to be raced, begins when it hears one, and ends with 1 if anything is refused.
 */
const [options = "", job = "", count = "1"] = process.argv.slice(2);
const database = createDatabase(JSON.parse(options));

console.log("ready");
process.stdin.once("data", async () => {
  if (job === "migrate") await database.ready();
  for (let done = 0; job === "sign up" && done < Number(count); done++) {
    const { account } = await signUpUser(database.users);
    console.log(account.id);
  }
  for (let number = 1; job === "journal" && number <= Number(count); number++) {
    const { version } = (await database.checkpoint.read()).checkpoint;
    const row = { key: `token:${number}`, value: "x", until: new Date(), generation: 1, revision: number };
    await database.checkpoint.replace(version, { revision: { number, id: `${number}` }, journal: [row] });
    console.log(number);
  }
  await database.close();
  process.exit();
});

import { UnknownCursor, type Users } from "@curfew/api/database";
import { signUpUser } from "@curfew/api/testing/people";
import { expect, test } from "vitest";
import { connect, emptyDatabase, execute, onBoth } from "./support/database.ts";

async function found(users: Users, search: string): Promise<string[]> {
  const { users: accounts } = await users.page({ search, limit: 50 });
  return accounts.map((account) => account.name).sort();
}

onBoth((open, kind) => {
  test.each([
    ["Zoë Müller", "zoe muller", "ZOË MÜLLER", "oe\u0308"],
    ["José O’Brien", "jose o'brien", "O‘BRIEN", "oʼbrien", "ô'b"],
    ["Łukasz Ørsted", "lukasz", "orsted", "ŁUKASZ"],
    ["Straße", "strasse", "STRASSE", "straße"],
    ["İpek Işık", "ipek", "isik", "IŞIK", "işık"],
    ["ΟΔΥΣΣΕΥΣ", "οδυσσευς", "οδυσσεύς", "ευσ"],
    ["محمّد", "محمد"],
    ["Ｆｕｌｌ ﬁne", "full fine", "FINE"],
    ["soft\u00ADhyphen", "softhyphen", "soft\u200Bhyphen"],
    ["김철수", "철수"],
    ["Ægir Þórsson", "aegir thorsson"],
  ])("a search for %j finds it whatever the case, accents and apostrophes", async (name, ...searches) => {
    const { users } = await open();
    await signUpUser(users, { name, email: "o'neil@example.test" });
    await signUpUser(users, { name: "Somebody Else" });
    for (const search of searches) expect([search, await found(users, search)]).toEqual([search, [name]]);
    expect(await found(users, "O’Neil@")).toEqual([name]);
  });

  test("a search for only marks and joiners finds no one", async () => {
    const { users } = await open();
    await signUpUser(users);
    for (const search of ["\u0301", "\u200D", "\u3164"]) expect(await found(users, search)).toEqual([]);
  });

  test("a name that the version before wrote is found by its case", async () => {
    const options = await emptyDatabase(kind);
    const { users } = connect(options);
    await signUpUser(users, { name: "Zoë" });
    await execute(options, "update users set search_name = null");
    expect(await found(users, "ZOË")).toEqual(["Zoë"]);
    expect(await found(users, "zoe")).toEqual([]);
  });

  test("a cursor that no page gave is refused", async () => {
    const { users } = await open();
    await signUpUser(users);
    const encode = (text: string) => Buffer.from(text).toString("base64url");
    const strange = ["", "%", "null", "ö\0", encode("{}"), encode('["1","x"]'), encode("[1e999,1]"), encode("[]")];
    for (const cursor of strange) {
      await expect(users.page({ cursor, limit: 5 })).rejects.toThrow(UnknownCursor);
    }
  });
});

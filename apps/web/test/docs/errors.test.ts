import { AUTH_FAILURES } from "@curfew/http";
import { expect, test } from "vitest";
import { readContents } from "../../docs/contents.ts";

test("The page of errors has a heading for every reason, and its status", async () => {
  const { pages } = await readContents();
  const page = pages.find(({ slug }) => slug === "errors");
  const codes = page?.headings.map(({ text }) => text).filter((text) => text.includes("_"));
  expect(codes).toEqual([...new Set(Object.values(AUTH_FAILURES).map(({ reason }) => reason))]);
  for (const { reason, status } of Object.values(AUTH_FAILURES)) {
    expect(page?.markdown).toMatch(new RegExp(`## ${reason}\n\n${status}\\b`));
  }
});

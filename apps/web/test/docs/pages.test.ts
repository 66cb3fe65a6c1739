import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { readContents } from "../../docs/contents.ts";
import { NAVIGATION } from "../../docs/navigation.ts";
import type { Contents } from "../../src/docs/page.ts";

const DOCS = fileURLToPath(new URL("../../../../docs", import.meta.url));

let contents: Contents;

beforeAll(async () => {
  contents = await readContents();
});

test("Every document of the folder is a page of the navigation", () => {
  const written = readdirSync(DOCS, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
  const listed = NAVIGATION.flatMap(({ entries }) => entries.map(({ file }) => file));
  expect(listed.filter((file) => file.startsWith("docs/")).sort()).toEqual(
    written.map((file) => `docs/${file}`).sort(),
  );
});

test("Every page has a title, a description and a section", () => {
  for (const { slug, title, description, section } of contents.pages) {
    expect([title, description, section], slug).not.toContain("");
    expect(description.length, slug).toBeLessThan(300);
  }
});

test("Every link between pages leads to a heading that is there", () => {
  const places = contents.pages.flatMap(({ slug, headings }) => {
    const path = slug === "" ? "/docs" : `/docs/${slug}`;
    return [path, ...headings.map(({ id }) => `${path}#${id}`)];
  });
  for (const { slug, html } of contents.pages) {
    const path = slug === "" ? "/docs" : `/docs/${slug}`;
    const links = [...html.matchAll(/ href="([^"]*)"/g)].map(([, href = ""]) =>
      href.startsWith("#") ? path + href : href,
    );
    for (const link of links.filter((href) => href.startsWith("/docs"))) expect(places, slug).toContain(link);
  }
});

test("No page has a style, a script or a handler that the policy refuses", () => {
  for (const { slug, html } of contents.pages) {
    expect(html, slug).not.toMatch(/<style|<script|<iframe|\sstyle=|<[^>]+\son\w+=|javascript:/);
  }
});

test("A page's source links to the sources of other pages", () => {
  const start = contents.pages.find(({ slug }) => slug === "");
  expect(start?.markdown).toContain("](/docs/start/blacklist.md)");
});

test("The list for language models names every page", () => {
  for (const { title, markdown } of contents.pages) {
    expect(contents.llms).toContain(`[${title}](/docs/`);
    expect(contents.llmsFull).toContain(markdown.trim());
  }
});

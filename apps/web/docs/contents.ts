import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Contents, DocPage } from "../src/docs/page.ts";
import { createHighlight, type Highlight } from "./highlight.ts";
import { type PathOf, withMarkdownLinks } from "./links.ts";
import { llmsFullText, llmsText } from "./llms.ts";
import { renderMarkdown } from "./markdown.ts";
import { type Entry, NAVIGATION } from "./navigation.ts";
import { createSearchIndex } from "./search.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Makes all pages of the documentation, in the order of the navigation, and what searches them. */
export async function readContents(): Promise<Contents> {
  const highlight = await createHighlight();
  const entries = NAVIGATION.flatMap((section) => section.entries);
  const paths: PathOf = new Map(entries.map(({ slug, file }) => [file, slug === "" ? "/docs" : `/docs/${slug}`]));
  const pages = NAVIGATION.flatMap(({ title, entries }) =>
    entries.map((entry) => readPage(entry, title, paths, highlight)),
  );
  const [sample = ""] = /<figure class="code">.*?<\/figure>/s.exec(pages[0]?.html ?? "") ?? [];
  return { pages, sample, searchIndex: createSearchIndex(pages), llms: llmsText(pages), llmsFull: llmsFullText(pages) };
}

function readPage({ slug, file }: Entry, section: string, paths: PathOf, highlight: Highlight): DocPage {
  const source = readFileSync(join(ROOT, file), "utf8");
  const rendered = renderMarkdown(source, { root: ROOT, file, paths, highlight });
  return { slug, section, ...rendered, markdown: withMarkdownLinks(source, file, paths) };
}

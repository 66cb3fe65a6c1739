import { lexer } from "marked";
import MiniSearch from "minisearch";
import { type DocPage, type Passage, SEARCH_OPTIONS } from "../src/docs/page.ts";
import { plainText } from "./plain-text.ts";

const EXCERPT = 160;

/** Indexes all pages, heading by heading. */
export function createSearchIndex(pages: readonly DocPage[]): string {
  const index = new MiniSearch<Passage & { excerpt: string }>({
    ...SEARCH_OPTIONS,
    fields: [...SEARCH_OPTIONS.fields],
    storeFields: [...SEARCH_OPTIONS.storeFields],
  });
  index.addAll(pages.flatMap(passagesOf).map((passage) => ({ ...passage, excerpt: excerptOf(passage.text) })));
  return JSON.stringify(index);
}

function excerptOf(text: string): string {
  return text.length <= EXCERPT ? text : `${text.slice(0, text.lastIndexOf(" ", EXCERPT))} …`;
}

/** Cuts a page where its headings are. */
function passagesOf({ slug, title, markdown, headings }: DocPage): Passage[] {
  const path = slug === "" ? "/docs" : `/docs/${slug}`;
  const passages: { id: string; title: string; heading: string; texts: string[] }[] = [
    { id: path, title, heading: "", texts: [] },
  ];
  const left = [...headings];
  for (const token of lexer(markdown)) {
    if (token.type === "heading" && token.depth > 1) {
      const { id = "", text = "" } = left.shift() ?? {};
      passages.push({ id: `${path}#${id}`, title, heading: text, texts: [] });
    } else if (token.type !== "heading") passages.at(-1)?.texts.push(plainText(token).trim());
  }
  return passages.map(({ texts, ...passage }) => ({ ...passage, text: texts.filter(Boolean).join(" ") }));
}

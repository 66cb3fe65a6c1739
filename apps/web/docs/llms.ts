import type { DocPage } from "../src/docs/page.ts";
import { markdownPath } from "./links.ts";

const SUMMARY =
  "# Curfew\n\n> JSON Web Tokens you can revoke, on Redis, Valkey, Upstash or SQLite. For Node.js and the edge.";

/** Lists all pages for language models (https://llmstxt.org). */
export function llmsText(pages: readonly DocPage[]): string {
  const sections = [...new Set(pages.map(({ section }) => section))];
  const listed = sections.map((section) => {
    const lines = pages.filter((page) => page.section === section).map(lineOf);
    return `## ${section}\n\n${lines.join("\n")}`;
  });
  return `${[SUMMARY, ...listed].join("\n\n")}\n`;
}

function lineOf({ title, slug, description }: DocPage): string {
  return `- [${title}](${markdownPath(slug === "" ? "/docs" : `/docs/${slug}`)}): ${description}`;
}

/** Puts the text of all pages into one. */
export function llmsFullText(pages: readonly DocPage[]): string {
  return `${[SUMMARY, ...pages.map(({ markdown }) => markdown.trim())].join("\n\n")}\n`;
}

import { createCssVariablesTheme, createHighlighter } from "shiki";
import { escapeHtml } from "./html.ts";

const LANGUAGES = ["ts", "tsx", "js", "sh", "json", "http", "python", "yaml", "diff", "docker", "ini", "sql"] as const;

/** Colours code. The colours are classes: the policy of our pages allows no styles in attributes. */
export type Highlight = (code: string, language: string) => string;

export async function createHighlight(): Promise<Highlight> {
  const theme = createCssVariablesTheme({ name: "classes", variablePrefix: "--" });
  const highlighter = await createHighlighter({ themes: [theme], langs: [...LANGUAGES] });
  const isKnown = (language: string) => highlighter.getLoadedLanguages().includes(language);
  return (code, language) => {
    if (!isKnown(language)) return escapeHtml(code);
    const { tokens } = highlighter.codeToTokens(code, {
      lang: language as (typeof LANGUAGES)[number],
      theme: "classes",
    });
    return tokens.map((line) => line.map(({ content, color }) => token(content, color)).join("")).join("\n");
  };
}

/** Of `var(--token-keyword)` the theme's name for it. */
function token(text: string, color = ""): string {
  const kind = /^var\(--token-([a-z-]+)\)$/.exec(color)?.[1];
  return kind === undefined ? escapeHtml(text) : `<span class="t-${kind}">${escapeHtml(text)}</span>`;
}

import { dirname, join } from "node:path";
import { Marked, type RendererObject, type Tokens } from "marked";
import type { Heading } from "../src/docs/page.ts";
import { readDrawing } from "./drawing.ts";
import type { Highlight } from "./highlight.ts";
import { escapeHtml } from "./html.ts";
import { type PathOf, resolveLink } from "./links.ts";
import { plainText } from "./plain-text.ts";

interface Context {
  readonly root: string;
  /** The document's, from the root. */
  readonly file: string;
  readonly paths: PathOf;
  readonly highlight: Highlight;
}

export interface Rendered {
  readonly title: string;
  readonly description: string;
  readonly headings: readonly Heading[];
  readonly html: string;
}

/** Renders a document. Its first heading becomes the title and isn't part of the HTML. */
export function renderMarkdown(markdown: string, context: Context): Rendered {
  const headings: Heading[] = [];
  const marked = new Marked({ gfm: true, renderer: createRenderer(context, headings) });
  const tokens = marked.lexer(markdown);
  const title = tokens.find((token) => token.type === "heading");
  const opening = tokens.find((token) => token.type === "paragraph");
  const body = tokens.filter((token) => token !== title);
  const html = marked.parser(Object.assign(body, { links: tokens.links }));
  return { title: plainText(title), description: firstSentences(plainText(opening)), headings, html };
}

/** As much of a paragraph as a list of pages has room for: whole sentences. */
function firstSentences(text: string): string {
  const sentences = text.split(/(?<=[.!?:])\s/);
  const fitting = sentences.filter((_, index) => sentences.slice(0, index + 1).join(" ").length <= 180);
  return (fitting.length > 0 ? fitting : sentences.slice(0, 1)).join(" ").replace(/:$/, ".");
}

function createRenderer(context: Context, headings: Heading[]): RendererObject {
  const ids = new Map<string, number>();
  return {
    heading({ tokens, depth }) {
      const text = tokens.map(plainText).join("");
      const id = uniqueId(text, ids);
      headings.push({ id, text, level: depth });
      const link = `<a class="anchor" href="#${id}" aria-label="Link to “${escapeHtml(text)}”">#</a>`;
      return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}${link}</h${depth}>`;
    },
    code: (code) => renderCode(code, context.highlight),
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      const target = resolveLink(href, context.file, context.paths);
      return target === null ? text : `<a href="${escapeHtml(target)}">${text}</a>`;
    },
    image({ href, text }) {
      const path = join(context.root, dirname(context.file), href);
      if (!path.endsWith(".svg")) throw new Error(`${context.file}: only drawings can be shown, not ${href}`);
      return readDrawing(path, text);
    },
    table(token) {
      return renderTable(token, (cell) => this.parser.parseInline(cell.tokens), headings.at(-1)?.text ?? "");
    },
  };
}

/** The id that GitHub gives a heading, so that a link holds in both places. */
function uniqueId(text: string, ids: Map<string, number>): string {
  const id = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
  const count = ids.get(id) ?? 0;
  ids.set(id, count + 1);
  return count === 0 ? id : `${id}-${count}`;
}

/** A block of code. What follows its language is the name of a file. */
function renderCode({ text, lang = "" }: Tokens.Code, highlight: Highlight): string {
  const [language = "", name] = lang.split(" ");
  const caption = name === undefined ? "" : `<figcaption>${escapeHtml(name)}</figcaption>`;
  return `<figure class="code">${caption}<pre tabindex="0"><code>${highlight(text, language)}</code></pre></figure>`;
}

function inTag(tag: string, html: string): string {
  return `<${tag}>${html}</${tag}>`;
}

type CellOf = (cell: Tokens.TableCell) => string;

function renderTable({ header, rows }: Tokens.Table, cellOf: CellOf, name: string): string {
  const row = (cells: readonly Tokens.TableCell[], tag: string) =>
    `<tr>${cells.map((cell) => inTag(cell.text === "" ? "td" : tag, cellOf(cell))).join("")}</tr>`;
  const body = rows.map((cells) => row(cells, "td")).join("");
  const label = escapeHtml(`Table: ${name}`);
  const head = header.every(({ text }) => text === "") ? "" : `<thead>${row(header, "th")}</thead>`;
  return `<div class="doc-table" role="region" aria-label="${label}" tabindex="0"><table>${head}<tbody>${body}</tbody></table></div>`;
}

import { readFileSync } from "node:fs";
import { escapeHtml } from "./html.ts";

/**
 * Reads a drawing as a part of its page, so that it has the colours of the page's theme. Its own title and style sheet, which
 * our pages' policy forbids, are for readers of the repository; `docs.css` has the same classes.
 */
export function readDrawing(path: string, description: string): string {
  const drawing = readFileSync(path, "utf8").replace(/<(title|style)>.*?<\/\1>\s*/gs, "");
  const named = drawing.replace("<svg ", `<svg role="img" aria-label="${escapeHtml(description)}" `);
  return `<figure class="drawing">${named.trim()}</figure>`;
}

import type { Token, Tokens } from "marked";

/** What a reader sees of a part of a document, without its marks. */
export function plainText(token: Token | undefined): string {
  if (token === undefined) return "";
  if (token.type === "table") return tableText(token);
  const parts: readonly Token[] | undefined =
    token.type === "list" ? token.items : "tokens" in token ? token.tokens : undefined;
  if (parts !== undefined) return parts.map(plainText).join(token.type === "list" ? " " : "");
  if (token.type === "space") return " ";
  return "text" in token ? token.text.replaceAll("\n", " ") : "";
}

function tableText(table: Token): string {
  const { header, rows } = table as Tokens.Table;
  return [header, ...rows].flatMap((cells) => cells.map(({ tokens }) => tokens.map(plainText).join(""))).join(" ");
}

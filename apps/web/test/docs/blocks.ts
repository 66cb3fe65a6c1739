import { readFileSync } from "node:fs";
import { lexer, type Token, type Tokens } from "marked";

/** A block of code of a document. */
export interface Block {
  readonly language: string;
  /** What follows the language: the name of the file that the block is. */
  readonly name: string | undefined;
  readonly source: string;
}

/** The blocks of code of a document, wherever they stand. */
export function blocksOf(document: string): Block[] {
  const text = readFileSync(new URL(`../../../../${document}`, import.meta.url), "utf8");
  return codeIn(lexer(text)).map(({ lang = "", text: source }) => {
    const [language = "", name] = lang.split(" ");
    return { language, name, source: `${source}\n` };
  });
}

function codeIn(tokens: readonly Token[]): Tokens.Code[] {
  return tokens.flatMap((token) => {
    if (token.type === "code") return [token as Tokens.Code];
    if (token.type === "list") return codeIn((token as Tokens.List).items);
    return "tokens" in token && token.tokens !== undefined ? codeIn(token.tokens) : [];
  });
}

import { dirname, join } from "node:path";

/** Where the pages stand, by the files they are made of. */
export type PathOf = ReadonlyMap<string, string>;

/**
 * Resolves a link of a document: to the page that its target has become. Null stands for a file of the repository that is
 * no page. Throws where a page, an address or an anchor was meant and there is none.
 */
export function resolveLink(href: string, file: string, paths: PathOf): string | null {
  if (/^(https?:|mailto:|#|\/)/.test(href)) return href;
  const [target = "", anchor] = href.split("#");
  const path = paths.get(join(dirname(file), target));
  if (path === undefined) return null;
  return anchor === undefined ? path : `${path}#${anchor}`;
}

/** The address of a page's source. */
export function markdownPath(path: string): string {
  const [page = "", anchor] = path.split("#");
  const source = page === "/docs" ? "/docs/index.md" : `${page}.md`;
  return anchor === undefined ? source : `${source}#${anchor}`;
}

/** Points the links of a page's source to the sources of the other pages. */
export function withMarkdownLinks(markdown: string, file: string, paths: PathOf): string {
  return markdown.replace(/\]\(([^)\s]+)\)/g, (whole, href: string) => {
    const path = resolveLink(href, file, paths);
    return path?.startsWith("/docs") ? `](${markdownPath(path)})` : whole;
  });
}

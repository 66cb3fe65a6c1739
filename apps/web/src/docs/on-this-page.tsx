import type { Heading } from "./page.ts";

/** Few headings need no list of them. */
const LEAST = 3;

/** Lists the page's headings: beside the text on wide screens, else folded above it. */
export function OnThisPage({ headings, place }: { headings: readonly Heading[]; place: "beside" | "article" }) {
  const listed = headings.filter(({ level }) => level <= 3);
  if (listed.length < LEAST) return null;
  const list = (
    <ul>
      {listed.map(({ id, text, level }) => (
        <li key={id} className={level === 3 ? "pl-3" : ""}>
          <a href={`#${id}`} className="block py-1 text-sm text-soft hover:text-ink">
            {text}
          </a>
        </li>
      ))}
    </ul>
  );
  if (place === "beside") {
    return (
      <nav aria-label="On this page" className="doc-contents">
        <p className="mb-1 text-sm font-semibold">On this page</p>
        {list}
      </nav>
    );
  }
  return (
    <details className="doc-contents-folded">
      <summary>On this page</summary>
      <nav aria-label="On this page">{list}</nav>
    </details>
  );
}

import { pathOf, sections } from "./pages.ts";

/** Lists all pages: beside the text where there is room, else folded above it. */
export function DocNav({ current }: { current: string }) {
  return (
    <>
      <nav aria-label="Documentation" className="doc-nav">
        <Pages current={current} />
      </nav>
      <details className="doc-nav-folded">
        <summary>All pages</summary>
        <nav aria-label="Documentation">
          <Pages current={current} />
        </nav>
      </details>
    </>
  );
}

function Pages({ current }: { current: string }) {
  return sections().map(({ title, pages }) => (
    <div key={title} className="mb-6">
      <p className="mb-1 text-sm font-semibold">{title}</p>
      <ul>
        {pages.map((page) => (
          <li key={page.slug}>
            <a
              href={pathOf(page)}
              aria-current={page.slug === current ? "page" : undefined}
              className="block border-l-2 border-line py-1 pl-3 text-soft hover:text-ink aria-[current=page]:border-lamp-line aria-[current=page]:font-semibold aria-[current=page]:text-ink"
            >
              {page.title}
            </a>
          </li>
        ))}
      </ul>
    </div>
  ));
}

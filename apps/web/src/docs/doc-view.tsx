import type { Metadata } from "next";
import { Brand } from "../ui/brand.tsx";
import { SkipLink } from "../ui/skip-link.tsx";
import { TextLink } from "../ui/text-link.tsx";
import { DocNav } from "./doc-nav.tsx";
import { OnThisPage } from "./on-this-page.tsx";
import type { DocPage } from "./page.ts";
import { type findPage, pathOf } from "./pages.ts";
import { Search } from "./search.tsx";

type Found = NonNullable<ReturnType<typeof findPage>>;

/** Describes a page to who lists or shares it. */
export function docMetadata({ page }: Found): Metadata {
  const { title, description } = page;
  const source = page.slug === "" ? "/docs/index.md" : `${pathOf(page)}.md`;
  return {
    description,
    alternates: { types: { "text/markdown": source } },
    openGraph: { title: `${title} · Curfew`, description, siteName: "Curfew", type: "article", locale: "en" },
  };
}

/** Shows a page of the documentation. It is the same for everyone: who is logged in makes no difference. */
export function DocView({ page, previous, next }: Found) {
  const source = page.slug === "" ? "/docs/index.md" : `${pathOf(page)}.md`;
  return (
    <>
      <title>{`${page.title} · Curfew`}</title>
      <SkipLink />
      <header className="sticky top-0 z-5 border-b border-line bg-paper max-sm:static">
        <div className="mx-auto flex min-h-16 w-full max-w-7xl flex-wrap items-center gap-x-6 gap-y-2 px-4 py-2.5 sm:px-6">
          <Brand />
          <a href="/docs" className="py-1.5 text-soft hover:text-ink">
            Docs
          </a>
          <Search />
        </div>
      </header>
      <div className="doc-columns mx-auto w-full max-w-7xl flex-1 px-4 sm:px-6">
        <DocNav current={page.slug} />
        <main id="content" tabIndex={-1} className="min-w-0 py-8 outline-none sm:py-10">
          <p className="text-sm font-semibold text-soft">{page.section}</p>
          <h1 className="mt-1 mb-6 text-2xl">{page.title}</h1>
          <OnThisPage headings={page.headings} place="article" />
          {/* Made of our own documents when the app is built. */}
          <article className="prose" dangerouslySetInnerHTML={{ __html: page.html }} />
          <p className="mt-10 text-sm text-soft">
            <TextLink href={source}>This page as Markdown</TextLink>
          </p>
          <nav aria-label="Previous and next page" className="mt-6 grid grid-cols-1 gap-3 sm:grid-cols-2">
            <Neighbour page={previous} label="Previous" />
            <Neighbour page={next} label="Next" />
          </nav>
        </main>
        <OnThisPage headings={page.headings} place="beside" />
      </div>
      <footer className="mx-auto w-full max-w-7xl px-4 py-8 text-sm text-soft sm:px-6">
        Curfew: JSON Web Tokens you can revoke.
      </footer>
    </>
  );
}

function Neighbour({ page, label }: { page: DocPage | undefined; label: "Previous" | "Next" }) {
  if (page === undefined) return <span className="max-sm:hidden" />;
  return (
    <a
      href={pathOf(page)}
      rel={label === "Next" ? "next" : "prev"}
      className={`grid min-w-0 grid-cols-1 rounded-md border border-line px-4 py-3 wrap-anywhere hover:border-edge ${label === "Next" ? "sm:text-right" : ""}`}
    >
      <span className="text-sm text-soft">{label}</span>
      <span className="font-semibold text-link">{page.title}</span>
    </a>
  );
}

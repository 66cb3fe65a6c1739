import contents from "./contents.docs";
import type { DocPage } from "./page.ts";

const { pages } = contents;

/** The page at this path below `/docs`, with those before and after it; undefined: there is none. */
export function findPage(slug: string) {
  const index = pages.findIndex((page) => page.slug === slug);
  const page = pages[index];
  return page && { page, previous: pages[index - 1], next: pages[index + 1] };
}

/** The sections of the navigation, with their pages. */
export function sections(): { title: string; pages: DocPage[] }[] {
  const titles = [...new Set(pages.map(({ section }) => section))];
  return titles.map((title) => ({ title, pages: pages.filter(({ section }) => section === title) }));
}

export function pathOf({ slug }: Pick<DocPage, "slug">): string {
  return slug === "" ? "/docs" : `/docs/${slug}`;
}

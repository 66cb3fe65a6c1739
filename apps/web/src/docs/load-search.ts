import { SEARCH_OPTIONS } from "./page.ts";

/** A part of a page that was found. */
export interface Hit {
  readonly href: string;
  readonly title: string;
  readonly heading: string;
  readonly excerpt: string;
}

export type Find = (query: string) => readonly Hit[];

const MOST = 8;

let loading: Promise<Find> | undefined;

/** Fetches the index, once a page: from then on searching needs no connection. Can be tried again if it fails. */
export function loadSearch(): Promise<Find> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<Find> {
  const [{ default: MiniSearch }, response] = await Promise.all([import("minisearch"), fetch("/docs/search.json")]);
  if (!response.ok) throw new Error(`the index was answered ${response.status}`);
  const options = {
    ...SEARCH_OPTIONS,
    fields: [...SEARCH_OPTIONS.fields],
    storeFields: [...SEARCH_OPTIONS.storeFields],
  };
  const index = MiniSearch.loadJSON(await response.text(), options);
  return (query) =>
    index
      .search(query)
      .slice(0, MOST)
      .map(({ id, title, heading, excerpt }) => ({ href: id, title, heading, excerpt }));
}

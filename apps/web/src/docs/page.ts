/** A heading that can be linked to. */
export interface Heading {
  readonly id: string;
  readonly text: string;
  readonly level: number;
}

/** One page of the documentation, as the build has made it. */
export interface DocPage {
  /** Its path below `/docs`; empty for the first page. */
  readonly slug: string;
  readonly title: string;
  /** Its first paragraph, as plain text. */
  readonly description: string;
  /** The section of the navigation that lists it. */
  readonly section: string;
  readonly headings: readonly Heading[];
  readonly html: string;
  readonly markdown: string;
}

export interface Contents {
  readonly pages: readonly DocPage[];
  /** The first program of the first page. */
  readonly sample: string;
  /** A MiniSearch index, serialised. */
  readonly searchIndex: string;
  /** https://llmstxt.org, and the same with every page's text. */
  readonly llms: string;
  readonly llmsFull: string;
}

/** What the search finds: a part of a page, from one heading to the next. */
export interface Passage {
  readonly id: string;
  readonly title: string;
  readonly heading: string;
  readonly text: string;
}

/** How passages are indexed when building, and searched in the browser: it has to be the same. */
export const SEARCH_OPTIONS = {
  fields: ["title", "heading", "text"],
  storeFields: ["title", "heading", "excerpt"],
  searchOptions: { boost: { title: 4, heading: 3 }, prefix: true, fuzzy: 0.15, combineWith: "AND" },
} as const;

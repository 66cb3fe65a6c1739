import MiniSearch from "minisearch";
import { beforeAll, expect, test } from "vitest";
import { readContents } from "../../docs/contents.ts";
import { SEARCH_OPTIONS } from "../../src/docs/page.ts";

let index: MiniSearch;

beforeAll(async () => {
  const { searchIndex } = await readContents();
  const options = {
    ...SEARCH_OPTIONS,
    fields: [...SEARCH_OPTIONS.fields],
    storeFields: [...SEARCH_OPTIONS.storeFields],
  };
  index = MiniSearch.loadJSON(searchIndex, options);
});

/** What users ask, and a place that has to be among the first that they are shown. */
const QUESTIONS = [
  ["jsonwebtoken", "/docs/start/blacklist#install"],
  ["log out everywhere", "/docs/start/blacklist#log-out-everywhere"],
  ["noeviction", "/docs/stores#what-to-set-on-the-server"],
  ["jsonwebtokn", "/docs/start/blacklist"],
  ["SETEX", "/docs/migrate/setex"],
  ["flushall", "/docs/concepts/recovery"],
] as const;

test.for(QUESTIONS)("The search for “%s” finds %s", ([query, place]) => {
  const found = index.search(query).slice(0, 8);
  expect(found.map(({ id }) => String(id)).filter((id) => id.startsWith(place))).not.toEqual([]);
});

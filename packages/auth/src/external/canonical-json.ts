/**
 * Writes JSON in the one form of RFC 8785: members in the order of their names' UTF-16 code units, no white space.
 * Numbers and strings are written as ECMAScript does, which is what the RFC asks for. For values that `JSON.parse` gave.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

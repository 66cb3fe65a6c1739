/** A response of Express, or a reply of Fastify. */
interface Respondent {
  setHeader?(name: string, value: string): unknown;
  header?(name: string, value: string): unknown;
}

/** Sets headers, whatever is underneath. */
export function setHeaders(response: Respondent, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (response.setHeader !== undefined) response.setHeader(name, value);
    else response.header?.(name, value);
  }
}

/** The query of an address, as pages get it. */
export interface WithQuery {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

/** What a warning is about, by what its sentence says. The first that matches; the words on the left are labels. */
const KINDS: readonly (readonly [kind: string, sentence: RegExp])[] = [
  ["store_recovering", /lost records and is given them back/],
  ["store_recovered", /lost records and was given back/],
  ["store_lost_records", /lost records/],
  ["store_stray", /^The blacklist .*can't be used: /],
  ["store_shared", /under the same KEY_PREFIX/],
  ["database_restored", /restored from an older backup/],
  ["store_read_only", /^The blacklist .*takes no writes/],
  ["database_read_only", /^The database .*takes no writes/],
  ["eviction", /^maxmemory-policy/],
  ["persistence", /^Persistence is off|^Only snapshots are kept/],
  ["replica", /is a replica/],
  ["reads_lag", /\blag|behind its writes/],
  ["clock", /clocks? .*differ/],
  ["migration_needed", /^migration needed/],
  ["database_foreign", /of another program in the way/],
  ["certificate", /certificate|doesn't speak TLS/],
  ["proxy_untrusted", /TRUSTED_PROXY_HOPS/],
  ["setting_mistyped", /is not a setting of Curfew/],
];

const OTHER = "other";

export const WARNING_KINDS: readonly string[] = [...KINDS.map(([kind]) => kind), OTHER];

/** A word of a closed list: a sentence may hold a time or a number, and would make a new figure each time. */
export function kindOf(warning: string): string {
  return KINDS.find(([, sentence]) => sentence.test(warning))?.[0] ?? OTHER;
}

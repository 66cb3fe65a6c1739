import { type Environment, fileVariable, SECRETS } from "./env-reader.ts";

/** Every variable that is read. Checked by a test against the documentation. */
export const VARIABLES: readonly string[] = [
  ...["PORT", "APP_ORIGIN", "DATA_DIR", "DATABASE_URL", "DATABASE_POOL_SIZE", "MIGRATE_ON_START"],
  ...["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN", "REDIS_URL", "KEY_PREFIX"],
  ...["AUTH_SIGNING_KEYS", "KEY_LEAD_SECONDS"],
  ...["ACCESS_TOKEN_SECONDS", "REFRESH_TOKEN_SECONDS", "SESSION_SECONDS"],
  ...["CLOCK_TOLERANCE_SECONDS", "REFRESH_GRACE_SECONDS"],
  ...["BLACKLIST_TIMEOUT_MS", "BLACKLIST_MAX_STALENESS_MS"],
  ...["LOGIN_ATTEMPTS", "LOGIN_WINDOW_SECONDS", "AUDIT_DAYS"],
  ...["TRUSTED_PROXY_HOPS", "CORS_ORIGINS", "COOKIE_PREFIX"],
  ...["SHUTDOWN_DELAY_SECONDS", "METRICS_PORT", "METRICS_TOKEN"],
];

const KNOWN: ReadonlySet<string> = new Set([...VARIABLES, ...SECRETS.map(fileVariable)]);

/** Shorter names are near to too many others. */
const LEAST_LENGTH = 8;

/**
 * Warns of each variable that looks like a mistyped one of ours: nothing reads it, so another database or store is in
 * use than its owner thinks. Not where the right one is set too: then the other belongs to another program.
 */
export function mistypedIn(environment: Environment): readonly string[] {
  return Object.entries(environment)
    .filter(([name, value]) => !KNOWN.has(name) && !isServiceLink(value))
    .map(([name]) => name)
    .sort()
    .flatMap((name) => {
      const meant = meantBy(name);
      if (meant === null || isSet(meant, environment)) return [];
      return [`${name} is not a setting of Curfew and is ignored. Did you mean ${meant}?`];
    });
}

/** Kubernetes sets `CURFEW_PORT=tcp://10.0.0.1:3000` where a service is called curfew. */
function isServiceLink(value = ""): boolean {
  return /^(tcp|udp|sctp):\/\//.test(value);
}

/** Returns true if a variable is set by either of its names; an empty one is unset. */
function isSet(name: string, environment: Environment): boolean {
  const plain = name.replace(/_FILE$/, "");
  return Boolean(environment[plain] || (SECRETS.includes(plain) && environment[fileVariable(plain)]));
}

function meantBy(name: string): string | null {
  const plain = plainOf(name);
  const same = [...KNOWN].find((each) => each === plain || fileVariable(each) === plain);
  return same ?? [...KNOWN].find((each) => isNear(plain, each) || isOfAnotherUnit(plain, each)) ?? null;
}

const UNIT = /_(SECONDS|MS|DAYS)$/;
const OTHER_UNIT = /_(S|SECS?|SECONDS?|MS|MILLIS|MILLISECONDS|MIN|MINUTES|H|HOURS|DAYS?|TTL)$/;
/** Whatever else stands in an environment may be called so. */
const COMMON = /^(ACCESS_TOKEN|REFRESH_TOKEN|SESSION|AUDIT)$/;

/** Returns true for `BLACKLIST_TIMEOUT` and `ACCESS_TOKEN_MINUTES`: the unit is missing, or not ours. */
function isOfAnotherUnit(name: string, setting: string): boolean {
  if (!UNIT.test(setting)) return false;
  const quantity = setting.replace(UNIT, "");
  return name === quantity ? !COMMON.test(quantity) : name.replace(OTHER_UNIT, "") === quantity;
}

function plainOf(name: string): string {
  return name
    .toUpperCase()
    .replaceAll("-", "_")
    .replace(/^(CURFEW|NEXT_PUBLIC)_/, "");
}

/**
 * Returns true for one typing error, or two in a long name: a letter too many, one too few, another one, or two
 * swapped.
 */
function isNear(name: string, other: string): boolean {
  if (other.length < LEAST_LENGTH) return false;
  const slips = other.length < 12 ? 1 : 2;
  if (Math.abs(name.length - other.length) > slips) return false;
  const left = remains(name, slips);
  return [...remains(other, slips)].some((each) => left.has(each));
}

/**
 * Returns what is left of a name after at most so many letters were dropped: similar names have one of these in
 * common.
 */
function remains(name: string, drops: number): ReadonlySet<string> {
  if (drops === 0) return new Set([name]);
  const shorter = Array.from(name, (_, i) => name.slice(0, i) + name.slice(i + 1));
  return new Set([name, ...shorter.flatMap((each) => [...remains(each, drops - 1)])]);
}

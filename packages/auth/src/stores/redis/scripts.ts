import {
  FOLLOWERS_KEY,
  LOG_KEY,
  REVISION_KEY,
  type Restoration,
  type StoreRecord,
  type TailQuery,
  type Write,
} from "../../blacklist/store.ts";
import { MOST_SETTLED, SETTLED_MS } from "../validate.ts";

/** Lua for Redis 6.2 and later. A cluster finds the slot by `keys`, which share their hash tag with all keys made from them. */
export interface Script {
  readonly text: string;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

const SET = `
local function set(key, value, lifetime)
  if lifetime == '' then redis.call('SET', key, value) else redis.call('SET', key, value, 'PX', lifetime) end
end`;

const MILLISECONDS = `
local function milliseconds()
  local now = redis.call('TIME')
  return now[1] * 1000 + math.floor(now[2] / 1000)
end`;

/** GET and not MGET, which takes another type's value for nothing. */
const VALUES = `
local function values(first)
  local found = {}
  for i = first, #KEYS do found[#found + 1] = redis.call('GET', KEYS[i]) end
  return found
end`;

/** INCR is the first to write: where nothing can be written it fails, and nothing has been. */
const PUT = `${SET}${MILLISECONDS}${VALUES}
local function digits(number) return string.format('%.0f', number) end
local counter, log, followers = KEYS[1], KEYS[2], KEYS[3]
local id, settled, retention, count = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local now = milliseconds()
local oldest = tonumber(redis.call('GET', counter .. ':oldest') or 1)
local most = oldest + ${MOST_SETTLED}
local revision = redis.call('INCR', counter)
redis.call('XTRIM', log, 'MINID', '~', digits(math.max(0, now - retention)) .. '-0')
if redis.call('EXISTS', followers) == 1 then
  for i = 1, count do redis.call('XADD', log, '*', 'key', ARGV[3 * i + 2], 'value', ARGV[3 * i + 3]) end
  redis.call('PEXPIRE', log, digits(retention))
end
redis.call('SET', counter .. ':' .. digits(revision), id)
local stop = math.min(settled, revision, most)
for number = oldest, stop - 1 do redis.call('PEXPIRE', counter .. ':' .. digits(number), ${SETTLED_MS}) end
if stop > oldest then redis.call('SET', counter .. ':oldest', digits(stop)) end
for i = 1, count do set(KEYS[3 + i], ARGV[3 * i + 3], ARGV[3 * i + 4]) end
return { revision, values(4 + count) }`;

/** A write in any case, so that no replica can answer: DEL of nothing needs no memory either. */
const EXCHANGE = `${SET}${MILLISECONDS}${VALUES}
local standing = redis.call('GET', KEYS[1])
if standing == (ARGV[3] or false) then
  set(KEYS[1], ARGV[1], ARGV[2])
  standing = ARGV[1]
else
  redis.call('DEL', KEYS[2])
end
return { standing, milliseconds(), values(3) }`;

/** The record comes last: if the script is cut short, what was put is put again. */
const RESTORE = `${SET}
local standing = redis.call('GET', KEYS[1])
if standing == (ARGV[3] ~= '' and ARGV[4]) then
  for i = 3, #KEYS do
    if redis.call('EXISTS', KEYS[i]) == 0 then set(KEYS[i], ARGV[2 * i - 1], ARGV[2 * i]) end
  end
  set(KEYS[1], ARGV[1], ARGV[2])
  standing = ARGV[1]
else
  redis.call('DEL', KEYS[2])
end
return { standing, #KEYS - 2 }`;

const READ_PRIMARY = `${MILLISECONDS}${VALUES}
redis.call('DEL', KEYS[1])
return { milliseconds(), values(2) }`;

const TAIL = `${VALUES}
local found = redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])
if ARGV[1] ~= '-' and (found[1] == nil or found[1][1] ~= ARGV[1]) then
  found = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', ARGV[2])
end
return { found, values(2) }`;

/** Nothing ever stands here. */
export const PROBE_KEY = "probe";

/** Writes the scripts of a store whose keys begin with `prefix`. */
export function scriptsFor(prefix: string, logRetentionMs: number) {
  const prefixed = (keys: readonly string[]) => keys.map((key) => prefix + key);
  const ofRecord = ({ key, value, lifetimeMs }: StoreRecord) => [key, value, lifetimeText(lifetimeMs)];
  return {
    /** Answers the revision, and the values of `keys`. */
    put({ space = "", records, revisionId, settled, keepLogMs, keys }: Write): Script {
      const names = records.map((record) => record.key);
      const retention = Math.max(logRetentionMs, keepLogMs);
      const own = [REVISION_KEY, LOG_KEY, FOLLOWERS_KEY].map((name) => space + name);
      return {
        text: PUT,
        keys: prefixed([...own, ...names, ...keys]),
        args: [revisionId, `${settled}`, `${retention}`, `${records.length}`, ...records.flatMap(ofRecord)],
      };
    },
    /** Answers what stands under the record's key, the time, and the values of `keys`. */
    exchange({ key, value, lifetimeMs }: StoreRecord, expected: string | null, keys: readonly string[]): Script {
      return {
        text: EXCHANGE,
        keys: prefixed([key, PROBE_KEY, ...keys]),
        args: [value, lifetimeText(lifetimeMs), ...(expected === null ? [] : [expected])],
      };
    },
    /** Answers what stands under the record's key, and how many records there were beside it. */
    restore({ record, expected, records }: Restoration): Script {
      const before = expected === null ? ["", ""] : ["1", expected];
      return {
        text: RESTORE,
        keys: prefixed([record.key, PROBE_KEY, ...records.map(({ key }) => key)]),
        args: [
          record.value,
          lifetimeText(record.lifetimeMs),
          ...before,
          ...records.flatMap(({ value, lifetimeMs }) => [value, lifetimeText(lifetimeMs)]),
        ],
      };
    },
    /** Answers the time, and the values of `keys`. */
    readPrimary(keys: readonly string[]): Script {
      return { text: READ_PRIMARY, keys: prefixed([PROBE_KEY, ...keys]), args: [] };
    },
    /** Answers at most `count` entries of the log from `start`, from the oldest if `start` is gone, and the values of `keys`. */
    tail(start: string, count: number, { space = "", keys }: TailQuery): Script {
      return { text: TAIL, keys: prefixed([space + LOG_KEY, ...keys]), args: [start, `${count}`] };
    },
  };
}

function lifetimeText(lifetimeMs: number | null): string {
  return lifetimeMs === null ? "" : `${lifetimeMs}`;
}

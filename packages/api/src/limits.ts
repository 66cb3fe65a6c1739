/** Most calls one request may batch. */
export const MAX_BATCH = 10;

/** Largest body of a request, and longest address, in bytes. */
export const MAX_BYTES = 64 * 1024;

/** Most fields an input may have: no call takes a tenth of them. */
export const MAX_FIELDS = 100;

/** Most calls one request may batch. */
export const MAX_BATCH = 10;

/** Largest body of a request, and longest address, in bytes. */
export const MAX_BYTES = 64 * 1024;

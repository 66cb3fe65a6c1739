/** In which the proxy tells a page its own path and query: Next.js has no other way. It decides nothing but the way back. */
export const PATH_HEADER = "x-curfew-path";

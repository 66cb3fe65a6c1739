/** In which the proxy tells a page its own path and query: Next.js has no other way. It decides nothing but the way back. */
export const PATH_HEADER = "x-curfew-path";

/** In which the proxy tells that a renewal could not be judged. A client that sends it gets no page. */
export const RENEWAL_HEADER = "x-curfew-renewal";

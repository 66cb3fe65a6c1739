import { handlers } from "../../../handle.ts";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers;

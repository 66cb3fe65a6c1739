import { EVENTS } from "@curfew/api";

/** What operators and the service itself record, besides what befalls people at the hands of a request. */
const OWN = [
  ...["admin_granted", "admin_revoked", "password_reset_offered"],
  ...["key_rotated", "key_banned", "store_adopted", "store_forgot", "store_recovered"],
];

/** Every type of event that the audit trail may hold. */
export const EVENT_TYPES: readonly string[] = [...EVENTS, ...OWN];

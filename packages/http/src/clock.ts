import type { Clock } from "@curfew/auth";

export const systemClock: Clock = () => new Date();

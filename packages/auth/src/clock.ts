/** Where the time comes from. Tests pass one that they move. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** Milliseconds that have passed since some fixed moment: never set back, but it may stand still while a machine is paused. */
export type Uptime = () => number;

export const systemUptime: Uptime = () => performance.now();

/** Two clocks, the app's and the store's, may differ by this much before a record dies too early. */
export const MARGIN_SECONDS = 60;

/** A moment by both clocks. */
export interface Moment {
  readonly wall: number;
  readonly uptime: number;
}

export interface Stopwatch {
  now(): Moment;
  /**
   * How long ago a moment was, milliseconds: the greater of what the two clocks say. Infinite if they disagree by
   * more than a second, for then one of them was set or stood still, and nobody knows.
   */
  age(moment: Moment): number;
}

const DISAGREEMENT_MS = 1_000;

/** Creates a stopwatch that goes by two clocks. */
export function createStopwatch(clock: Clock, uptime: Uptime): Stopwatch {
  const now = () => ({ wall: clock().getTime(), uptime: uptime() });
  return {
    now,
    age(moment) {
      const { wall, uptime: up } = now();
      const [byWall, byUptime] = [wall - moment.wall, up - moment.uptime];
      return Math.abs(byWall - byUptime) > DISAGREEMENT_MS ? Number.POSITIVE_INFINITY : Math.max(byWall, byUptime);
    },
  };
}

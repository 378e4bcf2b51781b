import type { MapPlace } from '../passport/map/PassportMap';

/** Something that somebody should look at. */
export interface Finding {
  /** `GET /users` */
  readonly title: string;
  /** What is wrong with it, where that is more than what all have in common. */
  readonly reasons?: readonly string[];
  readonly place: MapPlace;
}

/** What a question to the map came to. */
export interface Findings {
  /** Stands above the findings, or says that there are none. */
  readonly summary: string;
  readonly findings: readonly Finding[];
}

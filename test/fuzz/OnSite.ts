import type { Oracle } from './Oracle';
import type { Site } from './Site';

/** What the topics ask, from `before` on. */
export interface OnSite {
  readonly site: Site;
  readonly oracle: Oracle;
}

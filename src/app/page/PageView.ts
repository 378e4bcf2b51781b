/** What the page shows beside the map. */
export interface PageView {
  /** The application's name. */
  readonly appName: string;
  /** Files are shown as seen from here. */
  readonly baseDir: string;
  /** Lets the page's own style and script in, and no other. */
  readonly nonce: string;
  /** Routes whose path, name or source has this in it. */
  readonly filter?: string;
  /** Routes that may be reached in this way. */
  readonly access?: string;
}

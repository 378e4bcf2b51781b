/** A path of this site as it is; for anything that a browser would take for another site, the root. */
export function localPath(url: string): string {
  return /^\/(?![/\\])[^\t\r\n]*$/.test(url) ? url : '/';
}

/** What protects the page: nothing but its own style and script, no frame, no cache, no other origin. */
export function pageHeaders(nonce?: string): Record<string, string> {
  const own = nonce === undefined ? '' : ` style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}';`;
  return {
    'Content-Security-Policy': `default-src 'none';${own} img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    'Cache-Control': 'no-store',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
}

/** An HTTP status, or nothing: strategies and errors say what they like. */
export function wholeStatus(status: unknown): number | undefined {
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status < 600 ? status : undefined;
}

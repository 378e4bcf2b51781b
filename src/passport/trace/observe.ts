import type { Application } from 'egg';
import { traceOf } from './traceOf';

/**
 * Puts the trace around strategies, links and policies, where anybody observes; otherwise they are
 * called as they are. When the application and its SDK have loaded, before guards get their policies.
 */
export function observe(app: Application): void {
  const trace = traceOf(app);
  if (!trace) return;
  const { passport } = app;
  passport.trace = trace;
  passport.chains.observe(trace);
  passport.policies.observe(trace);
}

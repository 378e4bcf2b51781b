import type { Application } from 'egg';
import { sessionSettings } from '../session/SessionSettings';
import { strategyDeadline } from '../strategyDeadline';
import { DecisionLines } from './DecisionLines';
import { DecisionSpans } from './DecisionSpans';
import type { Observer } from './Observer';
import { openTelemetry } from './openTelemetry';
import { Trace } from './Trace';
import { tracerOf } from './tracerOf';

/** The trace of an application; nothing, where nobody reads lines and nothing takes spans. */
export function traceOf(app: Application): Trace | undefined {
  const observers: Observer[] = [];
  if (DecisionLines.areWanted()) observers.push(new DecisionLines());
  const api = openTelemetry(app);
  const tracer = api && tracerOf(api);
  if (tracer) observers.push(new DecisionSpans(api, tracer));
  if (!observers.length) return undefined;
  const login = strategyDeadline(app.config.passport);
  const { timeout: session } = sessionSettings(app.config.passport.session);
  return new Trace(observers, {
    verify: login,
    policy: login,
    serialize: session,
    deserialize: session,
    stamp: session,
  });
}

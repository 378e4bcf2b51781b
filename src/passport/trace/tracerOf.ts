import type { Tracer } from '@opentelemetry/api';
import type { OpenTelemetry } from './openTelemetry';

/** What stands for the provider before there is one. */
interface Placeholder {
  getDelegateTracer?(name: string): Tracer | undefined;
}

const SCOPE = 'tegg-passport';

/**
 * What makes our spans; nothing, where no SDK is there that would take them. The API alone comes along
 * with many packages, and spans that go nowhere cost something too.
 */
export function tracerOf({ trace }: OpenTelemetry): Tracer | undefined {
  const provider: unknown = trace.getTracerProvider();
  const { getDelegateTracer } = provider as Placeholder;
  return getDelegateTracer
    ? (Reflect.apply(getDelegateTracer, provider, [SCOPE]) as Tracer | undefined)
    : trace.getTracer(SCOPE);
}

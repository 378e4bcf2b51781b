import type { Attributes, Tracer } from '@opentelemetry/api';
import type { Call } from './Call';
import { isFault, type Decision } from './Decision';
import type { Observed, Observer } from './Observer';
import type { OpenTelemetry } from './openTelemetry';

/** A span of OpenTelemetry for each call, below the span that is active. */
export class DecisionSpans implements Observer {
  constructor(
    private readonly api: OpenTelemetry,
    private readonly tracer: Tracer,
  ) {}

  begin(call: Call): Observed {
    const { context, trace, SpanKind, SpanStatusCode } = this.api;
    const options = { kind: SpanKind.INTERNAL, attributes: callAttributes(call) };
    const span = this.tracer.startSpan(`passport.${call.kind} ${call.name}`, options);
    const active = trace.setSpan(context.active(), span);
    return {
      surround: make => context.with(active, make),
      end(decision) {
        span.setAttributes(decisionAttributes(decision));
        if (isFault(decision)) span.setStatus({ code: SpanStatusCode.ERROR });
        // The whole error would bring its message along.
        if (decision.error) span.recordException({ name: decision.error });
        span.end();
      },
    };
  }
}

function callAttributes({ kind, name }: Call): Attributes {
  if (kind === 'strategy' || kind === 'policy') return { [`passport.${kind}`]: name };
  return { 'passport.chain': kind, 'passport.verifier': name };
}

function decisionAttributes({ outcome, status, code, error }: Decision): Attributes {
  return {
    'passport.outcome': outcome,
    'passport.status': status,
    'passport.code': code,
    'error.type': error,
  };
}

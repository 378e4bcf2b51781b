import { EventEmitter, once } from 'node:events';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** An SDK of OpenTelemetry that keeps spans in memory. */
export class Spans {
  private readonly exporter = new InMemorySpanExporter();
  private readonly ended = new EventEmitter();

  /** Registers it, for the whole process. */
  start(): this {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const spanProcessors = [new SimpleSpanProcessor(this.exporter), this.telling()];
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
    return this;
  }

  private telling(): SpanProcessor {
    const nothing = async (): Promise<void> => {};
    return { onStart() {}, onEnd: ({ name }) => void this.ended.emit(name), forceFlush: nothing, shutdown: nothing };
  }

  stop(): void {
    trace.disable();
    context.disable();
  }

  reset(): void {
    this.exporter.reset();
  }

  /** What ended since the last reset, in that order. */
  all(): ReadableSpan[] {
    return this.exporter.getFinishedSpans();
  }

  /** When the next span of this name ends. */
  async next(name: string): Promise<void> {
    await once(this.ended, name);
  }

  named(name: string): ReadableSpan[] {
    return this.all().filter(span => span.name === name);
  }

  /** The names as a tree, children indented below their parents, each span of ours with what it came to. */
  tree(): string[] {
    const spans = this.all();
    const below = (parent: string | undefined, depth: number): string[] =>
      spans
        .filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent)
        .flatMap(span => ['  '.repeat(depth) + describe(span)].concat(below(span.spanContext().spanId, depth + 1)));
    return below(undefined, 0);
  }
}

function describe({ name, attributes, status }: ReadableSpan): string {
  const words = ['passport.outcome', 'passport.status', 'passport.code', 'error.type'].map(key => attributes[key]);
  const isFault = status.code === SpanStatusCode.ERROR;
  return [name, ...words, isFault && '!'].filter(word => word !== undefined && word !== false).join(' ');
}

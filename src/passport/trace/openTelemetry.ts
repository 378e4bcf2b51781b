import type { Application } from 'egg';

/** The package `@opentelemetry/api`. */
export type OpenTelemetry = typeof import('@opentelemetry/api');

/**
 * OpenTelemetry as the application has it, which is the copy that its SDK has registered with; where
 * the application itself has none, as we have it. Looked for when the application boots: tegg loads
 * every file of this package, and applications need not have that one.
 */
export function openTelemetry({ baseDir, coreLogger }: Application): OpenTelemetry | undefined {
  try {
    return require(require.resolve('@opentelemetry/api', { paths: [baseDir, __dirname] })) as OpenTelemetry;
  } catch (err) {
    if ((err as { code?: unknown }).code !== 'MODULE_NOT_FOUND') {
      coreLogger.warn('[tegg-passport] @opentelemetry/api cannot be loaded: there are no spans', err);
    }
    return undefined;
  }
}

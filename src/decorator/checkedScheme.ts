import type { Constructor } from './ClassMarks';
import type { SecurityScheme } from './SecurityScheme';
import { WiringError } from './WiringError';

// What an object of each type must have, as text but for `flows`.
const FIELDS: Readonly<Record<SecurityScheme['type'], readonly string[]>> = {
  apiKey: ['in', 'name'],
  http: ['scheme'],
  mutualTLS: [],
  oauth2: ['flows'],
  openIdConnect: ['openIdConnectUrl'],
};

const PLACES: ReadonlySet<unknown> = new Set(['query', 'header', 'cookie']);

/**
 * The `openapi` of a strategy class.
 *
 * @throws WiringError `strategy_options`
 */
export function checkedScheme(clazz: Constructor, scheme: SecurityScheme | undefined): SecurityScheme | undefined {
  if (scheme === undefined) return undefined;
  const { type } = (scheme ?? {}) as Partial<SecurityScheme>;
  const fields = type !== undefined && Object.hasOwn(FIELDS, type) ? FIELDS[type] : undefined;
  const missing = fields?.find(field => !isGiven(field, scheme[field]));
  if (fields && missing === undefined) return { ...scheme };
  throw new WiringError(
    missing === undefined
      ? 'its `openapi` is no Security Scheme Object of OpenAPI'
      : `its \`openapi\` of the type '${type}' has no \`${missing}\``,
    {
      code: 'strategy_options',
      className: clazz.name,
      fix: "Give one, like `{ type: 'apiKey', in: 'header', name: 'X-API-Key' }`",
    },
  );
}

function isGiven(field: string, value: unknown): boolean {
  if (field === 'in') return PLACES.has(value);
  return field === 'flows' ? typeof value === 'object' && value !== null : typeof value === 'string' && value !== '';
}

import type { SecurityScheme } from '../../decorator/SecurityScheme';
import { compareNames } from '../map/compareNames';
import type { MapAccess, MapEntry, PassportMap } from '../map/PassportMap';
import type { OpenapiSecurity, SecurityRequirement } from './OpenapiSecurity';
import { pathTemplates } from './pathTemplates';
import { requirements } from './requirements';
import { schemeKeys } from './schemeKeys';

/** What the schemes of strategies are. */
export interface Schemes {
  of(strategy: string): SecurityScheme;
  /** Whether a login with it takes what no scheme says. */
  takesMore(strategy: string): boolean;
}

type Operations = Record<string, { security: readonly SecurityRequirement[] }>;

// An operation of OpenAPI 3.1 stands under one of these.
const VERBS: readonly string[] = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The security of the routes of a map. */
export function securityOf({ entries }: PassportMap, schemes: Schemes): OpenapiSecurity {
  const keys = schemeKeys(entries.flatMap(({ access }) => strategiesOf(access)));
  const used = new Set<string>();
  const use = (strategy: string): string | undefined => {
    used.add(strategy);
    return keys.get(strategy);
  };
  const paths: Record<string, Operations> = {};
  // Templates that differ in the names of parameters are one to OpenAPI.
  const templates = new Map<string, string>();
  for (const { entry, template } of entries.flatMap(templated)) {
    const security = requirements(entry.access, strategy =>
      entry.access.type === 'login' && schemes.takesMore(strategy) ? undefined : use(strategy),
    );
    const shape = template.replace(/\{\w+\}/g, '{}');
    const path = templates.get(shape) ?? template;
    templates.set(shape, path);
    const operations = (paths[path] ??= {});
    for (const verb of verbsOf(entry)) {
      operations[verb] = { security: eitherOf(operations[verb]?.security, security) };
    }
  }
  const named = [...keys].filter(([strategy]) => used.has(strategy)).sort(([a], [b]) => compareNames(a, b));
  return {
    components: { securitySchemes: Object.fromEntries(named.map(([strategy, key]) => [key, schemes.of(strategy)])) },
    paths,
  };
}

function strategiesOf(access: MapAccess): readonly string[] {
  switch (access.type) {
    case 'guard':
      return access.guard.strategies;
    case 'login':
      return access.strategies;
    case 'public':
    case 'open':
      return [];
  }
}

function templated(entry: MapEntry): { entry: MapEntry; template: string }[] {
  const { path, regexp } = entry;
  if (path === undefined || regexp) return [];
  return pathTemplates(path).map(template => ({ entry, template }));
}

function verbsOf({ verbs = [] }: MapEntry): string[] {
  return verbs.includes('ALL')
    ? [...VERBS]
    : verbs.map(verb => verb.toLowerCase()).filter(verb => VERBS.includes(verb));
}

// Two routes of one path answer different hosts.
function eitherOf(
  one: readonly SecurityRequirement[] | undefined,
  other: readonly SecurityRequirement[],
): readonly SecurityRequirement[] {
  if (!one) return other;
  if (!one.length && !other.length) return [];
  const all = [one, other].flatMap(security => (security.length ? security : [{}]));
  return [...new Map(all.map(requirement => [JSON.stringify(requirement), requirement])).values()];
}

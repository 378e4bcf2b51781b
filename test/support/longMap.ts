import type { MapAccess, PassportMap } from '#src/passport/map/PassportMap';

const WORD = 'x'.repeat(70);
const CLASS = 'SingleSignOnIdentityProviderForContractorsAndPartnersOfTheCompany';
const at = { className: CLASS, method: WORD, file: `/srv/app/app/module/${WORD}/${CLASS}.ts`, line: 12345 };
const guard: MapAccess = {
  type: 'guard',
  guard: {
    strategies: [WORD, CLASS],
    optional: true,
    policies: [{ name: WORD, args: [{ [WORD]: [1, 2, 3] }, CLASS] }],
    maxAge: 600_000,
    freshStrategy: WORD,
  },
};

/** A map in which every name is longer than any place for it, and has nowhere to break. */
export const LONG_MAP: PassportMap = {
  strategies: [
    { name: WORD, challenge: `Bearer realm="${WORD}"`, passportStrategy: CLASS, ...at },
    { name: 'kebab-'.repeat(14), challenge: 'Key' },
  ],
  chains: {
    verify: [
      { name: CLASS, order: 100, strategies: [WORD, WORD], ...at },
      { name: WORD, order: 200 },
    ],
    serialize: [{ name: CLASS, ...at }],
    deserialize: [{ name: WORD, ...at }],
    stamp: [{ name: WORD, ...at }],
  },
  policies: [{ name: WORD, ...at }],
  entries: [
    {
      kind: 'route',
      verbs: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      path: `/${WORD}/:${WORD}`,
      access: guard,
      ...at,
    },
    { kind: 'route', verbs: ['GET'], path: '/a', hosts: [`${WORD}.example`, WORD], access: { type: 'open' }, ...at },
    { kind: 'router', verbs: ['GET'], path: '/b', access: { type: 'login', strategies: [WORD], session: false } },
    { kind: 'mcp', mcp: 'resource', name: WORD, access: { type: 'public' }, ...at },
    { kind: 'method', access: guard, ...at },
  ],
};

import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { CALLBACK_ROUTE, callbackOf } from '#src/passport/oauth/callbackOf';
import { fakeContext } from '../support/engine';
import { forAll } from './cases';
import type { OnSite } from './OnSite';

const MARK = 'zq7mark';
const HANDLE = '{state}';
const PATH = '/passport/github/callback';

const name = fc.constantFrom(
  'code',
  'state',
  'error',
  'error_description',
  'iss',
  'scope',
  'returnTo',
  'code[]',
  'state[x]',
  '__proto__',
  'code%00',
  'CODE',
);
const text = fc.oneof(
  fc.constantFrom(
    HANDLE,
    HANDLE,
    'of-ada',
    'of-ada',
    'of-eve',
    '',
    'access_denied',
    'server_error',
    'temporarily_unavailable',
    'undefined',
    '%',
    '%ff',
    '+',
    '%E0%A4%A',
  ),
  fc.constantFrom(
    `<script>${MARK}</script>`,
    `%0d%0aX-Injected:%20${MARK}`,
    `https://${MARK}.example/`,
    `//${MARK}.example`,
    '/cart',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }).map(encode),
);
const parameters = fc.array(fc.record({ name, value: text }), { maxLength: 6 });
const good = [
  { name: 'state', value: HANDLE },
  { name: 'code', value: 'of-ada' },
];
/** What a provider, or somebody in its place, may send along: the callback of a good login with something done to it. */
const query = fc
  .record({ kept: fc.subarray(good), more: parameters, isFirst: fc.boolean() })
  .map(({ kept, more, isFirst }) =>
    (isFirst ? [...more, ...kept] : [...kept, ...more]).map(({ name: key, value }) => `${key}=${value}`).join('&'),
  );

const parameter = fc.oneof(fc.constantFrom('of-ada', '', null, { toString: null }), fc.anything());
const body = fc.oneof(
  fc.record({ code: parameter, state: parameter, error: parameter }, { requiredKeys: [] }),
  fc.jsonValue(),
  fc.anything(),
);

/** A callback's parameters, at the function that reads them. */
export function callbackParameters(): void {
  it('are one text each, or unclear', () =>
    forAll(
      'functions',
      4000,
      fc.record({ query, body, isRoute: fc.boolean() }),
      ({ query: querystring, body: posted, isRoute }) => {
        const ctx = fakeContext({}, { querystring, request: { body: posted } });
        const found = callbackOf(ctx, isRoute ? { [CALLBACK_ROUTE]: true } : {});
        if (!found) return assert.ok(!isRoute);
        const params = new URLSearchParams(querystring);
        assert.ok(found.state === undefined || (typeof found.state === 'string' && found.state !== ''));
        assert.ok(found.error === undefined || (typeof found.error === 'string' && found.error !== ''));
        if (params.has('state')) assert.equal(found.state, only(params, 'state'));
        if (params.has('code')) assert.equal(found.codes, only(params, 'code') === undefined ? 'unclear' : 'one');
      },
    ));
}

/** Callbacks of a login that has begun, with queries that no provider would send. */
export function callbacks(on: OnSite): void {
  const start = async (): Promise<{ cookies: string[]; handle: string }> => {
    const { location, cookies } = await on.site.wire.send({ path: '/passport/github' });
    return {
      cookies: [`Cookie: ${cookies.join('; ')}`],
      handle: String(new URL(String(location)).searchParams.get('state')),
    };
  };

  it('log in whom their one code is of, with the state of the flow, and nobody else', () =>
    forAll('requests', 900, query, async wanted => {
      const { cookies, handle } = await start();
      const sent = wanted.replaceAll(HANDLE, handle);
      const params = new URLSearchParams(sent);
      const isOurs = only(params, 'state') === handle && !params.getAll('error').some(Boolean);
      const users = isOurs ? ['ada', 'eve'].filter(user => only(params, 'code') === `of-${user}`) : [];
      const statuses = users.length ? [302] : [400, 401, 403, 502, 503];
      const asked = { path: `${PATH}?${sent}`, head: [...cookies, 'Accept: application/json'] };
      const { user, location } = await on.oracle.judge(asked, { statuses, users, cookies, echoes: [MARK, handle] });
      assert.deepEqual([user], users.length ? users : ['nobody']);
      assert.equal(location, users.length ? '/' : undefined);
    }));

  it('of another browser, another strategy or a made up flow log in nobody', async () => {
    const flow = fc.oneof(
      fc.jsonValue(),
      fc.array(
        fc.record(
          {
            handle: fc.constantFrom('h', ''),
            strategy: fc.constantFrom('github', 'gitlab', '__proto__'),
            at: fc.oneof(fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER), fc.jsonValue()),
            verifier: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
      ),
    );
    await forAll('requests', 350, flow, async oauthFlows => {
      const cookies = [`Cookie: ${await on.site.session({ oauthFlows, returnTo: `//${MARK}.example` })}`];
      const asked = { path: `${PATH}?state=h&code=of-ada`, head: [...cookies, 'Accept: application/json'] };
      await on.oracle.judge(asked, { statuses: [401], users: [], cookies, echoes: [MARK] });
    });
  });
}

function only(params: URLSearchParams, key: string): string | undefined {
  const values = params.getAll(key);
  return values.length === 1 && values[0] !== '' ? values[0] : undefined;
}

function encode(value: string): string {
  return Buffer.from(value).toString('hex').replaceAll(/../g, '%$&');
}

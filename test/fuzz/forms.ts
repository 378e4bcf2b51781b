import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Strategy as LocalStrategy } from 'passport-local';
import { passwordFailure } from '#src/passport/passwordCredentials';
import { attempt, form, value } from './bodies';
import { forAll } from './cases';
import type { OnSite } from './OnSite';
import { FORM, SECRETS } from './Site';

const request = fc.record({
  method: fc.constantFrom('POST', 'GET', 'PUT', 'post'),
  body: fc.oneof(
    fc.record({ username: fc.oneof(value, fc.anything()), password: value }, { requiredKeys: [] }),
    fc.anything(),
  ),
});

/** Parsed bodies, at the function that looks for credentials. */
export function credentials(): void {
  const strategy = new LocalStrategy(() => {}) as never;

  it('are texts in the body of a POST', () =>
    forAll('functions', 3000, request, ({ method, body }) => {
      const failure = passwordFailure('local', strategy, { method, body } as never);
      const { username, password } = own(body);
      const areTexts = [username, password].every(text => typeof text === 'string' && text !== '');
      assert.equal(failure === undefined, method === 'POST' && areTexts);
      if (failure) assert.equal(failure.status, 400);
    }));
}

/** Login forms with any body, before which somebody else may be logged in. */
export function forms(on: OnSite): void {
  let alan: string;
  before(async () => {
    alan = `Cookie: ${await on.site.login('alan')}`;
  });

  it('log in whom they name with the right password, hand on nothing but texts, and leave a session alone otherwise', () =>
    forAll(
      'requests',
      1600,
      fc.record({ attempt, isAlan: fc.boolean() }),
      async ({ attempt: { type, body: sent, query }, isAlan }) => {
        await on.site.seen();
        const cookies = isAlan ? [alan] : [];
        const asked = {
          method: 'POST',
          path: `/login${query}`,
          head: [...cookies, type, 'Accept: application/json'],
          body: sent,
        };
        const before = isAlan ? 'alan' : 'nobody';
        // 413 and 415 are the body parser's.
        const verdict = { statuses: [200, 400, 401, 413, 415], users: ['ada', 'eve', before], cookies };
        const { status, body: name, user } = await on.oracle.judge(asked, verdict);
        const seen = await on.site.seen();
        assert.ok(
          seen.every(text => typeof text === 'string' && text !== ''),
          JSON.stringify(seen),
        );
        if (status !== 200) return assert.equal(user, before);
        assert.deepEqual(seen, [name, SECRETS.password]);
        assert.equal(user, name);
        alan = `Cookie: ${await on.site.login('alan')}`;
      },
    ));

  it('log in nobody by another method, whatever is in the query', () =>
    forAll(
      'requests',
      300,
      fc.record({
        method: fc.constantFrom('GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
        path: fc.constantFrom('/login', '/form'),
        query: form,
      }),
      async ({ method, path, query }) => {
        await on.site.seen();
        const asked = {
          method,
          path: `${path}?${query}`,
          head: [FORM, 'X-HTTP-Method-Override: POST'],
          body: method === 'HEAD' ? undefined : query,
        };
        await on.oracle.judge(asked, { statuses: [200, 204, 400, 403, 404, 405, 501], users: [] });
        assert.deepEqual(await on.site.seen(), []);
      },
    ));
}

function own(body: unknown): { username?: unknown; password?: unknown } {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    ['username', 'password']
      .filter(key => Object.hasOwn(body, key))
      .map(key => [key, (body as Record<string, unknown>)[key]]),
  );
}

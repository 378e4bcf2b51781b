import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Strategy as LocalStrategy } from 'passport-local';
import { Strategy as BearerStrategy } from 'passport-http-bearer';
import type { AuthFailure } from '#src/passport/AuthOutcome';
import { passwordFailure } from '#src/passport/passwordCredentials';
import { fakeContext, fakePassport } from '../support/engine';

const LOCAL = new LocalStrategy(() => assert.fail('verified'));
const NESTED = new LocalStrategy({ usernameField: 'user[name]', passwordField: 'user[secret][0]' }, () => {});

/** Why these credentials do not reach the strategy. */
const failureOf = (body: unknown, method = 'POST', strategy: object = LOCAL): AuthFailure | undefined =>
  passwordFailure('local', strategy as never, { method, body } as never);
const RIGHT = { username: 'ada', password: 'right' };
const missing = { strategy: 'local', status: 400, reason: 'Missing credentials' };

describe('credentials for a strategy that takes passwords', () => {
  it('are strings in the body of a POST', () => {
    assert.equal(failureOf(RIGHT), undefined);
    assert.equal(failureOf({ ...RIGHT, more: [1], _csrf: 1 }), undefined);
  });

  it('are none by any other method', () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'post', '']) {
      const failure = failureOf(RIGHT, method);
      assert.deepEqual([failure?.status, failure?.error?.code], [400, 'credentials_malformed'], method);
    }
  });

  it('are none of any other type', () => {
    const values: unknown[] = [0, 1, -1, true, false, [], ['ada'], ['a', 'b'], {}, { $ne: null }, { length: 1 }];
    for (const value of values) {
      for (const field of ['username', 'password']) {
        const failure = failureOf({ ...RIGHT, [field]: value });
        assert.deepEqual(
          [failure?.status, failure?.error?.status, failure?.error?.code],
          [400, 400, 'credentials_malformed'],
          JSON.stringify(value),
        );
      }
    }
  });

  it('are missing where one is not there or empty', () => {
    const bodies: unknown[] = [undefined, null, '', 'username=ada&password=right', 1, true, [], [RIGHT], {}];
    for (const body of bodies) assert.deepEqual(failureOf(body), missing, JSON.stringify(body));
    for (const value of [undefined, null, '']) {
      assert.deepEqual(failureOf({ ...RIGHT, username: value }), missing);
      assert.deepEqual(failureOf({ ...RIGHT, password: value }), missing);
    }
  });

  it('are not what an object inherits', () => {
    assert.deepEqual(failureOf(Object.create(RIGHT)), missing);
    const inherited = new LocalStrategy({ usernameField: 'constructor[name]' }, () => {});
    assert.deepEqual(failureOf(RIGHT, 'POST', inherited), missing);
  });

  it('are found in nested fields, as passport-local names them', () => {
    const nested = (body: unknown): AuthFailure | undefined => failureOf(body, 'POST', NESTED);
    assert.equal(nested({ user: { name: 'ada', secret: ['right'] } }), undefined);
    assert.deepEqual(nested({ user: 'ada' }), missing);
    assert.deepEqual(nested({ user: { name: 'ada', secret: 'right' } }), missing);
    assert.equal(nested({ user: { name: 'ada', secret: [['right']] } })?.error?.code, 'credentials_malformed');
  });

  it('are no matter of strategies that take none', () => {
    for (const strategy of [new BearerStrategy(() => {}), { authenticate() {} }])
      assert.equal(failureOf(undefined, 'GET', strategy), undefined);
  });

  it('reach a verify function as the strings that the body holds, or not at all', async () => {
    const value = fc.oneof(fc.string(), fc.jsonValue(), fc.constant(undefined));
    const body = fc.oneof(
      fc.record({ username: value, password: value }, { requiredKeys: [] }),
      fc.jsonValue(),
      fc.string(),
    );
    const request = fc.record({ body, query: body, method: fc.constantFrom('POST', 'POST', 'GET', 'PUT') });
    await fc.assert(
      fc.asyncProperty(request, async ({ body: sent, query, method }) => {
        const seen: unknown[] = [];
        const passport = fakePassport();
        passport.use(
          new LocalStrategy((username, password, done) => {
            seen.push({ username, password });
            done(null, { id: 1 });
          }) as never,
        );
        const ctx = fakeContext({}, { req: { method, headers: {} }, query, request: { body: sent } });
        const outcome = await passport.run(ctx, 'local');
        const { username, password } = Object(sent) as Record<string, unknown>;
        const areStrings = [username, password].every(text => typeof text === 'string' && text !== '');
        assert.deepEqual(seen, method === 'POST' && areStrings ? [{ username, password }] : []);
        assert.equal(outcome.type, seen.length ? 'success' : 'fail');
        if (outcome.type === 'fail')
          assert.deepEqual(
            outcome.failures.map(({ status }) => status),
            [400],
          );
      }),
      { numRuns: 2000 },
    );
  });
});

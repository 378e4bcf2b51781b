import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { loginSlot } from '#src/passport/Session';
import { forAll } from './cases';
import type { OnSite } from './OnSite';
import { FORM, SECRETS } from './Site';

const KNOWN = ['ada', 'alan', 'eve'];
const LOGIN = new URLSearchParams({ username: 'eve', password: SECRETS.password }).toString();

const user = fc.oneof(fc.constantFrom(...KNOWN, 'nobody', '', 0, false, null), fc.jsonValue());
const almost = fc.record(
  {
    user,
    at: fc.oneof(fc.constant(Date.now()), fc.jsonValue()),
    strategy: fc.oneof(fc.constantFrom('local', 'session', '__proto__'), fc.jsonValue()),
    id: fc.oneof(fc.stringMatching(/^[\w-]{22}$/), fc.constantFrom('../../../x', ''), fc.jsonValue()),
    stamp: fc.jsonValue(),
    after: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const slot = fc.oneof(almost, fc.array(almost), user, fc.constantFrom({}, [], 'ada', { user: ['ada'] }, ['ada']));
const key = fc.constantFrom('returnTo', 'oauthFlows', 'messages', 'flash', 'secret', 'csrfToken', 'isNew', 'user');
const content = fc
  .record({ slot: fc.option(slot, { nil: undefined }), more: fc.dictionary(key, fc.jsonValue(), { maxKeys: 4 }) })
  .map(({ slot: passport, more }) => Object.assign({ passport }, more));

/** What `passport` in a session says, by the rule. */
function userOf(passport: unknown): unknown {
  if (typeof passport !== 'object' || passport === null || Array.isArray(passport)) return undefined;
  const found: unknown = (passport as { user?: unknown }).user;
  return found === null || found === undefined || found === false ? undefined : found;
}

/** The slot of a session, at the function that reads it. */
export function sessionSlots(): void {
  it('hold a login, or nobody and never an error', () =>
    forAll('functions', 6000, fc.oneof(slot, fc.anything()), passport => {
      const found = loginSlot({ passport });
      assert.equal(found?.user, userOf(passport));
      if (!found) return;
      for (const [name, type] of Object.entries({
        at: 'number',
        strategy: 'string',
        id: 'string',
        stamp: 'string',
        after: 'string',
      }))
        assert.ok(['undefined', type].includes(typeof found[name as 'at']), name);
      // It becomes the name of a file.
      assert.match(found.id ?? 'a'.repeat(22), /^[\w-]{22}$/);
    }));
}

/** Sessions with any content, which an older version or the application itself may have written. */
export function sessions(on: OnSite): void {
  it('are of the user whom their login names, or of nobody, and never an error', () =>
    forAll('requests', 1200, content, async held => {
      const cookies = [`Cookie: ${await on.site.session(held)}`];
      const named = userOf(held.passport);
      const users = KNOWN.filter(name => name === named);
      const asked = { path: '/me', head: [...cookies, 'Accept: application/json'] };
      const { status, body } = await on.oracle.judge(asked, { statuses: [200, 401], users, cookies });
      assert.deepEqual(status === 200 ? [body] : [], users);
    }));

  it('give way to a login, whatever they hold', () =>
    forAll('requests', 600, content, async held => {
      const head = [`Cookie: ${await on.site.session(held)}`];
      const verdict = {
        statuses: [200],
        users: ['eve', ...KNOWN.filter(name => name === userOf(held.passport))],
        cookies: head,
      };
      const asked = { method: 'POST', path: '/login', head: [...head, FORM, 'Accept: application/json'], body: LOGIN };
      const { user: later } = await on.oracle.judge(asked, verdict);
      assert.equal(later, 'eve');
    }));

  it('are nobody after a logout, in every copy', () =>
    forAll('requests', 600, content, async held => {
      const cookies = [`Cookie: ${await on.site.session(held)}`];
      const asked = { method: 'POST', path: '/logout', head: [...cookies, 'Accept: application/json'] };
      const { user: later } = await on.oracle.judge(asked, { statuses: [200], users: [], cookies });
      assert.equal(later, 'nobody');
    }));
}

import assert from 'node:assert/strict';
import { anything, assert as check, constant, oneof, property, record } from 'fast-check';
import { AuthenticationError } from '#src/passport/AuthenticationError';
import { OpenIDAnswers } from '#src/passport/oauth/OpenIDAnswers';

const ISSUER = 'https://login.example.com';
const CLIENT = 'the client';
const NOW = Math.floor(Date.now() / 1000);
const REQUEST = { nonce: 'n', at: NOW * 1000 };
const GOOD = { iss: ISSUER, aud: CLIENT, sub: 'ada', iat: NOW, exp: NOW + 3600, nonce: 'n' };
const USER_INFO = 'https://login.example.com/me';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value) ?? '').toString('base64url');
const answersTo = (request?: { nonce: string; at: number; maxAge?: number }): OpenIDAnswers =>
  new OpenIDAnswers({ issuer: ISSUER, clientID: CLIENT, userInfoURL: USER_INFO, request });
const take = (claims: unknown, answers = answersTo(REQUEST)): OpenIDAnswers => {
  answers.checkToken({ id_token: `${encoded({})}.${encoded(claims)}.s` });
  return answers;
};
const refuses = (act: () => unknown): void =>
  assert.throws(act, (err: Error) => err instanceof AuthenticationError && err.code === 'id_token_invalid');

describe('what an OpenID provider answers', () => {
  it('is taken when every claim is the one that this login wants, and nothing else is', () => {
    const claim = (good: unknown) =>
      oneof({ arbitrary: constant(good), weight: 3 }, { arbitrary: anything(), weight: 1 });
    const claims = record(
      {
        iss: claim(ISSUER),
        aud: oneof(constant(CLIENT), constant([CLIENT]), anything()),
        azp: oneof(constant(CLIENT), constant(undefined), anything()),
        sub: claim('ada'),
        iat: claim(NOW),
        exp: oneof(constant(NOW + 3600), constant(NOW - 1), anything()),
        nonce: claim('n'),
      },
      { requiredKeys: [] },
    );
    let taken = 0;
    check(
      property(claims, said => {
        try {
          take(said);
        } catch (err) {
          assert.ok(err instanceof AuthenticationError, String(err));
          return;
        }
        taken++;
        const { iss, aud, azp = CLIENT, sub, exp, nonce } = said;
        assert.deepEqual([iss, azp, nonce, typeof sub, typeof exp], [ISSUER, CLIENT, 'n', 'string', 'number']);
        assert.ok(sub !== '' && Number(exp) * 1000 > Date.now() && [aud].flat().includes(CLIENT));
      }),
      { numRuns: 20_000 },
    );
    assert.ok(taken > 100, `only ${taken} were taken`);
  });

  it('must be about a user who has logged in there lately, when the login asks for that', () => {
    const request = { ...REQUEST, maxAge: 60 };
    take({ ...GOOD, auth_time: NOW - 60 }, answersTo(request));
    for (const loggedIn of [NOW - 61, undefined, 'now', [NOW], null]) {
      refuses(() => take({ ...GOOD, auth_time: loggedIn }, answersTo(request)));
    }
  });

  it('has no nonce to compare where another store keeps it', () => {
    take({ ...GOOD, nonce: 'of another store' }, answersTo());
    refuses(() => take({ ...GOOD, aud: 'another client' }, answersTo()));
  });

  it('about the user is about the subject of the ID token, and asked for nowhere else', () => {
    const answers = take(GOOD);
    answers.check(USER_INFO, '{"sub":"ada"}');
    answers.check('https://login.example.com/groups', '[]');
    for (const body of ['{"sub":"mallory"}', '{}', 'null', '"ada"', '', undefined]) {
      refuses(() => answers.check(USER_INFO, body));
    }
    refuses(() => answersTo(REQUEST).check(USER_INFO, '{"sub":"ada"}'));
    refuses(() => answersTo(REQUEST).check(USER_INFO, '{}'));
  });
});

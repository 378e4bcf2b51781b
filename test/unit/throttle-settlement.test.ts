import assert from 'node:assert/strict';
import type { ThrottleKey } from 'tegg-passport';
import type { PassportStrategy } from '#src/passport/attempt';
import type { AuthOutcome } from '#src/passport/AuthOutcome';
import type { Point } from '#src/passport/throttle/AttemptCounts';
import { settlement, type Tried } from '#src/passport/throttle/settlement';

type Answer = Exclude<AuthOutcome, { type: 'fail' }>;

const reads = (username: string, password: string): PassportStrategy =>
  ({ authenticate() {}, _usernameField: username, _passwordField: password }) as PassportStrategy;
const STRATEGIES: Record<string, PassportStrategy> = {
  ldap: reads('username', 'password'),
  local: reads('username', 'password'),
  pin: reads('phone', 'pin'),
  key: { authenticate() {} },
};

/** What becomes of one point of each kind: `ip`, `account`, for those strategies that were tried. */
function settled(login: string[], tried: string[], answer: object): { cleared: string[]; back: string[] } {
  const strategies = login.map((name): Tried => ({ name, strategy: STRATEGIES[name] }));
  const point = (by: ThrottleKey, strategy: string): Point => ({ by, strategy, name: by, points: 5, seconds: 60 });
  const points = (['ip', 'account'] as const).flatMap(by => tried.map(name => point(by, name)));
  const shown = (some: readonly Point[]): string[] => some.map(({ by, strategy }) => `${by} of ${strategy}`);
  const { cleared, back } = settlement(points, strategies, answer as Answer);
  return { cleared: shown(cleared), back: shown(back) };
}

describe('what an attempt costs', () => {
  const right = (strategy: string): object => ({ type: 'success', strategy });

  it('is nothing when it is right: the account begins anew, the address gets its point back', () => {
    assert.deepEqual(settled(['local'], ['local'], right('local')), {
      cleared: ['account of local'],
      back: ['ip of local'],
    });
  });

  it('is nothing for strategies that were not reached, and for those that had no turn', () => {
    assert.deepEqual(settled(['local', 'pin'], ['pin'], right('pin')), {
      cleared: ['account of pin'],
      back: ['ip of pin'],
    });
    assert.deepEqual(settled(['local', 'pin'], ['local', 'pin'], right('local')), {
      cleared: ['account of local'],
      back: ['ip of local', 'ip of pin', 'account of pin'],
    });
  });

  it('is a guess with each strategy that has refused before: other credentials of the same request', () => {
    for (const before of ['local', 'key']) {
      assert.deepEqual(settled([before, 'pin'], [before, 'pin'], right('pin')), {
        cleared: ['account of pin'],
        back: ['ip of pin'],
      });
    }
  });

  it('is nothing for one that has refused the same credentials, and clears nothing of its account', () => {
    assert.deepEqual(settled(['ldap', 'local'], ['ldap', 'local'], right('local')), {
      cleared: ['account of local'],
      back: ['ip of ldap', 'ip of local', 'account of ldap'],
    });
  });

  for (const type of ['redirect', 'response', 'pass']) {
    it(`is nothing for the way to a provider, and a guess after a password: ${type}`, () => {
      assert.deepEqual(settled(['key'], ['key'], { type, strategy: 'key' }), {
        cleared: [],
        back: ['ip of key', 'account of key'],
      });
      assert.deepEqual(settled(['local'], ['local'], { type, strategy: 'local' }), { cleared: [], back: [] });
    });
  }
});

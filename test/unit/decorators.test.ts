import assert from 'node:assert/strict';
import {
  Authenticated,
  AuthPolicy,
  AuthVerifier,
  CurrentUser,
  Login,
  Public,
  Roles,
  Strategy,
  WiringError,
} from 'tegg-passport';
import { ownMarks } from '#src/decorator/mark';

const refuses = (code: string, className: string | undefined, run: () => unknown): void =>
  assert.throws(run, (err: unknown) => {
    assert.ok(err instanceof WiringError, String(err));
    assert.deepEqual([err.code, err.className], [code, className]);
    assert.ok(err.fix && err.message.includes(err.fix), err.message);
    return true;
  });

// The decorators as JavaScript calls them, without their types.
type Untyped = (target: unknown, property?: unknown, index?: unknown) => void;
const ON_METHODS: Record<string, Untyped> = {
  Authenticated: Authenticated() as Untyped,
  Public: Public() as Untyped,
  Login: Login('local') as Untyped,
  Roles: Roles('admin') as Untyped,
  CurrentUser: CurrentUser() as unknown as Untyped,
};
const ON_CLASSES: Record<string, Untyped> = {
  Authenticated: Authenticated() as Untyped,
  Public: Public() as Untyped,
  Roles: Roles('admin') as Untyped,
  AuthPolicy: AuthPolicy('own') as unknown as Untyped,
  Strategy: Strategy('local') as unknown as Untyped,
  AuthVerifier: AuthVerifier() as unknown as Untyped,
};

describe('decorators check what they stand on', () => {
  class Target {
    static create() {}
    show() {}
  }

  for (const [name, decorator] of Object.entries(ON_METHODS)) {
    it(`@${name} refuses a static method`, () =>
      refuses('decorator_target', 'Target', () => decorator(Target, 'create', 0)));
    it(`@${name} refuses a method under a symbol`, () =>
      refuses('decorator_target', 'Target', () => decorator(Target.prototype, Symbol('show'), 0)));
  }

  for (const [name, decorator] of Object.entries(ON_CLASSES)) {
    it(`@${name} refuses what is no class`, () => refuses('decorator_target', undefined, () => decorator({})));
  }

  it('and a refused decorator leaves nothing behind', () => {
    for (const decorator of Object.values(ON_METHODS)) {
      assert.throws(() => decorator(Target, 'create', 0));
    }
    assert.equal(ownMarks(Target), undefined);
  });
});

describe('names of strategies', () => {
  class Named {
    authenticate() {}
  }
  const mark = (name: unknown): void => (Strategy(name as string) as Untyped)(Named);

  for (const name of ['session', '', '1st', '-a', 'a b', 'a/b', 'a.b', 'é', '__proto__', 'a\nb', undefined, null, 7]) {
    it(`${JSON.stringify(name)} is none`, () => refuses('strategy_name', 'Named', () => mark(name)));
  }

  for (const name of ['local', 'api-key', 'a_b', 'OAuth2', 'constructor']) {
    it(`${name} is one`, () => {
      class Good {
        authenticate() {}
      }
      Strategy(name)(Good);
      assert.equal(ownMarks(Good)?.strategy?.name, name);
    });
  }

  for (const names of [[], '', [''], ['local', '']]) {
    it(`a guard, a login and a verifier refuse to name ${JSON.stringify(names)}`, () => {
      refuses('strategy_name', 'Named', () => Authenticated(names)(Named));
      refuses('strategy_name', 'Named', () => Login(names)(Named.prototype, 'authenticate', {}));
      refuses('strategy_name', 'Named', () => AuthVerifier({ strategies: names })(Named as never));
    });
  }
});

describe('options of guards', () => {
  class Guarded {
    show() {}
    can() {
      return true;
    }
  }
  const guard = Authenticated as (...args: unknown[]) => Untyped;

  const WRONG: unknown[][] = [
    [{ polcy: 'owner' }],
    [{ policies: ['owner'] }],
    [{ roles: ['admin'] }],
    ['jwt', { maxage: '10m' }],
    ['session', 'jwt'],
    [{ optional: 'false' }],
    [{ optional: 1 }],
    [{ optional: null }],
    ...[null, 7, true, {}, { name: 'roles' }, { args: [] }, [['role', 'admin']], ['owner', null]].map(policy => [
      { policy },
    ]),
    ...[null, {}, 'm'.repeat(101), '', 'soon', '10 minuets', '-1m', '0', 0, -1, NaN, Infinity].map(maxAge => [
      { maxAge },
    ]),
  ];
  for (const args of WRONG) {
    const what = JSON.stringify(args, (_key, value: unknown) => (typeof value === 'number' ? String(value) : value));
    it(`@Authenticated refuses ${what.slice(1, -1)}`, () => {
      refuses('guard_options', 'Guarded', () => guard(...args)(Guarded));
      refuses('guard_options', 'Guarded', () => guard(...args)(Guarded.prototype, 'show'));
      assert.equal(ownMarks(Guarded)?.guard, undefined);
    });
  }

  for (const roles of [[], [''], ['admin', ''], [undefined], [7]]) {
    it(`@Roles refuses ${JSON.stringify(roles)}`, () =>
      refuses('guard_options', 'Guarded', () => Roles(...(roles as [string]))(Guarded)));
  }

  const SCHEMES = [
    'apiKey',
    null,
    {},
    { type: 'apikey' },
    { type: 'constructor' },
    { type: 'apiKey', name: 'key' },
    { type: 'apiKey', name: 'key', in: 'body' },
    { type: 'http', scheme: 1 },
    { type: 'oauth2', flows: 'code' },
  ];
  for (const openapi of SCHEMES) {
    it(`@Strategy refuses ${JSON.stringify({ openapi })}, which is no Security Scheme Object`, () =>
      refuses('strategy_options', 'Guarded', () => (Strategy('own', { openapi } as object) as Untyped)(Guarded)));
  }

  for (const options of [{ usernameField: 'email' }, { option: {} }, { options: {}, mounted: true }]) {
    it(`@Strategy refuses ${JSON.stringify(options)}`, () =>
      refuses('strategy_options', 'Guarded', () => (Strategy('own', options as object) as Untyped)(Guarded)));
  }

  for (const options of [{ strategy: 'local' }, { order: '1' }, { order: NaN }, { order: null }, { orders: 1 }]) {
    it(`@AuthVerifier refuses ${JSON.stringify(options)}`, () =>
      refuses('verifier_options', 'Guarded', () => (AuthVerifier(options as object) as Untyped)(Guarded)));
  }

  for (const name of ['', 'roles', undefined, null, 7]) {
    it(`@AuthPolicy refuses the name ${JSON.stringify(name)}`, () =>
      refuses('policy_name', 'Guarded', () => AuthPolicy(name as string)(Guarded)));
  }

  it('and a decorator refuses to stand twice on one place, where one of the two would be lost', () => {
    class Twice {
      @Authenticated() @Roles('admin') show() {}
      @Login('local') login() {}
      authenticate() {}
    }
    const { prototype } = Twice;
    const again: Untyped[] = [Authenticated({ optional: true }) as Untyped, Roles('editor') as Untyped];
    for (const decorator of again) {
      refuses('guard_conflict', 'Twice', () => decorator(prototype, 'show'));
      decorator(Twice);
      refuses('guard_conflict', 'Twice', () => decorator(Twice));
    }
    refuses('guard_conflict', 'Twice', () => (Login('other') as Untyped)(prototype, 'login'));
    Strategy('first')(Twice);
    refuses('guard_conflict', 'Twice', () => (Strategy('second') as Untyped)(Twice));
    assert.deepEqual(ownMarks(Twice)?.methods.get('show')?.guard?.optional, false);
  });
});

describe('what decorators leave behind', () => {
  it('a copy of the options that they were given', () => {
    const options: Record<string, unknown> = { usernameField: 'email' };
    const login: Record<string, unknown> = { failureRedirect: '/a' };
    const strategies = ['local'];
    class Copied {
      authenticate() {}
      @Login('local', login)
      login() {}
      @Authenticated(strategies)
      show() {}
    }
    Strategy('local', { options })(Copied);
    options.usernameField = login.failureRedirect = strategies[0] = 'changed';
    const marks = ownMarks(Copied);
    assert.deepEqual(marks?.strategy?.options, { usernameField: 'email' });
    assert.deepEqual(marks?.methods.get('login')?.login?.options, { failureRedirect: '/a' });
    assert.deepEqual(marks?.methods.get('show')?.guard?.strategies, ['local']);
  });

  it('a verifier of order 100 under its class name, in all logins, unless told otherwise', () => {
    @AuthVerifier()
    class Plain {
      verify() {}
    }
    @AuthVerifier({ order: 1, name: 'told', strategies: ['a', 'b'] })
    class Told {
      verify() {}
    }
    assert.deepEqual(ownMarks(Plain)?.verifier, { name: 'Plain', order: 100, strategies: undefined });
    assert.deepEqual(ownMarks(Told)?.verifier, { name: 'told', order: 1, strategies: new Set(['a', 'b']) });
  });
});

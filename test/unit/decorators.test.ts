import assert from 'node:assert/strict';
import { AuthVerifier, Authenticated, CurrentUser, Login, Public, Strategy, WiringError } from 'tegg-passport';
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
  CurrentUser: CurrentUser() as unknown as Untyped,
};
const ON_CLASSES: Record<string, Untyped> = {
  Authenticated: Authenticated() as Untyped,
  Public: Public() as Untyped,
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

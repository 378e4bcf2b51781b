// Nothing here runs: that it compiles is the test. A line under `@ts-expect-error` must not.
import type { IncomingMessage } from 'node:http';
import type { Context } from 'egg';
import { Strategy as PassportStrategy } from 'passport';
import { Strategy as GitHubStrategy, type Profile } from 'passport-github2';
import { Strategy as BearerStrategy } from 'passport-http-bearer';
import { Strategy as LocalStrategy } from 'passport-local';
import { AuthVerifier, Strategy, type StrategyHandler, type ValidateArgs, type Verifier } from 'tegg-passport';
import { holds, type Equal } from './Equal';

type Account = { id: string };

// What validate receives: the parameters of the declared verify function, without `req` and `done`.
holds<Equal<ValidateArgs<typeof LocalStrategy>, [username: string, password: string]>>();
holds<Equal<ValidateArgs<typeof BearerStrategy>, [token: string]>>();
holds<Equal<ValidateArgs<typeof PassportStrategy>, never>>();
// passport-oauth2 declares its verify function with and without the provider's answer.
type GitHubArgs = ValidateArgs<typeof GitHubStrategy>;
holds<[accessToken: string, refreshToken: string, profile: Profile] extends GitHubArgs ? true : false>();

// The arguments of the verify function fit.
@Strategy('local', LocalStrategy, { options: { usernameField: 'email' }, challenge: 'Form' })
export class GoodLocal {
  async validate(_email: string, _password: string): Promise<Account | null> {
    return null;
  }
}

// Fewer of them do.
@Strategy('local', LocalStrategy)
export class ShortLocal {
  validate(_email: string): Account {
    return { id: '1' };
  }
}

// @ts-expect-error a parameter of another type
@Strategy('local', LocalStrategy)
export class WrongLocal {
  validate(_email: number, _password: string): void {}
}

// @ts-expect-error a parameter more than there are
@Strategy('local', LocalStrategy)
export class LongLocal {
  validate(_email: string, _password: string, _third: string): void {}
}

// @ts-expect-error no validate
@Strategy('local', LocalStrategy)
export class NoValidate {
  authenticate(_ctx: Context): void {}
}

@Strategy('github', GitHubStrategy, { mount: true })
export class GoodGitHub {
  async validate(_accessToken: string, _refreshToken: string, profile: Profile): Promise<Account> {
    return { id: profile.id };
  }
}

// passport-oauth2 declares any for the profile, so only the tokens are checked.
// @ts-expect-error the access token is a string
@Strategy('github', GitHubStrategy)
export class WrongGitHub {
  validate(_accessToken: number, _refreshToken: string, _profile: Profile): void {}
}

@Strategy('bearer', BearerStrategy, { challenge: 'Bearer' })
export class GoodBearer {
  validate(_token: string): Account | false {
    return false;
  }
}

// @ts-expect-error the token is a string
@Strategy('bearer', BearerStrategy)
export class WrongBearer {
  validate(_token: Account): void {}
}

// @ts-expect-error the request is never passed
@Strategy('bearer', BearerStrategy)
export class RequestBearer {
  validate(_req: IncomingMessage, _token: string): void {}
}

// @ts-expect-error the request is never passed
@Strategy('local', LocalStrategy)
export class RequestLocal {
  validate(_req: IncomingMessage, _username: string, _password: string): void {}
}

// A strategy that declares no verify function takes any.
@Strategy('untyped', PassportStrategy)
export class Untyped {
  validate(_anything: number, _more: Account): void {}
}

// Without a passport strategy: authenticate.
@Strategy('api-key', { challenge: 'ApiKey' })
export class GoodKey implements StrategyHandler {
  async authenticate(ctx: Context): Promise<Account> {
    return { id: ctx.get('x-api-key') };
  }

  async options(): Promise<object> {
    return {};
  }
}

// @ts-expect-error no authenticate
@Strategy('api-key')
export class NoAuthenticate {
  validate(_key: string): void {}
}

// @ts-expect-error authenticate receives the context
@Strategy('api-key')
export class WrongAuthenticate {
  authenticate(_key: string): void {}
}

// @ts-expect-error no such option
Strategy('local', LocalStrategy, { mont: true });
// @ts-expect-error a strategy has a name
Strategy(LocalStrategy);

// The methods of a verifier, each optional.
@AuthVerifier({ order: 1, strategies: ['local'] })
export class GoodVerifier implements Verifier {
  async verify(_ctx: Context, user: Account): Promise<Account | null> {
    return user;
  }

  serializeUser(_ctx: Context, user: Account): string {
    return user.id;
  }
}

// @ts-expect-error the context comes first
@AuthVerifier()
export class WrongVerifier {
  verify(_user: Account, _ctx: Context): void {}
}

// @ts-expect-error order is a number
AuthVerifier({ order: 'first' });

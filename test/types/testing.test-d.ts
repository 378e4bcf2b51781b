import type { Application, Context } from 'egg';
import type { EggTest, MockApplication } from 'egg-mock';
import { Strategy as LocalStrategy } from 'passport-local';
import { AuthVerifier, Strategy, type AuthOutcome } from 'tegg-passport';
import { checkStrategy, checkVerifier, type StrategyReport } from 'tegg-passport/testing';
import { holds, type Equal } from './Equal';

declare const app: Application;
declare const mocked: MockApplication;

/** An agent has the requests of egg-mock. */
export async function agents(): Promise<void> {
  const agent = await mocked.loginAs({ id: '1' }, { strategy: 'local', at: new Date() });
  const get: EggTest = agent.get('/').expect(200).expectHeader('etag');
  await get;
  await mocked.asNobody().post('/').send({});
  // @ts-expect-error -- no such option
  await mocked.loginAs({ id: '1' }, { since: 1 });
  // @ts-expect-error -- no such time
  await mocked.loginAs({ id: '1' }, { at: 'yesterday' });
  // @ts-expect-error -- an application without egg-mock has no requests
  await app.loginAs({ id: '1' });
}

/** `runAs` answers what its function answers. */
export async function running(): Promise<void> {
  const answer = await app.runAs({ id: '1' }, (ctx: Context) => ctx.path.length);
  holds<Equal<typeof answer, number>>();
  app.mockStrategy('local', new Error('broken'));
  // @ts-expect-error -- an outcome there must be
  app.mockStrategy('local');
}

@Strategy('local', LocalStrategy)
class PasswordLogin {
  validate(name: string, password: string): object | null {
    return password ? { name } : null;
  }
}

@Strategy('key')
class KeyLogin {
  authenticate(ctx: Context): string {
    return ctx.get('x-api-key');
  }
}

@AuthVerifier()
class Keeper {
  serializeUser(_ctx: Context, user: { id: string }): string {
    return user.id;
  }

  deserializeUser(_ctx: Context, id: string): object {
    return { id };
  }
}

/** The arguments are those of `validate`. */
export async function checks(): Promise<void> {
  const report = await checkStrategy(PasswordLogin, { args: ['ada', 'right'] });
  holds<Equal<typeof report, StrategyReport>>();
  if (report.type !== 'error') report satisfies AuthOutcome;
  await checkStrategy(PasswordLogin, {
    request: { body: { username: 'ada' } },
    options: { usernameField: 'username' },
  });
  await checkStrategy(KeyLogin, { request: { headers: { 'x-api-key': 'k' } } });
  // @ts-expect-error -- one is missing
  await checkStrategy(PasswordLogin, { args: ['ada'] });
  // @ts-expect-error -- of another type
  await checkStrategy(PasswordLogin, { args: ['ada', 1] });
  // @ts-expect-error -- one of both
  await checkStrategy(PasswordLogin, { args: ['ada', 'right'], request: {} });
  // @ts-expect-error -- `authenticate` takes a request
  await checkStrategy(KeyLogin, { args: [] });
  await checkVerifier(Keeper, { user: { id: '1' }, allow: ['tokenVersion'] });
  // @ts-expect-error -- no user of this verifier
  await checkVerifier(Keeper, { user: { name: 'ada' } });
}

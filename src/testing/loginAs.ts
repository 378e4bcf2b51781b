import { PassportError } from '../decorator/PassportError';
import { isSessionMocked } from '../passport/isSessionMocked';
import { requireSession } from '../passport/Session';
import { Agent } from './Agent';
import { endSession } from './endSession';
import { inSession } from './inSession';
import { kitError } from './kitError';
import type { LoginAsOptions } from './LoginAsOptions';
import { madeLogin } from './madeLogin';
import { Mocks } from './Mocks';
import { requireUser } from './requireUser';
import type { TestApplication } from './TestApplication';

/**
 * Makes a session as a login makes it, and gives the requests of an agent that has its cookie.
 *
 * @throws PassportError `session_unavailable`, `login_without_user`, `strategy_unknown`, `test_kit`; what a
 *   serializer throws
 */
export async function loginAs(app: TestApplication, user: unknown, options: LoginAsOptions = {}): Promise<unknown> {
  if (!app.plugins.session) throw sessionsMissing();
  if (isSessionMocked(app)) throw kitError('mockSession() has taken the session away that loginAs() would write');
  requireUser(user, 'log in');
  const { strategy, at } = madeLogin(app.passport, options);
  await endLost(app);
  const cookies = await inSession(app, async ctx => {
    await app.passport.logIn(ctx, user, undefined, strategy);
    const session = requireSession(ctx);
    session.passport = { ...(session.passport as object), at };
  });
  if (!cookies.length)
    throw kitError('The login has set no cookie: does `config.session.externalKey` keep it elsewhere?');
  return new Agent(app, cookies).requests();
}

// A store keeps sessions that nobody has any more: those of the tests before, which lists would show.
async function endLost(app: TestApplication): Promise<void> {
  const lost = Mocks.takeLost(app).map(jar => jar.all());
  if (!(app.config.session as { store?: unknown }).store) return;
  for (const cookie of lost.filter(Boolean)) await endSession(app, cookie);
}

function sessionsMissing(): PassportError {
  return new PassportError(
    'loginAs() makes a session and the application has none: enable the plugin `session`, or use mockUser()',
    { code: 'session_unavailable' },
  );
}

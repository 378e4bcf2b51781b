import type { Application, Context } from 'egg';
import { AuthState } from '../../../passport/AuthState';
import { isNobody } from '../../../passport/isNobody';
import { ageText } from '../../../passport/map/ageText';
import { sessionSettings } from '../../../passport/session/SessionSettings';
import { unavailable } from '../../../passport/session/UnavailableError';
import { within } from '../../../passport/session/within';
import type { Reason } from './Answer';
import type { Question } from './Question';
import { errorWords, userWords, valueWords } from './words';

type Said = Pick<Reason, 'outcome' | 'reason'>;

/** Finds the session's user as the start of a request does, and leaves it in the context. No session is read or written. */
export async function askSession(app: Application, ctx: Context, question: Question): Promise<Reason> {
  const state = AuthState.of(ctx);
  state.restored = true;
  return { of: 'user', name: 'user', ...(await restored(app, ctx, question)) };
}

async function restored(app: Application, ctx: Context, { user, strategy, age }: Question): Promise<Said> {
  const state = AuthState.of(ctx);
  if (user.as === 'nobody') return { outcome: 'skipped', reason: 'nobody is logged in' };
  const login = { at: Date.now() - age, strategy };
  if (user.as === 'object') {
    if (isNobody(user.value)) return { outcome: 'no', reason: valueWords(user.value) };
    state.setSessionUser(user.value, login);
    return { outcome: 'yes', reason: `taken as given: ${userWords(user.value)}` };
  }
  const { maxLifetime, timeout } = sessionSettings(app.config.passport.session);
  if (isNobody(user.value)) return { outcome: 'no', reason: `it holds ${valueWords(user.value)}` };
  if (maxLifetime !== undefined && age > maxLifetime) {
    return { outcome: 'no', reason: `the login is over: maxLifetime is ${ageText(maxLifetime, { long: true })}` };
  }
  try {
    const found = await within(timeout, app.passport.chains.deserialize.run(ctx, user.value, strategy), tooLate);
    if (isNobody(found)) return { outcome: 'no', reason: `deserializeUser knows nobody for ${valueWords(user.value)}` };
    state.setSessionUser(found, login);
    return { outcome: 'yes', reason: `deserializeUser brings back ${userWords(found)}` };
  } catch (err) {
    state.unavailable = unavailable(err);
    return { outcome: 'error', reason: `deserializeUser ${errorWords(err)}` };
  }
}

function tooLate(): Error {
  return new Error('it has not answered in time');
}

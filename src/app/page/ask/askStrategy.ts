import type { Context } from 'egg';
import type { AuthOutcome } from '../../../passport/AuthOutcome';
import { oauthKind } from '../../../passport/oauth/oauthKind';
import type { Passport } from '../../../passport/Passport';
import type { Reason } from './Answer';
import type { Question } from './Question';
import { errorWords, userWords } from './words';

/** A strategy that was asked. */
export interface AskedStrategy {
  readonly reason: Reason;
  /** What came out, for a guard to hear. */
  readonly outcome: () => Promise<AuthOutcome>;
}

/** Asks a strategy of a guard about the request. The session was asked before. */
export async function askStrategy(
  passport: Passport,
  ctx: Context,
  name: string,
  { headers, body }: Question,
): Promise<AskedStrategy> {
  const asked = (outcome: Reason['outcome'], words: string, came: AskedStrategy['outcome']): AskedStrategy => ({
    reason: { of: 'strategy', name, outcome, reason: words },
    outcome: came,
  });
  const refused: AuthOutcome = { type: 'fail', failures: [{ strategy: name }] };
  const skipped = (words: string): AskedStrategy => asked('skipped', words, async () => refused);
  try {
    if (oauthKind(passport.strategy(name))) return skipped('is asked at its provider, and is not started here');
    if (name !== 'session' && !Object.keys(headers).length && !body) {
      return skipped('not run: it looks at the request, and neither headers nor a body were given');
    }
    const outcome = await passport.run(ctx, name);
    return asked(outcome.type === 'success' ? 'yes' : 'no', outcomeWords(name, outcome), async () => outcome);
  } catch (err) {
    return asked('error', errorWords(err), () => Promise.reject(err as Error));
  }
}

function outcomeWords(name: string, outcome: AuthOutcome): string {
  switch (outcome.type) {
    case 'success':
      return `accepts ${userWords(outcome.user)}`;
    case 'fail': {
      const [failure] = outcome.failures;
      const status = failure?.status ? ` (${failure.status})` : '';
      return `refuses: ${failure?.reason ?? (name === 'session' ? 'nobody is logged in' : 'it gives no reason')}${status}`;
    }
    case 'redirect':
      return 'wants the browser elsewhere, which opens no guard';
    case 'response':
      return 'writes an answer of its own, which opens no guard';
    case 'pass':
      return 'has nothing to say, which opens no guard';
  }
}

import type { Context } from 'egg';
import { AuthState } from '../../../passport/AuthState';
import { isNobody } from '../../../passport/isNobody';
import { ageText } from '../../../passport/map/ageText';
import type { MapGuard } from '../../../passport/map/PassportMap';
import type { Passport } from '../../../passport/Passport';
import { policyWords } from '../accessCell';
import type { Answer, Reason, Verdict } from './Answer';
import { askPolicy, type AskedPolicy } from './askPolicy';
import { askStrategy, type AskedStrategy } from './askStrategy';
import { hearGuard, type AskedGuard } from './hearGuard';
import type { Question } from './Question';
import type { Refused } from './Refused';
import { userWords } from './words';

/** Asks a guard as a request would: every strategy and policy, though a request stops at the first that decides. */
export async function askGuard(
  passport: Passport,
  ctx: Context,
  asked: AskedGuard,
  question: Question,
): Promise<Answer> {
  const { guard } = asked;
  const strategies: AskedStrategy[] = [];
  for (const name of guard.strategies) strategies.push(await askStrategy(passport, ctx, name, question));
  const refusal = await hearGuard(passport, ctx, asked, strategies);
  const { user } = AuthState.of(ctx);
  const hasUser = !refusal && !isNobody(user);
  const policies: AskedPolicy[] = [];
  for (const use of guard.policies) {
    policies.push(hasUser ? await askPolicy(passport, ctx, user, use) : { reason: notAsked(policyWords(use)) });
  }
  return {
    verdict: refusal ?? policies.find(policy => policy.refused)?.refused ?? allowed(user),
    reasons: [...strategies, ...freshReasons(guard, refusal, hasUser), ...policies].map(({ reason }) => reason),
  };
}

function allowed(user: unknown): Verdict {
  const detail = isNobody(user)
    ? 'The guard is optional: the method runs with no user.'
    : `The method runs with ${userWords(user)}.`;
  return { allowed: true, status: 200, title: 'Yes', detail };
}

function notAsked(name: string): Reason {
  return { of: 'policy', name, outcome: 'skipped', reason: 'not asked: nobody came as far' };
}

// Known only where somebody was accepted.
function freshReasons(
  { maxAge, freshStrategy }: MapGuard,
  refusal: Refused | undefined,
  hasUser: boolean,
): { readonly reason: Reason }[] {
  const isOld = refusal?.code === 'reauthentication_required';
  if (maxAge === undefined || !(isOld || hasUser)) return [];
  const wanted = `a login of the last ${ageText(maxAge, { long: true })}${freshStrategy ? ` with ${freshStrategy}` : ''}`;
  const reason = isOld ? `the guard wants ${wanted}` : `it is ${wanted}`;
  return [{ reason: { of: 'login age', name: 'login', outcome: isOld ? 'no' : 'yes', reason } }];
}

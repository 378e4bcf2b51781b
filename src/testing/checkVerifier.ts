import { AssertionError } from 'node:assert';
import type { Context } from 'egg';
import type { Constructor } from '../decorator/ClassMarks';
import type { Verifier } from '../decorator/Verifier';
import { isNobody } from '../passport/isNobody';
import { contextAlone } from './contextAlone';
import { engineAlone } from './engineAlone';
import { identityProblem } from './identityProblem';
import { jsonProblems } from './jsonProblems';
import { isKitError, kitError } from './kitError';
import { onlyKnown } from './onlyKnown';
import { requireMark } from './requireMark';
import { requireUser } from './requireUser';
import { secretFields } from './secretFields';
import type { VerifierCheck } from './VerifierCheck';
import { withInstance } from './withInstance';

/** A verifier that brings users back. */
type Restoring = Required<Pick<Verifier, 'serializeUser' | 'deserializeUser'>> & Pick<Verifier, 'stamp'>;

const OPTIONS: readonly string[] = [
  'user',
  'inject',
  'sameUser',
  'allow',
  'request',
] satisfies (keyof VerifierCheck<unknown>)[];

/**
 * Stores a user with a verifier class and brings it back, without an application: what is stored must
 * survive JSON and hold no field that looks like a secret, and the same user must come back, with the
 * same stamp.
 *
 * @throws AssertionError with everything that does not hold; it names fields, never their values
 * @throws PassportError `test_kit` where the test asks for what cannot be, `login_without_user`
 * @example
 * ```ts
 * @AuthVerifier()
 * class AccountVerifier {
 *   @Inject() private readonly accounts: Map<string, object>;
 *
 *   serializeUser(ctx: Context, user: { id: string }) {
 *     return user.id;
 *   }
 *   deserializeUser(ctx: Context, id: string) {
 *     return this.accounts.get(id);
 *   }
 * }
 *
 * const ada = { id: '1', name: 'Ada' };
 * it('brings its users back', () =>
 *   checkVerifier(AccountVerifier, { user: ada, inject: { accounts: new Map([['1', ada]]) } }));
 * ```
 */
export async function checkVerifier<T extends object>(clazz: Constructor<T>, check: VerifierCheck<T>): Promise<void> {
  requireMark(clazz, 'verifier');
  const { name } = clazz;
  const told = { ...check } as VerifierCheck<unknown>;
  onlyKnown('The check', told, OPTIONS);
  requireUser(told.user, 'check');
  const problems = await withInstance(clazz, told.inject, async (verifier: Partial<Restoring>) => {
    const lacking = (['serializeUser', 'deserializeUser'] as const).find(method => !verifier[method]);
    if (lacking) throw kitError(`${name} has no ${lacking}(): there is nothing to check`);
    const { app, within } = engineAlone();
    const ctx = contextAlone(app, told.request);
    return within(ctx, () => problemsOf(verifier as Restoring, ctx, told));
  });
  if (!problems.length) return;
  const message = [`${name} does not keep its users:`, ...problems].join('\n  - ');
  throw new AssertionError({ message, stackStartFn: checkVerifier });
}

async function problemsOf(verifier: Restoring, ctx: Context, check: VerifierCheck<unknown>): Promise<string[]> {
  const serialized = await attempted('serializeUser', () => verifier.serializeUser(ctx, check.user as never));
  if ('problem' in serialized) return [serialized.problem];
  const { value } = serialized;
  const broken = jsonProblems(value, 'stored').map(problem => `serializeUser: ${problem}`);
  const secret = secretFields(value, 'stored', new Set(check.allow)).map(
    field => `serializeUser: ${field} looks like a secret, which a session must not hold`,
  );
  const problems = [...broken, ...secret];
  const json = jsonOf(value);
  if (json === undefined) return problems;
  const restored = await attempted('deserializeUser', () => verifier.deserializeUser(ctx, JSON.parse(json) as never));
  if ('problem' in restored) return [...problems, restored.problem];
  const other = identityProblem(restored.value, check);
  return other ? [...problems, other] : [...problems, ...(await stampProblems(verifier, check.user, restored.value))];
}

/** A stamp that changes by itself would end every session with the next request. */
async function stampProblems(verifier: Restoring, user: unknown, restored: unknown): Promise<string[]> {
  if (!verifier.stamp) return [];
  const [before, after] = [await verifier.stamp(user as never), await verifier.stamp(restored as never)];
  const broken = jsonProblems(before ?? null, 'it').map(problem => `stamp: ${problem}`);
  if (broken.length || jsonOf(before) === jsonOf(after)) return broken;
  return ['stamp: it is another one for the user that came back, which ends the session'];
}

async function attempted(
  method: keyof Restoring,
  act: () => unknown,
): Promise<{ readonly value: unknown } | { readonly problem: string }> {
  try {
    const value: unknown = await act();
    return isNobody(value) ? { problem: `${method} answers nobody` } : { value };
  } catch (err) {
    if (isKitError(err)) throw err;
    return { problem: `${method} throws: ${err instanceof Error ? err.message : String(err)}` };
  }
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

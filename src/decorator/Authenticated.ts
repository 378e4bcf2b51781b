import type { GuardMark } from './ClassMarks';
import { DURATION_FIX, milliseconds, type Duration } from './duration';
import type { GuardOptions } from './GuardOptions';
import { markClass, markMethod } from './mark';
import { onlyOptions } from './onlyOptions';
import type { PolicyUse } from './policy';
import { standsTwice } from './standsTwice';
import { strategyNames } from './strategyNames';
import { classOrMethodTarget, type Target } from './target';
import { WiringError } from './WiringError';

/** A decorator that stands on a class or on a method. */
export type ClassOrMethodDecorator = ClassDecorator & MethodDecorator;

/**
 * The guard: the controller's methods, or this method, run only for a user whom one of the
 * strategies accepts and to whom every policy says yes. Without a name that is the session's user. A
 * guard never logs anyone in.
 *
 * Not accepted: a browser goes to `config.passport.loginURL`, with the wanted page remembered, when
 * the guard names the session; everyone else gets 401 with the strategies' challenges in
 * `WWW-Authenticate`. Accepted but not allowed: 403.
 *
 * On any other object of tegg the guard asks the user of the current request; what it refuses is
 * thrown at the caller. There the guard of a class stands in front of accessors too, and of methods
 * named by symbols; a function that a field holds is no method.
 *
 * @param strategies strategies to try, the first that accepts wins; `'session'` by default
 * @param options see {@link GuardOptions}
 * @throws WiringError `guard_options`, `guard_conflict`; at boot `strategy_unknown`, `policy_unknown`, `guard_unreachable`
 * @example
 * ```ts
 * @Authenticated()
 * @HTTPController({ path: '/account' })
 * export class AccountController {
 *   @Authenticated(['session', 'api-key'])
 *   @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/usage' })
 *   async usage() {
 *     return { used: 1 };
 *   }
 *
 *   @Authenticated({ policy: 'verified', maxAge: '10m' })
 *   @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/password' })
 *   async changePassword() {}
 * }
 * ```
 */
export function Authenticated(strategies: string | readonly string[], options?: GuardOptions): ClassOrMethodDecorator;
export function Authenticated(options?: GuardOptions): ClassOrMethodDecorator;
export function Authenticated(
  first?: string | readonly string[] | GuardOptions,
  second?: GuardOptions,
): ClassOrMethodDecorator {
  const named = typeof first === 'string' || Array.isArray(first);
  // JavaScript may leave the strategies out by `undefined`: the options behind it count all the same.
  const options = (named || !first ? second : (first as GuardOptions)) ?? {};
  return (target: object, property?: PropertyKey): void => {
    const at = classOrMethodTarget('Authenticated', target, property);
    const marks = at.method === undefined ? markClass(at.clazz) : markMethod(at.clazz, at.method);
    if (marks.guard) throw standsTwice('Authenticated', at);
    marks.guard = guardMark(named ? (first as string | readonly string[]) : undefined, options, at);
  };
}

const OPTIONS: readonly string[] = ['optional', 'policy', 'maxAge', 'strategy'] satisfies (keyof GuardOptions)[];

function guardMark(strategies: string | readonly string[] | undefined, options: GuardOptions, at: Target): GuardMark {
  checkOptions(options, at);
  const { optional = false, policy = [], maxAge, strategy } = options;
  return {
    strategies:
      strategies === undefined ? undefined : strategyNames(strategies, 'Authenticated', at.clazz.name, at.method),
    optional,
    policies: policyUses(policy, at),
    maxAge: maxAge === undefined ? undefined : maxAgeOf(maxAge, at),
    freshStrategy: strategy,
  };
}

function policyUses(policy: unknown, { clazz, method }: Target): PolicyUse[] {
  const uses: unknown[] = Array.isArray(policy) ? [...(policy as unknown[])] : [policy];
  if (uses.every(isPolicyUse)) return uses;
  throw new WiringError('`policy` is no name of a policy, and no list of them', {
    code: 'guard_options',
    className: clazz.name,
    method,
    fix: 'Give names, and `policy(name, ...args)` for a policy with arguments',
  });
}

function isPolicyUse(use: unknown): use is PolicyUse {
  if (typeof use === 'string') return true;
  const { name, args } = (use ?? {}) as { name?: unknown; args?: unknown };
  return typeof name === 'string' && Array.isArray(args);
}

// A misspelled option would guard less than somebody meant, and JavaScript may give any.
function checkOptions(options: GuardOptions, { clazz, method }: Target): void {
  onlyOptions('Authenticated', options, OPTIONS, 'guard_options', { clazz, method });
  if (options.optional === undefined || typeof options.optional === 'boolean') return;
  throw new WiringError('`optional` is neither true nor false', {
    code: 'guard_options',
    className: clazz.name,
    method,
    fix: 'Say `optional: true`, or leave it out',
  });
}

function maxAgeOf(maxAge: Duration, { clazz, method }: Target): number {
  const value = milliseconds(maxAge);
  if (value !== undefined) return value;
  throw new WiringError(`${JSON.stringify(maxAge)} is no span of time for \`maxAge\``, {
    code: 'guard_options',
    className: clazz.name,
    method,
    fix: DURATION_FIX,
  });
}

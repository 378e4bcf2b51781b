import { StrategyFactory } from '../container/StrategyFactory';
import type { ClassEntry } from '../container/ClassEntry';
import type { Constructor, StrategyMark } from '../decorator/ClassMarks';
import type { StrategyHandler } from '../decorator/StrategyHandler';
import { configKey } from '../metadata/configKey';
import type { PassportStrategy } from '../passport/attempt';
import type { AuthFailure, AuthOutcome } from '../passport/AuthOutcome';
import { HandlerStrategy } from '../passport/HandlerStrategy';
import { oauthKind } from '../passport/oauth/oauthKind';
import { contextAlone } from './contextAlone';
import { engineAlone, type EngineAlone } from './engineAlone';
import { isKitError, kitError } from './kitError';
import { onlyKnown } from './onlyKnown';
import { requireMark } from './requireMark';
import type { StrategyCheck, StrategyReport } from './StrategyCheck';
import { withInstance } from './withInstance';

const OPTIONS: readonly string[] = ['args', 'request', 'options', 'inject'];

/**
 * Runs a strategy class without an application, and says what came out: `validate` with the arguments
 * given; or over a request its passport strategy, then `validate`; or `authenticate`. No verifier runs.
 *
 * @throws PassportError `test_kit` where the test asks for what cannot be; WiringError where the strategy
 *   would stop the boot
 * @example
 * ```ts
 * @Strategy('api-key')
 * class KeyLogin {
 *   @Inject() private readonly keys: Map<string, object>;
 *
 *   authenticate(ctx: Context) {
 *     return this.keys.get(ctx.get('x-api-key'));
 *   }
 * }
 *
 * const keys = new Map([['the key', { name: 'machine' }]]);
 * it('knows the machine by its key', async () => {
 *   const request = { headers: { 'x-api-key': 'the key' } };
 *   const outcome = await checkStrategy(KeyLogin, { request, inject: { keys } });
 *   if (outcome.type !== 'success') throw new Error(outcome.type);
 * });
 * ```
 */
export async function checkStrategy<T extends object>(
  clazz: Constructor<T>,
  check: StrategyCheck<T>,
): Promise<StrategyReport> {
  const mark = requireMark(clazz, 'strategy');
  const told = { ...check } as StrategyCheck<{ validate(...args: unknown[]): unknown }>;
  onlyKnown('The check', told, OPTIONS);
  return withInstance(clazz, told.inject, object => reportOf(clazz, mark, object, told));
}

async function reportOf(
  clazz: Constructor,
  mark: StrategyMark,
  handler: StrategyHandler,
  told: StrategyCheck<{ validate(...args: unknown[]): unknown }>,
): Promise<StrategyReport> {
  const { name } = mark;
  const engine = engineAlone({ [configKey(name)]: 'options' in told ? told.options : undefined });
  const strategy = told.args ? direct(mark, handler, told.args) : await real(engine, clazz, mark, handler);
  engine.passport.use(name, strategy);
  const ctx = contextAlone(engine.app, told.request);
  try {
    return readable(await engine.within(ctx, () => engine.passport.run(ctx, name)));
  } catch (err) {
    if (isKitError(err)) throw err;
    return { type: 'error', strategy: name, error: err };
  }
}

// Tests compare: what a strategy left out would be a difference.
function readable(outcome: AuthOutcome): AuthOutcome {
  if (outcome.type !== 'fail') return outcome;
  const failures = outcome.failures.map(failure => {
    const said = Object.entries(failure).filter(([, value]) => value !== undefined);
    return Object.fromEntries(said) as unknown as AuthFailure;
  });
  return { ...outcome, failures };
}

function direct({ name }: StrategyMark, handler: StrategyHandler, args: readonly unknown[]): PassportStrategy {
  const { validate } = handler;
  if (!validate)
    throw kitError(`The strategy '${name}' has no validate() that could take \`args\`: give a \`request\``);
  return new HandlerStrategy(name, async () => Reflect.apply(validate, handler, args) as unknown) as PassportStrategy;
}

async function real(
  { app, passport }: EngineAlone,
  clazz: Constructor,
  mark: StrategyMark,
  handler: StrategyHandler,
): Promise<PassportStrategy> {
  if (mark.passportStrategy && oauthKind(mark.passportStrategy.prototype as object)) {
    throw kitError(`The strategy '${mark.name}' asks a provider: give \`args\`, or use app.mockStrategy()`);
  }
  const entry = { clazz, moduleName: '' } as ClassEntry;
  return (await new StrategyFactory(app, passport).build(entry, mark, handler)).strategy;
}

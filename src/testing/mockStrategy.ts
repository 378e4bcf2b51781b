import { isNobody } from '../passport/isNobody';
import { oauthKind } from '../passport/oauth/oauthKind';
import type { Passport } from '../passport/Passport';
import { isPromise } from './isPromise';
import { kitError } from './kitError';
import { MockedHandler } from './MockedHandler';
import type { MockedStrategy } from './MockedStrategy';
import type { MockedProviderOptions } from './MockedProvider';
import { Mocks } from './Mocks';
import { MockedOAuth1 } from './MockedOAuth1';
import { MockedOAuth2 } from './MockedOAuth2';
import { requireStrategy } from './requireStrategy';
import type { TestApplication } from './TestApplication';

/**
 * From now on the strategy comes to this outcome: a profile or user, an error, or a refusal.
 *
 * @throws PassportError `strategy_unknown`, `test_kit`
 */
export function mockStrategy(app: TestApplication, name: string, outcome: unknown): void {
  requireStrategy(app.passport, name);
  requireOutcome(name, outcome);
  const { strategies, grants } = Mocks.of(app);
  strategies.set(name, mocked(app.passport, { name, outcome, grants, issuer: issuerOf(app.passport, name) }));
}

function mocked(passport: Passport, about: MockedProviderOptions): MockedStrategy {
  const strategy: object = passport.strategy(about.name);
  const kind = oauthKind(strategy);
  if (!kind && !('_oauth2' in strategy)) return new MockedHandler(passport, about.name, about.outcome);
  if (!isNobody(about.outcome) && typeof about.outcome !== 'object') {
    throw kitError(`What '${about.name}' finds is no profile: give an object, an Error or an AuthenticationError`);
  }
  return kind === 'oauth1' ? new MockedOAuth1(about) : new MockedOAuth2(about);
}

function requireOutcome(name: string, outcome: unknown): void {
  const wrong = isPromise(outcome) ? 'a promise' : typeof outcome === 'function' ? 'a function' : undefined;
  if (wrong) throw kitError(`What '${name}' is to come to is ${wrong}: give what comes out of it`);
}

// Of the configuration, or of a strategy that speaks OpenID Connect.
function issuerOf(passport: Passport, name: string): string | undefined {
  const { issuer } = passport.providers.configOf(name) as { issuer?: string };
  return issuer ?? (passport.strategy(name) as { _issuer?: string })._issuer;
}

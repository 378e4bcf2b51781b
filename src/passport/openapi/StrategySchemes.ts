import type { SecurityScheme } from '../../decorator/SecurityScheme';
import type { PassportStrategy } from '../attempt';
import type { Engine } from '../Engine';
import { oauthKind } from '../oauth/oauthKind';
import { takesPassword } from '../passwordCredentials';
import type { Schemes } from './securityOf';
import { securityScheme } from './securityScheme';

/** The schemes of the strategies of an application. */
export class StrategySchemes implements Schemes {
  /**
   * @param said what somebody says of strategies, by name
   * @param sessionKey the name of the session's cookie
   */
  constructor(
    private readonly engine: Engine,
    private readonly said: ReadonlyMap<string, SecurityScheme>,
    private readonly sessionKey: string,
  ) {}

  of(name: string): SecurityScheme {
    const said = this.said.get(name);
    if (said) return said;
    if (name === 'session') return { type: 'apiKey', in: 'cookie', name: this.sessionKey };
    return securityScheme({ name, strategy: this.strategy(name), challenge: this.engine.challengeOf(name) });
  }

  takesMore(name: string): boolean {
    const strategy = this.strategy(name);
    return !this.said.has(name) && (takesPassword(strategy) || oauthKind(strategy) !== undefined);
  }

  // A middleware may have been given a strategy that is registered nowhere.
  private strategy(name: string): PassportStrategy {
    return this.engine.strategyNames().includes(name) ? this.engine.strategy(name) : { authenticate() {} };
  }
}

import type { PassportStrategy, Stage } from '../passport/attempt';
import { HandlerStrategy } from '../passport/HandlerStrategy';
import { isNobody } from '../passport/isNobody';
import type { Passport } from '../passport/Passport';
import type { MockedStrategy } from './MockedStrategy';

/** A strategy that asks nobody else: it accepts, refuses or breaks without looking at the request. The verifiers run. */
export class MockedHandler implements MockedStrategy {
  private readonly handler: PassportStrategy;

  constructor(passport: Passport, name: string, outcome: unknown) {
    this.handler = new HandlerStrategy(name, async ctx => {
      if (outcome instanceof Error) throw outcome;
      return isNobody(outcome) ? outcome : passport.verifyUser(ctx, outcome, name);
    }) as PassportStrategy;
  }

  strategy(): PassportStrategy {
    return this.handler;
  }

  stage(surrounding: Stage | undefined): Stage | undefined {
    return surrounding;
  }
}

import type { Context } from 'egg';
import { Strategy } from 'passport';
import { box } from './FalsyUser';
import { isNobody } from './isNobody';
import type { StrategyRequest } from './StrategyRequest';

/** Finds the user of a request, or "not this user". Throws a refusal or an error. */
export type Authenticate = (ctx: Context) => Promise<unknown>;

/** A passport strategy around a function of the request. */
export class HandlerStrategy extends Strategy {
  constructor(
    override readonly name: string,
    private readonly handler: Authenticate,
  ) {
    super();
  }

  override async authenticate(req: unknown): Promise<void> {
    const user = await this.handler((req as StrategyRequest).ctx);
    if (isNobody(user)) this.fail(undefined as never);
    else this.success(box(user) as object);
  }
}

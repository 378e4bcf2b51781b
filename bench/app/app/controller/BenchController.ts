import { Context, HTTPController, HTTPMethod, HTTPMethodEnum, Middleware } from '@eggjs/tegg';
import type { Context as EggContext } from 'egg';
import { Authenticated } from 'tegg-passport';
import { findAccount } from '../../../common/accounts';
import { guardByHand } from '../../../common/guardByHand';
import { page } from '../../../common/page';

@HTTPController()
export class BenchController {
  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/bare' })
  async bare() {
    return page();
  }

  @Middleware(guardByHand as never)
  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/by-hand' })
  async byHand() {
    return page();
  }

  @Authenticated()
  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/guarded' })
  async guarded() {
    return page();
  }

  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/login' })
  async login(@Context() ctx: EggContext) {
    await ctx.login(await findAccount('1'));
    return page();
  }
}

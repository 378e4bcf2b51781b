import { Context, type EggContext, HTTPController, HTTPMethod, HTTPMethodEnum } from '@eggjs/tegg';
import { Authenticated, CurrentUser } from 'tegg-passport';
import type { Account } from '../module/account/Account';
import { membersPage } from '../view/membersPage';

@Authenticated()
@HTTPController({ path: '/members' })
export class MembersController {
  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/' })
  async show(@Context() ctx: EggContext, @CurrentUser() account: Account) {
    return membersPage(ctx, account);
  }
}

import { Context, type EggContext, HTTPController, HTTPMethod, HTTPMethodEnum, Inject } from '@eggjs/tegg';
import { Authenticated, CurrentUser } from 'tegg-passport';
import type { Account } from '../module/account/Account';
import type { AccountService } from '../module/account/AccountService';
import { membersPage } from '../view/membersPage';

@Authenticated()
@HTTPController({ path: '/members' })
export class MembersController {
  @Inject() private readonly accountService: AccountService;

  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/' })
  async show(@Context() ctx: EggContext, @CurrentUser() account: Account) {
    return membersPage(ctx, account);
  }

  @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/api-key' })
  async createApiKey(@Context() ctx: EggContext, @CurrentUser() account: Account) {
    return membersPage(ctx, account, await this.accountService.createApiKey(account));
  }
}

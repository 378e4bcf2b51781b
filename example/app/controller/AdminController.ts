import { Context, type EggContext, HTTPController, HTTPMethod, HTTPMethodEnum, Inject } from '@eggjs/tegg';
import { Roles } from 'tegg-passport';
import type { AccountService } from '../module/account/AccountService';
import { adminPage } from '../view/adminPage';

@Roles('admin')
@HTTPController({ path: '/admin' })
export class AdminController {
  @Inject() private readonly accountService: AccountService;

  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/' })
  async show(@Context() ctx: EggContext) {
    return adminPage(ctx, await this.accountService.list());
  }
}

import { Context, type EggContext, HTTPBody, HTTPController, HTTPMethod, HTTPMethodEnum, Inject } from '@eggjs/tegg';
import { Authenticated, CurrentUser } from 'tegg-passport';
import type { Account } from '../module/account/Account';
import type { AccountService } from '../module/account/AccountService';
import { apiKeyPage } from '../view/apiKeyPage';
import { passwordPage } from '../view/passwordPage';

/** A session that somebody left open is not enough here: each of these pages wants a fresh login. */
@Authenticated({ maxAge: '5m' })
@HTTPController({ path: '/members' })
export class SecretsController {
  @Inject() private readonly accountService: AccountService;

  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/api-key' })
  async apiKeyForm(@Context() ctx: EggContext) {
    return apiKeyPage(ctx);
  }

  @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/api-key' })
  async createApiKey(@Context() ctx: EggContext, @CurrentUser() account: Account) {
    return apiKeyPage(ctx, await this.accountService.createApiKey(account));
  }

  // Only who has typed the old password chooses a new one.
  @Authenticated({ maxAge: '5m', strategy: 'local' })
  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/password' })
  async passwordForm(@Context() ctx: EggContext) {
    return passwordPage(ctx);
  }

  @Authenticated({ maxAge: '5m', strategy: 'local' })
  @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/password' })
  async changePassword(
    @Context() ctx: EggContext,
    @CurrentUser() account: Account,
    @HTTPBody() body: Record<string, unknown>,
  ) {
    const password = String(body.password ?? '');
    if (password.length < 8) return passwordPage(ctx, { refusal: 'A password has at least 8 characters.' });
    await this.accountService.setPassword(account, password);
    return passwordPage(ctx, { changed: true });
  }
}

import { Inject } from '@eggjs/tegg';
import type { Context } from 'egg';
import { Strategy } from 'tegg-passport';
import type { AccountService } from '../account/AccountService';

@Strategy('api-key', { challenge: 'ApiKey' })
export class ApiKeyLogin {
  @Inject() private readonly accountService: AccountService;

  async authenticate(ctx: Context) {
    const key = ctx.get('x-api-key');
    return key ? this.accountService.findByApiKey(key) : null;
  }
}

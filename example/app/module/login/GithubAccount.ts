import { Inject } from '@eggjs/tegg';
import type { Context } from 'egg';
import { AuthVerifier } from 'tegg-passport';
import type { NewAccount } from '../account/Account';
import type { AccountService } from '../account/AccountService';

/** Whoever comes from GitHub for the first time gets an account. */
@AuthVerifier({ strategies: 'github' })
export class GithubAccount {
  @Inject() private readonly accountService: AccountService;

  async verify(_ctx: Context, user: NewAccount) {
    return this.accountService.findOrRegister(user);
  }
}

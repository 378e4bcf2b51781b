import { Inject } from '@eggjs/tegg';
import type { Context } from 'egg';
import { AuthVerifier } from 'tegg-passport';
import type { Account } from '../account/Account';
import type { AccountService } from '../account/AccountService';

/** The session holds the account's id, and every request reads the account anew. */
@AuthVerifier()
export class SessionAccount {
  @Inject() private readonly accountService: AccountService;

  async serializeUser(_ctx: Context, account: Account) {
    return account.id;
  }

  async deserializeUser(_ctx: Context, id: number) {
    return this.accountService.findById(id);
  }
}

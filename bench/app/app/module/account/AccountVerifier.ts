import type { Context } from 'egg';
import { AuthVerifier } from 'tegg-passport';
import { findAccount, type Account } from '../../../../common/accounts';

@AuthVerifier()
export class AccountVerifier {
  async serializeUser(_ctx: Context, account: Account) {
    return account.id;
  }

  async deserializeUser(_ctx: Context, id: string) {
    return findAccount(id);
  }
}

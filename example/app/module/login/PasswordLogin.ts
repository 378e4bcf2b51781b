import { Inject } from '@eggjs/tegg';
import { Strategy as LocalStrategy } from 'passport-local';
import { Strategy } from 'tegg-passport';
import type { AccountService } from '../account/AccountService';

@Strategy('local', LocalStrategy)
export class PasswordLogin {
  @Inject() private readonly accountService: AccountService;

  async validate(username: string, password: string) {
    return this.accountService.checkPassword(username, password);
  }
}

import type { Context } from 'egg';
import { AuthPolicy } from 'tegg-passport';
import type { Account } from '../account/Account';
import type { Note } from './Note';

/** Says yes to the author of a note. */
@AuthPolicy('owner')
export class OwnerPolicy {
  async can(account: Account, _ctx: Context, note?: Note | null) {
    return note?.authorId === account.id;
  }
}

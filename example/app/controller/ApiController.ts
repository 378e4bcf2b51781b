import { HTTPController, HTTPMethod, HTTPMethodEnum } from '@eggjs/tegg';
import { Authenticated, CurrentUser } from 'tegg-passport';
import type { Account } from '../module/account/Account';

@Authenticated('api-key')
@HTTPController({ path: '/api' })
export class ApiController {
  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/me' })
  async me(@CurrentUser() { name, provider }: Account) {
    return { name, provider };
  }

  @Authenticated(['session', 'api-key'])
  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/time' })
  async time(@CurrentUser() { name }: Account) {
    return { name, time: new Date().toISOString() };
  }
}

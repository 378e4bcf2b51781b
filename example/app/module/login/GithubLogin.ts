import { Strategy as GitHubStrategy, type Profile } from 'passport-github2';
import { Strategy } from 'tegg-passport';
import type { NewAccount } from '../account/Account';

/** GET /passport/github starts the login, GET /passport/github/callback ends it. */
@Strategy('github', GitHubStrategy, {
  mount: { successReturnToOrRedirect: '/members', failureRedirect: '/login?failed=github' },
})
export class GithubLogin {
  validate(_accessToken: string, _refreshToken: string, { id, username, displayName }: Profile): NewAccount {
    return { provider: 'github', providerId: id, name: username ?? displayName };
  }
}

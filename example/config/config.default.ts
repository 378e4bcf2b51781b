import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Context, EggAppInfo } from 'egg';
import type { Account } from '../app/module/account/Account';
import { errorPage } from '../app/view/errorPage';

const { GITHUB_KEY, GITHUB_SECRET, GITHUB_STAND_IN, COOKIE_KEYS, DEMO_DATA } = process.env;

export default ({ baseDir }: EggAppInfo) => ({
  // With new keys at every start, a restart logs everybody out. Set COOKIE_KEYS to keep the sessions.
  keys: COOKIE_KEYS ?? randomBytes(32).toString('hex'),

  passport: {
    loginURL: '/login',
    // What @Roles compares with. Without this it would be the account's `roles`.
    roles: ({ role }: Account) => [role],
  },

  passportGithub: {
    key: GITHUB_KEY,
    secret: GITHUB_SECRET,
    ...(GITHUB_STAND_IN && {
      authorizationURL: `${GITHUB_STAND_IN}/login/oauth/authorize`,
      tokenURL: `${GITHUB_STAND_IN}/login/oauth/access_token`,
      userProfileURL: `${GITHUB_STAND_IN}/user`,
    }),
  },

  // Of this application: where everything is kept, and whom the GitHub button asks.
  storage: { file: join(DEMO_DATA ?? join(baseDir, 'data'), 'demo.db') },
  github: { standIn: GITHUB_STAND_IN },

  middleware: ['notFound'],
  session: { sameSite: 'lax' },
  security: {
    csp: {
      enable: true,
      policy: { 'default-src': "'none'", 'style-src': "'self'", 'img-src': "'self'", 'base-uri': "'none'" },
    },
  },
  onerror: {
    accepts: (ctx: Context) => (ctx.path.startsWith('/api/') ? 'json' : 'html'),
    html: errorPage,
  },
});

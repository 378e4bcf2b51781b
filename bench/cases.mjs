/** The folders of the applications, by the package that is their plugin `passport`. */
export const APPS = { 'tegg-passport': 'app', 'egg-passport': 'egg-passport-app' };

/**
 * What is measured. `plugin`: whether the plugin's middlewares are on. `session`: whether the
 * requests carry the session's cookie. `base`: the case that this one is compared with.
 */
export const CASES = [
  { app: 'tegg-passport', name: 'bare', path: '/bare', plugin: false, session: true },
  { app: 'tegg-passport', name: 'guarded by hand', path: '/by-hand', plugin: false, session: true, base: 'bare' },
  {
    app: 'tegg-passport',
    name: 'guarded by hand, again (A/A)',
    path: '/by-hand',
    plugin: false,
    session: true,
    base: 'guarded by hand',
  },
  {
    app: 'tegg-passport',
    name: '@Authenticated()',
    path: '/guarded',
    plugin: true,
    session: true,
    base: 'guarded by hand',
  },
  { app: 'tegg-passport', name: 'public', path: '/bare', plugin: true, session: true, base: 'bare' },
  { app: 'tegg-passport', name: 'bare, no session', path: '/bare', plugin: false, session: false },
  {
    app: 'tegg-passport',
    name: 'public, no session',
    path: '/bare',
    plugin: true,
    session: false,
    base: 'bare, no session',
  },
  { app: 'egg-passport', name: 'bare', path: '/bare', plugin: false, session: true },
  { app: 'egg-passport', name: 'guarded by hand', path: '/by-hand', plugin: false, session: true, base: 'bare' },
  {
    app: 'egg-passport',
    name: 'ctx.isAuthenticated()',
    path: '/guarded',
    plugin: true,
    session: true,
    base: 'guarded by hand',
  },
  { app: 'egg-passport', name: 'public', path: '/bare', plugin: true, session: true, base: 'bare' },
];

/** What the report holds `npm run bench` to. */
export const AIM = { app: 'tegg-passport', name: '@Authenticated()', ratio: 1.03 };
/** The case that is its own base, measured twice. */
export const NOISE = { app: 'tegg-passport', name: 'guarded by hand, again (A/A)' };

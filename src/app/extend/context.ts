import type { Context } from 'egg';
import { AuthState } from '../../passport/AuthState';
import type { SessionOptions } from '../../passport/SessionManager';

/** What the plugin adds to `ctx`; described where it is declared, in `typings.ts`. */
export default {
  get user(): unknown {
    return AuthState.peek(this as unknown as Context)?.user;
  },

  login(this: Context, user: unknown, options?: SessionOptions): Promise<void> {
    return this.app.passport.logIn(this, user, options);
  },

  logout(this: Context, options?: SessionOptions): Promise<void> {
    return this.app.passport.logOut(this, options);
  },

  isAuthenticated(this: Context): boolean {
    return AuthState.peek(this)?.isAuthenticated() ?? false;
  },

  acl(this: Context, code: string): Promise<void> {
    return this.app.passport.authorizer.require(this, code);
  },

  isUnauthenticated(this: Context): boolean {
    return !this.isAuthenticated();
  },
};

import {
  Context,
  type EggContext,
  HTTPBody,
  HTTPController,
  HTTPMethod,
  HTTPMethodEnum,
  HTTPQuery,
  Inject,
} from '@eggjs/tegg';
import { type AuthService, Login, Public } from 'tegg-passport';
import type { AccountService } from '../module/account/AccountService';
import { confirmPage } from '../view/confirmPage';
import { loginPage } from '../view/loginPage';
import { noPasswordPage } from '../view/noPasswordPage';
import { signUpPage } from '../view/signUpPage';

// Who signs in with GitHub could confirm that again and again, and would never have a password.
const PASSWORD_PAGE = '/members/password';

@HTTPController({ path: '/' })
export class LoginController {
  @Inject() private readonly accountService: AccountService;
  @Inject() private readonly authService: AuthService;

  @Public()
  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/login' })
  async show(@Context() ctx: EggContext, @HTTPQuery() failed?: string, @HTTPQuery() again?: string) {
    if (!this.authService.isAuthenticated()) return loginPage(ctx, failed);
    // A guard that wants a fresh login sends members here too, with the page that they wanted.
    const { user } = this.authService;
    if (user.provider !== 'local' && ctx.session.returnTo?.startsWith(PASSWORD_PAGE)) {
      delete ctx.session.returnTo;
      return noPasswordPage(ctx);
    }
    if (failed ?? again ?? ctx.session.returnTo) return confirmPage(ctx, user, failed);
    ctx.redirect('/members');
  }

  @Login('local', { successReturnToOrRedirect: '/members', failureRedirect: '/login?failed=password' })
  @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/login' })
  async login() {}

  @Public()
  @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/logout' })
  async logout(@Context() ctx: EggContext) {
    await this.authService.logout();
    ctx.redirect('/login');
  }

  @Public()
  @HTTPMethod({ method: HTTPMethodEnum.GET, path: '/signup' })
  async signUpForm(@Context() ctx: EggContext) {
    return signUpPage(ctx);
  }

  @Public()
  @HTTPMethod({ method: HTTPMethodEnum.POST, path: '/signup' })
  async signUp(@Context() ctx: EggContext, @HTTPBody() body: Record<string, unknown>) {
    const username = String(body.username ?? '').trim();
    const password = String(body.password ?? '');
    if (!/^[\w.-]{2,30}$/.test(username)) {
      return signUpPage(ctx, username, 'A user name has 2 to 30 letters, digits, dots, dashes or underscores.');
    }
    if (password.length < 8) return signUpPage(ctx, username, 'A password has at least 8 characters.');
    const account = await this.accountService.signUp(username, password);
    if (!account) return signUpPage(ctx, username, 'This user name is taken.');
    await this.authService.login(account);
    const { returnTo } = ctx.session;
    delete ctx.session.returnTo;
    ctx.redirect(returnTo ?? '/members');
  }
}

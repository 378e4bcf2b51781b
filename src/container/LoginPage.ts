import type { Context } from 'egg';
import { WiringError } from '../decorator/WiringError';
import { redirectTarget } from '../passport/redirectTarget';
import { sessionOf } from '../passport/Session';

// Stands for the site's own host in paths, and is nobody's.
const HERE = 'http://this-site.invalid';

/** The page to which guards send browsers, `config.passport.loginURL`. */
export class LoginPage {
  private readonly target: URL;

  constructor(private readonly url: string) {
    const target = typeof url === 'string' && URL.canParse(url, HERE) ? new URL(url, HERE) : undefined;
    if (!target) {
      throw new WiringError(`config.passport.loginURL is ${JSON.stringify(url)}`, {
        code: 'login_url',
        fix: "Give a path like '/login', or a URL",
      });
    }
    this.target = target;
  }

  /** Sends a browser to the login page, the page that it wanted remembered. Anybody else: `false`. */
  send(ctx: Context): boolean {
    const session = asksForPage(ctx) && !this.isThis(ctx) ? sessionOf(ctx) : undefined;
    if (!session) return false;
    session.returnTo = redirectTarget(ctx.originalUrl) ?? '/';
    ctx.redirect(this.url);
    return true;
  }

  // A login page that is guarded itself would send browsers in circles.
  private isThis(ctx: Context): boolean {
    return ctx.path === this.target.pathname && (this.target.origin === HERE || this.target.host === ctx.host);
  }
}

function asksForPage(ctx: Context): boolean {
  const isRead = ctx.method === 'GET' || ctx.method === 'HEAD';
  const isScript = ctx.get('x-requested-with').toLowerCase() === 'xmlhttprequest';
  return isRead && !isScript && ctx.get('accept').includes('text/html');
}

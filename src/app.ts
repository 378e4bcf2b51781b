import type { Application, IBoot } from 'egg';
import { AuditLog } from './app/AuditLog';
import { checkConfig } from './app/checkConfig';
import { checkProviders } from './app/checkProviders';
import { checkSite } from './app/checkSite';
import contextExtension from './app/extend/context';
import { hasPage } from './app/page/hasPage';
import { SessionCookie } from './app/SessionCookie';
import type { Container } from './container/Container';
import { connectEventBus } from './container/events/connectEventBus';
import { checkProtectedResource } from './container/mcp/checkProtectedResource';
import { Passport } from './passport/Passport';
import { observe } from './passport/trace/observe';

/** The Egg plugin: what happens when. */
export default class PassportBoot implements IBoot {
  private readonly container?: Container;
  private readonly sessionCookie?: SessionCookie;
  private auditLog?: AuditLog;

  constructor(private readonly app: Application) {
    checkConfig(app.config.passport);
    const { protectedResource } = app.config.passport;
    if (protectedResource) checkProtectedResource(protectedResource);
    checkSite(app.config.passport);
    app.passport = new Passport(app);
    this.container = createContainer(app);
    if (app.plugins.session) this.sessionCookie = new SessionCookie(app);
  }

  configWillLoad(): void {
    this.container?.register();
  }

  configDidLoad(): void {
    const { coreMiddleware, passport } = this.app.config;
    // In front of everything: neither sessions nor CSRF tokens have to do with it.
    if (hasPage(this.app)) coreMiddleware.unshift('passportPage');
    if (passport.protectedResource) coreMiddleware.push('passportProtectedResource');
    const session = coreMiddleware.indexOf('session');
    if (session >= 0) coreMiddleware.splice(session, 1, 'passportUnavailable', 'session', 'passportSettle');
    // An application may bring sessions of its own, or none.
    else coreMiddleware.push('passportUnavailable', 'passportSettle');
    // After the plugins that this one stands on: the session is a core middleware too.
    coreMiddleware.push('passportSession');
    this.container?.addMiddlewares();
    this.sessionCookie?.install();
  }

  async didLoad(): Promise<void> {
    await this.container?.wire();
  }

  async willReady(): Promise<void> {
    observe(this.app);
    this.container?.check();
    if (this.app.config.passport.audit) this.auditLog = new AuditLog(this.app);
    if (this.app.plugins.eventbusModule) await connectEventBus(this.app);
    this.sessionCookie?.prepare();
    checkProviders(this.app.passport);
    this.app.passport.throttles.check();
    if (this.app.passport.storesWholeUsers()) {
      this.app.coreLogger.warn(
        '[tegg-passport] nothing serializes users: all of a user goes into the session, but for its profile. Register app.passport.serializeUser() and deserializeUser().',
      );
    }
  }

  async beforeClose(): Promise<void> {
    await this.app.passport.events.told();
    await this.auditLog?.flush();
    this.container?.unregister();
  }
}

// An application without tegg need not have its packages: nothing here may load them.
function createContainer(app: Application): Container | undefined {
  if (!app.plugins.tegg) return undefined;
  const { Container } = require('./container/Container') as typeof import('./container/Container');
  return new Container(app, { moduleDir: __dirname, acl: contextExtension.acl });
}

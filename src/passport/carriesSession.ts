import type { Application, Context } from 'egg';
import { isSessionMocked } from './isSessionMocked';

/** Says of a request, without opening the session, whether it can carry one. */
export function carriesSession(app: Application): (ctx: Context) => boolean {
  if (!app.plugins.session) return () => false;
  const { key, externalKey } = app.config.session as { key: string; externalKey?: unknown };
  // With an externalKey of the application's own, the id may come from anywhere.
  if (externalKey) return () => true;
  const carriesCookie = (ctx: Context): boolean => ctx.req.headers.cookie?.includes(`${key}=`) ?? false;
  return app.config.env === 'unittest' ? ctx => carriesCookie(ctx) || isSessionMocked(app) : carriesCookie;
}

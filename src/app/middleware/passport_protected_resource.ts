import type { Application } from 'egg';
import { ProtectedResource } from '../../container/mcp/ProtectedResource';
import type { Middleware } from '../../passport/Passport';

/** Serves the metadata of `config.passport.protectedResource`, see RFC 9728, section 3. */
export default function passportProtectedResource(_options: unknown, app: Application): Middleware {
  const { protectedResource } = app.config.passport;
  const resource = protectedResource && new ProtectedResource(protectedResource);
  return async (ctx, next) => {
    const isRead = ctx.method === 'GET' || ctx.method === 'HEAD';
    if (!resource || !isRead || !resource.paths.has(ctx.path)) return next();
    ctx.set('Cache-Control', 'public, max-age=3600');
    ctx.type = 'application/json';
    ctx.body = resource.body;
    return undefined;
  };
}

import type { Application } from 'egg';
import type { Middleware } from '../../passport/Passport';
import { hasPage } from '../page/hasPage';
import { isForeign } from '../page/isForeign';
import { isFromHere } from '../page/isFromHere';
import { PassportPage } from '../page/PassportPage';

/** `GET /__passport`: the map, to look at. Only in `local`, and only for this machine; to everybody else it is not there. */
export default function passportPage(_options: unknown, app: Application): Middleware {
  const page = hasPage(app) ? new PassportPage(app) : undefined;
  return async (ctx, next) => {
    const { path, method } = ctx;
    if (!page || !path.startsWith('/__passport') || !isFromHere(ctx)) return next();
    if (path === '/__passport' && (method === 'GET' || method === 'HEAD') && !isForeign(ctx)) return page.show(ctx);
    if (path === '/__passport/ask' && method === 'POST') return page.ask(ctx);
    return next();
  };
}

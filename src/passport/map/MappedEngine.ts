import type { Application } from 'egg';
import type { AuthenticateOptions } from '../../decorator/AuthenticateOptions';
import type { SecurityScheme } from '../../decorator/SecurityScheme';
import { Engine } from '../Engine';
import type { OpenapiSecurity } from '../openapi/OpenapiSecurity';
import { securityOf } from '../openapi/securityOf';
import { StrategySchemes } from '../openapi/StrategySchemes';
import type { Middleware } from '../Passport';
import type { Names } from '../StrategyRunner';
import { MapMaker } from './MapMaker';
import type { PassportMap } from './PassportMap';

/** The engine, and what can be seen of it. */
export class MappedEngine extends Engine {
  /** Draws the map. */
  readonly mapMaker: MapMaker;
  private readonly schemes = new Map<string, SecurityScheme>();

  constructor(app: Application) {
    super(app);
    this.mapMaker = new MapMaker(app);
  }

  /**
   * Every route, tool and guarded method with its guard and place, every strategy, and the chains in
   * their order: plain data, which survives JSON, in the same order each time. All of it stands when
   * the application is ready.
   *
   * @example
   * ```ts
   * const open = app.passport.map().entries.filter(({ access }) => access.type === 'open');
   * for (const { verbs, path, file, line } of open) console.log(verbs, path, `${file}:${line}`);
   * ```
   */
  map(): PassportMap {
    return this.mapMaker.draw(this);
  }

  /**
   * What OpenAPI 3.1 says of the security of the routes, for the application's own document:
   * `securitySchemes`, and a `security` for each path and verb.
   *
   * @param schemes Security Scheme Objects by strategy, for those that no class with `openapi` declares
   * @example
   * ```ts
   * const { components, paths } = app.passport.openapiSecurity({
   *   'api-key': { type: 'apiKey', in: 'header', name: 'X-API-Key' },
   * });
   * console.log(components.securitySchemes, paths['/account']?.get?.security);
   * ```
   * @see OpenAPI 3.1, Security Scheme Object and Security Requirement Object
   */
  openapiSecurity(schemes: Readonly<Record<string, SecurityScheme>> = {}): OpenapiSecurity {
    const said = new Map([...this.schemes, ...Object.entries(schemes)]);
    const { key = 'EGG_SESS' } = (this.app.config as { session?: { key?: string } }).session ?? {};
    return securityOf(this.map(), new StrategySchemes(this, said, key));
  }

  /** What OpenAPI says of a strategy. */
  setScheme(strategy: string, scheme: SecurityScheme): void {
    this.schemes.set(strategy, scheme);
  }

  /**
   * A middleware that does nothing: it says of a route of `app/router` that it is meant to be open, or
   * looks at its requests by itself. What `@Public()` is to controllers.
   *
   * @example
   * ```ts
   * app.get('/health', app.passport.public(), async (ctx: Context) => {
   *   ctx.body = 'well';
   * });
   * ```
   */
  public(): Middleware {
    return this.mapMaker.marks.add((_ctx, next) => next(), { type: 'public' });
  }

  /** Says of a middleware which strategies whoever passes it has been accepted by. */
  protected marked(strategies: Names, options: AuthenticateOptions, middleware: Middleware): Middleware {
    const names = [strategies].flat().map(nameOf);
    const session = options.session !== false && !options.assignProperty;
    return this.mapMaker.marks.add(middleware, { type: 'login', strategies: names, session });
  }
}

// passport takes a strategy itself in the place of its name.
function nameOf(strategy: string | { readonly name?: string }): string {
  return typeof strategy === 'string' ? strategy : (strategy.name ?? strategy.constructor.name);
}

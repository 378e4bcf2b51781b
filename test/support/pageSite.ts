import { config, plugins, type Files } from './generate';
import { controllers, get, inModule, LOGIN, LOGIN_CONTROLLER, post } from './running';

/** A route that would be markup, if it were not text. */
export const MARKUP = `/<img src=x onerror=window.hacked=1>`;

const OTHERS = inModule('others', {
  Others: `
    import { Strategy as PassportStrategy } from 'passport';
    import { Strategy as GitHubStrategy } from 'passport-github2';
    @Strategy('markup') export class MarkupLogin {
      authenticate() { throw new AuthenticationError('<img src=x onerror="window.hacked=1">'); } }
    @Strategy('faulty') export class FaultyLogin { authenticate() { throw new TypeError('the token service is down'); } }
    class Away extends PassportStrategy {
      constructor(options, verify) { super(); }
      authenticate() { this.redirect('https://provider.example/?secret=1'); } }
    class Silent extends PassportStrategy { constructor(options, verify) { super(); } authenticate() { this.pass(); } }
    @Strategy('away', Away) export class AwayLogin { validate() { return null; } }
    @Strategy('silent', Silent) export class SilentLogin { validate() { return null; } }
    @Strategy('github', GitHubStrategy, { options: { key: 'id', secret: 'secret' } }) export class GithubLogin {
      validate(token: string, refresh: string, profile: object) { return profile; } }
    @AuthVerifier({ order: 1 }) export class Hanging {
      deserializeUser(ctx, name) { return name === 'hang' ? new Promise(() => {}) : name; } }
    @AuthVerifier({ strategies: 'markup' }) export class MarkupAccount { verify(ctx, user) { return user; } }
    @AuthPolicy('own') export class OwnPolicy { can(user, ctx) { return user.name === ctx.params.owner; } }
    @AuthPolicy('faulty') export class FaultyPolicy { can() { throw new TypeError('the policy server is down'); } }
    @AuthPolicy('throwing') export class ThrowingPolicy { can() { throw new AuthorizationError('not today'); } }
    @AuthPolicy('since') export class SincePolicy { can(user, ctx, resource, date: Date) { return date.getTime() === 0; } }
    @AuthPolicy('calls') export class CallsPolicy { can(user, ctx, resource, answer) { return answer(user); } }
    @AuthPolicy('written') export class WrittenPolicy {
      can(user, ctx) { return ctx.request.body.owner === user.name; } }
    @AuthPolicy('demanding') export class DemandingPolicy {
      @Inject() private readonly authService: AuthService;
      async can() { await this.authService.authorize(policy('roles', 'admin')); return true; } }
    @AuthPolicy('truthy') export class TruthyPolicy { can() { return 'yes' as never; } }
    @SingletonProto() export class Vault { @Authenticated() async open() { return 'open'; }
      @Authenticated('api-key') async turn() { return 'turned'; } }`,
});

/** An application with every kind of access, to look at in `local`. */
export const PAGE_SITE: Files = {
  ...LOGIN,
  ...OTHERS,
  ...controllers({
    LoginController: LOGIN_CONTROLLER,
    PageController: `@HTTPController({ path: '/' }) export class PageController {
      static count = 0;
      private answer() { PageController.count++; return { calls: PageController.count }; }
      ${get('/open')} async open() { return this.answer(); }
      @Public() ${get('/public')} async public() { return this.answer(); }
      @Public() ${post('/public')} async send() { return this.answer(); }
      @Authenticated() ${get('/me')} async me() { return this.answer(); }
      @Authenticated({ optional: true }) ${get('/maybe')} async maybe() { return this.answer(); }
      @Authenticated(['session', 'api-key']) ${get('/either')} async either() { return this.answer(); }
      @Authenticated('api-key') ${get('/key')} async key() { return this.answer(); }
      @Authenticated(['faulty', 'session']) ${get('/faulty')} async faulty() { return this.answer(); }
      @Authenticated('markup') ${get(MARKUP)} async markup() { return this.answer(); }
      @Authenticated(['away', 'silent', 'github']) ${get('/elsewhere')} async elsewhere() { return this.answer(); }
      @Authenticated({ maxAge: '5m', strategy: 'local' }) ${get('/fresh')} async fresh() { return this.answer(); }
      @Roles('admin') ${get('/admin')} async admin() { return this.answer(); }
      @Authenticated({ policy: 'own' }) ${get('/of/:owner')} async own() { return this.answer(); }
      @Authenticated() ${get('/digits/:id(\\\\d+)')} async digits() { return this.answer(); }
      @Authenticated({ policy: 'written' }) ${post('/notes')} async write() { return this.answer(); }
      @Authenticated({ policy: 'demanding' }) ${get('/demanding')} async demanding() { return this.answer(); }
      @Authenticated({ policy: ['faulty', 'truthy'] }) ${get('/broken')} async broken() { return this.answer(); }
      @Authenticated({ policy: policy('since', new Date(0)) }) ${get('/since')} async since() { return this.answer(); }
      @Authenticated({ policy: policy('calls', () => true) }) ${get('/calls')} async calls() { return this.answer(); }
      @Authenticated({ policy: policy('calls', () => false) }) ${get('/recalls')} async recalls() { return this.answer(); }
      @Acl('truthy') ${get('/acl')} async acl() { return this.answer(); }
      @Authenticated({ policy: 'throwing' }) ${get('/thrown')} async thrown() { return this.answer(); }
      @Authenticated({ policy: 'truthy' }) ${get('/truthy')} async truthy() { return this.answer(); } }`,
  }),
  'config/plugin.ts': plugins(),
  'config/config.default.ts': config(`passport: { session: { maxLifetime: '1d', timeout: 200 } }`),
  'config/config.local.ts': `export default { logger: { consoleLevel: 'NONE' } };\n`,
};

import assert from 'node:assert/strict';
import mm from 'egg-mock';
import type { Application } from 'egg';
import { AuthState } from '#src/passport/AuthState';
import { connectEventBus } from '#src/container/events/connectEventBus';
import { fakePassport } from '../support/engine';
import { plugins, withApp } from '../support/generate';
import { Heard } from '../support/Heard';
import {
  controllers,
  get,
  inModule,
  JSON_ONLY,
  LOGIN_CONTROLLER,
  post,
  PUBLIC_PROTO,
  running,
} from '../support/running';

const WITH_BUS = plugins(`eventbusModule: { enable: true, package: '@eggjs/tegg-eventbus-plugin' },`);

const HANDLERS = inModule('desk', {
  Desk: `
    import { Event } from '@eggjs/tegg';
    @SingletonProto(${PUBLIC_PROTO}) export class Desk { readonly notes: unknown[] = []; }
    @ContextProto(${PUBLIC_PROTO}) export class Pen { readonly colour = 'blue'; }
    @Event('passport:login') export class Welcome {
      @Inject() private readonly desk: Desk; @Inject() private readonly authService: AuthService; @Inject() private readonly pen: Pen;
      async handle(event) {
        let user; try { user = this.authService.user; } catch (err) { user = err.code; }
        this.desk.notes.push({ event, user, pen: this.pen.colour }); } }
    @Event('passport:refused') export class Broken { handle() { throw new Error('of the handler'); } }
    @Event('passport:refused') export class Hanging { handle() { return new Promise(() => {}); } }
    @Event('login') export class Own { @Inject() private readonly desk: Desk; handle() { this.desk.notes.push('of the application'); } }`,
});

const PAGES = controllers({
  LoginController: LOGIN_CONTROLLER,
  PageController: `@HTTPController({ path: '/' }) export class PageController {
    @Inject() private readonly eventBus: { emit(name: string): void };
    @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return { me: user.name }; }
    ${post('/logout')} async logout(@Context() ctx) { await ctx.logout(); return 'out'; }
    ${get('/own')} async own() { this.eventBus.emit('login'); return 'own'; } }`,
});

interface Waiting {
  getEventWaiter(): Promise<{ await(name: string): Promise<unknown> }>;
}

describe("tegg's event bus", () => {
  const on = running({ 'config/plugin.ts': WITH_BUS, ...HANDLERS, ...PAGES });
  const notes = async (): Promise<unknown[]> => (await on.object<{ notes: unknown[] }>('desk')).notes.splice(0);
  const next = async (name: string): Promise<unknown> =>
    (await (on.app as unknown as Waiting).getEventWaiter()).await(name);
  afterEach(() => mm.restore());

  it('tells handlers the same events as listeners, with what they inject and outside of the request', async () => {
    const heard = new Heard(on.app);
    const told = next('passport:login');
    await on.login('ada');
    await told;
    const [event] = await heard.take();
    assert.equal(event.userId, 'ada');
    assert.deepEqual(await notes(), [{ event, user: 'outside_request', pen: 'blue' }]);
    heard.stop();
  });

  it('lets handlers that throw or hang change no answer', async () => {
    const heard = new Heard(on.app);
    const { body } = await on.get('/me', JSON_ONLY).expect(401);
    assert.equal(body.code, 'unauthenticated');
    assert.deepEqual(await heard.facts(), [{ type: 'refused', reason: 'unauthenticated', strategy: 'session' }]);
    const cookie = await on.login('ada');
    await on.get('/me', { cookie }).expect(200, { me: 'ada' });
    heard.stop();
  });

  it("keeps the application's own events apart", async () => {
    await notes();
    const told = next('login');
    await on.get('/own').expect(200);
    await told;
    assert.deepEqual(await notes(), ['of the application']);
  });

  it('brings events that nobody handles to tests that wait for them', async () => {
    const told = next('passport:logout');
    const cookie = await on.login('ada');
    await on.post('/logout', { cookie }).expect(200, 'out');
    assert.equal(((await told) as { userId: string }).userId, 'ada');
  });

  it('leaves listeners that run as somebody their user', async () => {
    const users: unknown[] = [];
    const done = new Promise<void>(resolve => {
      const stop = on.app.passport.on('login', async () => {
        stop();
        await on.app.passport.runAs({ name: 'alan' }, async () => {
          await Promise.resolve();
          users.push(AuthState.peek(on.app.passport.peekContext())?.user);
        });
        users.push(on.app.passport.peekContext());
        resolve();
      });
    });
    await on.login('ada');
    await done;
    assert.deepEqual(users, [{ name: 'alan' }, undefined]);
  });

  it('is told elsewhere only of what has a handler', async () => {
    const { plugins: enabled } = on.app as unknown as { plugins: Record<string, unknown> };
    const passport = fakePassport();
    const app = {
      config: { env: 'prod' },
      plugins: enabled,
      passport,
      getEggObject: (clazz: never) => on.app.getEggObject(clazz),
    };
    await connectEventBus(app as unknown as Application);
    const { events } = passport;
    assert.deepEqual(
      (['login', 'logout', 'refused', 'throttled', 'sessionsEnded'] as const).filter(type => events.hears(type)),
      ['login', 'refused'],
    );
  });
});

describe('events without tegg or sessions', () => {
  it('are heard by an app.js of JavaScript, which needs no package of tegg', async () => {
    await withApp(
      {
        'config/plugin.ts': `export default { session: false, passport: { enable: true, package: 'tegg-passport' } };`,
        'app.js': `
          const LocalStrategy = require('passport-local').Strategy;
          module.exports = app => {
            app.heard = [];
            app.passport.use(new LocalStrategy((name, password, done) => done(null, password === 'right' && { id: name })));
            app.passport.on('refused', event => app.heard.push(event));
            app.passport.on('refused', () => { throw new Error('of the listener'); });
            app.passport.on('login', event => app.heard.push(event));
          };`,
        'app/router.js': `module.exports = app => {
          app.post('/login', app.passport.authenticate('local', { session: false }));
        };`,
      },
      async app => {
        await app
          .httpRequest()
          .post('/login')
          .set('User-Agent', 'a browser')
          .send({ username: 'ada', password: 'wrong' })
          .expect(401);
        await app.httpRequest().post('/login').send({ username: 'ada', password: 'right' }).expect(302);
        await app.passport.events.told();
        const [{ at, ip, userAgent, ...rest }, ...more] = (app as unknown as { heard: Record<string, unknown>[] })
          .heard;
        assert.deepEqual([typeof at, ip, userAgent], ['number', '127.0.0.1', 'a browser']);
        assert.deepEqual(rest, { type: 'refused', reason: 'credentials_invalid', strategy: 'local' });
        assert.deepEqual(more, []);
      },
    );
  });

  it('say of a login without sessions, in an application that has none', async () => {
    await withApp(
      {
        ...inModule('login', {
          KeyLogin: `@Strategy('api-key') export class KeyLogin { authenticate(ctx) { return { sub: ctx.get('x-api-key') }; } }`,
        }),
        ...controllers({
          TokenController: `@HTTPController({ path: '/' }) export class TokenController {
            @Login('api-key', { session: false }) ${post('/token')} async token() { return { token: 'a token' }; } }`,
        }),
        'config/plugin.ts': plugins('session: false,'),
      },
      async app => {
        const heard = new Heard(app);
        await app.httpRequest().post('/token').set('x-api-key', 'ada').expect(200, { token: 'a token' });
        assert.deepEqual(await heard.facts(), [{ type: 'login', strategy: 'api-key', userId: 'ada' }]);
      },
    );
  });
});

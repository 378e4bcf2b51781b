import assert from 'node:assert/strict';
import mm from 'egg-mock';
import { controllers, get, LOGIN_CONTROLLER, post, running } from '../support/running';

const APP = controllers({
  LoginController: LOGIN_CONTROLLER,
  PageController: `@HTTPController({ path: '/' }) export class PageController {
    @Inject() private readonly authService: AuthService;
    @Authenticated() ${get('/me')} async me(@CurrentUser() user) { return user.name; }
    ${get('/who')} async who(@CurrentUser({ optional: true }) user) { return user?.name ?? 'nobody'; }
    @Authenticated({ maxAge: '10m' }) ${get('/fresh')} async fresh() { return 'fresh'; }
    @Authenticated({ maxAge: '10m', strategy: 'local' }) ${get('/local')} async local() { return 'local'; }
    ${post('/logout')} async logout() { await this.authService.logout(); return 'out'; } }`,
});

describe('app.loginAs', () => {
  const on = running(APP);
  afterEach(() => mm.restore());

  it('gives an agent with a session of the user', async () => {
    const ada = await on.app.loginAs({ name: 'ada' });
    await ada.get('/me').expect(200, 'ada');
    await on.get('/who').expect(200, 'nobody');
  });

  it('several', async () => {
    const [ada, alan] = await Promise.all([on.app.loginAs({ name: 'ada' }), on.app.loginAs({ name: 'alan' })]);
    await ada.get('/me').expect(200, 'ada');
    await alan.get('/me').expect(200, 'alan');
    await mm.restore();
    await ada.get('/who').expect(200, 'nobody');
    await alan.get('/me').expect(401);
  });

  it('at, strategy', async () => {
    const ada = await on.app.loginAs({ name: 'ada' }, { at: Date.now() - 11 * 60_000, strategy: 'local' });
    await ada.get('/me').expect(200, 'ada');
    await ada.get('/fresh').expect(401);
    const now = await on.app.loginAs({ name: 'ada' }, { strategy: 'local' });
    await now.get('/local').expect(200);
    await now.post('/logout').expect(200);
    await now.get('/who').expect(200, 'nobody');
    assert.ok(true);
  });
});

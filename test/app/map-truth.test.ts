import assert from 'node:assert/strict';
import type { MapEntry } from '#src/passport/map/PassportMap';
import { config } from '../support/generate';
import { controllers, get, post, running } from '../support/running';

/** Controllers that say it in as many ways as there are, and one that says nothing. */
const CONTROLLERS = controllers({
  Parent: `@Authenticated() export abstract class Parent {
    ${get('/inherited')} async inherited() { return 'inherited'; }
    @Public() ${get('/shown')} async shown() { return 'shown'; }
    ${get('/moved')} async moved() { return 'moved'; } }`,
  ChildController: `import { Parent } from './Parent';
    @HTTPController({ path: '/child' }) export class ChildController extends Parent {
      @Public() ${get('/elsewhere')} async moved() { return 'moved'; }
      ${get('/own')} async own() { return 'own'; } }`,
  StrictController: `import { Parent } from './Parent';
    @Authenticated('api-key') @HTTPController({ path: '/strict' }) export class StrictController extends Parent {
      ${get('/own/:id(\\\\d+)')} async own(@HTTPParam() id: string) { return id; } }`,
  FreeController: `import { Parent } from './Parent';
    @Public() @HTTPController({ path: '/free' }) export class FreeController extends Parent {
      @Authenticated({ optional: true }) ${get('/maybe')} async maybe() { return 'maybe'; } }`,
  SilentController: `@HTTPController() export class SilentController {
    ${get('/silent')} async asked() { return 'silent'; }
    @Middleware(async (ctx, next) => { await next(); }) ${get('/through')} async through() { return 'through'; }
    ${post('/posted')} async posted() { return 'posted'; } }`,
  HostController: `@Host('a.example') @HTTPController({ path: '/host' }) export class HostController {
    @Authenticated('api-key') ${get('/')} async asked() { return 'a'; } }`,
  OtherHostController: `@Host('b.example') @HTTPController({ path: '/host' }) export class OtherHostController {
    ${get('/')} async asked() { return 'b'; } }`,
});

const OPEN = ['/host/', '/posted', '/silent', '/through'];

for (const guard of [undefined, 'all']) {
  describe(`what the map says of controllers, with the default guard ${guard}`, () => {
    const passport = JSON.stringify({ guard });
    const asked = running({ ...CONTROLLERS, 'config/config.default.ts': config(`passport: ${passport}`) });

    it('is what a request of nobody gets', async () => {
      const { entries } = asked.app.passport.map();
      assert.equal(entries.length, 17);
      for (const entry of entries) assert.equal(await statusOf(entry), isShut(entry) ? 401 : 200, entry.path);
    });

    it('is that those are open of which nobody said anything, or none', () => {
      const open = asked.app.passport.map().entries.filter(({ access }) => access.type === 'open');
      assert.deepEqual(
        open.map(({ path }) => path),
        guard ? [] : OPEN,
      );
    });

    const statusOf = async ({ path = '', verbs = [], hosts = ['127.0.0.1'] }: MapEntry): Promise<number> => {
      const ask = verbs.includes('POST') ? asked.post : asked.get;
      return (await ask(path.replace(/:id.*/, '7'), { host: hosts[0] })).status;
    };
  });
}

function isShut({ access }: MapEntry): boolean {
  return access.type === 'guard' && !access.guard.optional;
}

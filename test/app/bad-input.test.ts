import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import * as fc from 'fast-check';
import type { AuthService } from 'tegg-passport';
import { config } from '../support/generate';
import type { Listening } from '../support/listen';
import { controllers, get, inModule, LOGIN_CONTROLLER, post, PUBLIC_PROTO, running } from '../support/running';

const KB = 1024;
// Node.js takes 16 kB of headers; a server that takes more hands huge ones to the strategies.
const MAX_HEADERS = 256 * KB;
// The same values every time; a failure prints what it found.
const PROPERTY = { seed: 6750, numRuns: 300 };

const APP = {
  'config/config.default.ts': config(`passport: { loginURL: '/sign-in' }`),
  ...inModule('tokens', {
    TokenLogin: `
      import { Strategy as BearerStrategy } from 'passport-http-bearer';
      @SingletonProto(${PUBLIC_PROTO}) export class Seen { readonly tokens: unknown[] = []; readonly asked: unknown[] = []; }
      @Strategy('bearer', BearerStrategy) export class TokenLogin { @Inject() private readonly seen: Seen;
        validate(token: string) { this.seen.tokens.push(token); return token === 'good' ? { name: 'ada' } : null; } }
      @AuthPolicy('any') export class AnyPolicy { @Inject() private readonly seen: Seen;
        can(user, ctx, resource) { this.seen.asked.push(user); return true; } }`,
  }),
  ...controllers({
    LoginController: LOGIN_CONTROLLER,
    TokenController: `@HTTPController({ path: '/' }) export class TokenController {
      @Authenticated('bearer') ${get('/token')} async read(@CurrentUser() user) { return user; }
      @Authenticated('bearer') ${post('/token')} async write(@CurrentUser() user) { return user; }
      @Authenticated(['session', 'bearer', 'api-key']) ${get('/any')} async any(@CurrentUser() user) { return user; }
      @Authenticated('bearer', { optional: true }) ${get('/perhaps')} async perhaps(@CurrentUser({ optional: true }) user) { return { user: user ?? null }; }
      @Authenticated({ policy: 'any' }) ${get('/policy')} async policy() { return 'reached'; } }`,
  }),
};

/** What came back over a socket. */
interface Answer {
  readonly status: number;
  readonly text: string;
}

describe('bad input to a guard', () => {
  const on = running(APP);
  let server: Listening;
  let port: number;
  before(async () => {
    const node = createServer({ maxHeaderSize: MAX_HEADERS }, on.app.callback()).listen(0, '127.0.0.1');
    await once(node, 'listening');
    ({ port } = node.address() as AddressInfo);
    server = {
      origin: `http://127.0.0.1:${port}`,
      async close() {
        node.closeAllConnections();
        node.close();
        await once(node, 'close');
      },
    };
  });
  after(() => server.close());

  /** Sends these bytes in a request's head, whatever they are, and gives the answer. */
  async function raw(path: string, head: string | Buffer): Promise<Answer> {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', chunk => chunks.push(chunk));
    // A server that refuses a head does not read the rest of it.
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAccept: application/json\r\n`);
    socket.write(head);
    socket.end('\r\n\r\n');
    await closed;
    const text = Buffer.concat(chunks).toString('latin1');
    return { status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]), text };
  }
  const bearer = (token: string): string => `Authorization: Bearer ${token}`;
  const tokens = async (): Promise<unknown[]> => (await on.object<{ tokens: unknown[] }>('seen')).tokens;
  const stillServes = async (): Promise<void> => {
    const { status, text } = await raw('/token', bearer('good'));
    assert.equal(status, 200);
    assert.match(text, /\{"name":"ada"\}/);
  };
  afterEach(stillServes);

  const MALFORMED: [what: string, head: string, status: 400 | 401][] = [
    ['no header', 'X-Nothing: 1', 401],
    ['Bearer without a token', 'Authorization: Bearer', 400],
    ['Bearer and a space', 'Authorization: Bearer ', 400],
    ['an empty header', 'Authorization:', 401],
    ['two words behind Bearer', bearer('a b'), 400],
    ['two spaces before the token', bearer(' good'), 400],
    ['a tab before the token', 'Authorization: Bearer\tgood', 400],
    ['another scheme', 'Authorization: Basic Z29vZA==', 401],
    ['a scheme that only begins like it', 'Authorization: Bearerx good', 401],
    ['a wrong token', bearer('wrong'), 401],
    ['a token of another form', bearer('eyJhbGciOiJub25lIn0.e30.'), 401],
    ['dots alone', bearer('..'), 401],
    ['a token of Latin-1', bearer('\xe9\xff'), 401],
    ['a token like a property of objects', bearer('__proto__'), 401],
    ['quotes and backslashes', bearer('"\\",error="x"'), 401],
    ['a token of 64 kB', bearer('a'.repeat(64 * KB)), 401],
    ['64 kB of spaces', `Authorization: Bearer ${' '.repeat(64 * KB)}x`, 400],
    ['64 kB of commas', bearer(','.repeat(64 * KB)), 401],
    ['64 kB before a scheme', `Authorization: ${'Bearer'.repeat(11 * KB)}`, 400],
  ];
  for (const [what, head, status] of MALFORMED) {
    it(`${what}: ${status}`, async () => {
      const answer = await raw('/token', Buffer.from(head, 'latin1'));
      assert.equal(answer.status, status, answer.text);
      assert.match(answer.text, status === 401 ? /"code":"unauthenticated"/ : /"code":"credentials_missing"/);
      assert.equal(/www-authenticate: Bearer/i.test(answer.text), status === 401);
      assert.doesNotMatch(answer.text, /stack|node_modules|\.ts\b/);
      assert.equal((await raw('/perhaps', Buffer.from(head, 'latin1'))).status, 200);
    });
  }

  it('repeated headers: Node.js takes the first, and no second one opens', async () => {
    const [good, wrong] = [bearer('good'), bearer('wrong')];
    for (const [first, second, status] of [
      [wrong, good, 401],
      [good, wrong, 200],
      ['Authorization: Bearer', good, 400],
      ['Authorization: Basic x', good, 401],
    ] as const)
      assert.equal((await raw('/token', `${first}\r\n${second}`)).status, status, `${first}, ${second}`);
  });

  for (const [what, query, head] of [
    ['header and query', '?access_token=good', bearer('good')],
    ['header and query, one of them wrong', '?access_token=wrong', bearer('good')],
    ['header without a token, and query', '?access_token=good', 'Authorization: Bearer'],
  ] as const) {
    it(`a token in ${what}: 400, and no validate sees it (RFC 6750, section 2)`, async () => {
      const before = (await tokens()).length;
      assert.equal((await raw(`/token${query}`, head)).status, 400);
      assert.equal((await tokens()).length, before);
    });
  }

  it('a token in header and body: 400', async () => {
    const headers = { Authorization: 'Bearer good', Accept: 'application/json' };
    await on.post('/token', headers).send({ access_token: 'good' }).expect(400);
  });

  it('a token of a wrong type: 400, or 401 in a query, and never an error', async () => {
    const accept = { Accept: 'application/json' };
    for (const access_token of [{ $gt: '' }, ['good'], [['good']], 7, true])
      await on.post('/token', accept).send({ access_token }).expect(400);
    for (const query of [
      'access_token=',
      'access_token[]=good',
      'access_token[$gt]=',
      'access_token=wrong&access_token=x',
    ])
      assert.equal((await raw(`/token?${query}`, 'X-Nothing: 1')).status, 401, query);
  });

  it('headers beyond what the server takes: 431, without the application', async () => {
    assert.equal((await raw('/token', bearer('a'.repeat(MAX_HEADERS)))).status, 431);
  });

  it('any bytes in a header: 200 for the good token, 400, 401 or 431 for all else, and never 5xx', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map(array => Buffer.from(array));
    const near = fc
      .array(
        fc.constantFrom(
          'Bearer',
          'bearer',
          ' ',
          '\t',
          ',',
          '=',
          '"',
          '\r\n',
          '\0',
          '\xff',
          'good',
          'Authorization:',
          'Cookie: EGG_SESS=',
        ),
        {
          maxLength: 12,
        },
      )
      .map(words => Buffer.from(words.join(''), 'latin1'));
    const name = fc.constantFrom(
      'Authorization: ',
      'Authorization: Bearer ',
      'Cookie: EGG_SESS=',
      'x-api-key: wrong',
      '',
    );
    const path = fc.constantFrom('/token', '/any', '/policy');
    await fc.assert(
      fc.asyncProperty(path, name, fc.oneof(bytes, near), async (where, header, value) => {
        const { status, text } = await raw(where, Buffer.concat([Buffer.from(header), value]));
        assert.ok([200, 400, 401, 431].includes(status), text);
        if (status === 200) assert.match(value.toString('latin1') + header, /good|x-api-key/i);
      }),
      PROPERTY,
    );
  });

  it('a policy is not asked about nobody, over HTTP or by hand', async () => {
    const authService = await on.object<AuthService>('authService');
    const { asked } = await on.object<{ asked: unknown[] }>('seen');
    assert.equal((await raw('/policy', bearer('good'))).status, 401);
    const { passport } = on.app;
    await on.app.runInAnonymousContextScope(async ctx => {
      assert.equal(await passport.authorizer.can(ctx, 'any'), false);
      await passport.logIn(ctx, { name: 'ada' }, { session: false });
      assert.equal(await passport.authorizer.can(ctx, 'any'), true);
      await passport.logOut(ctx);
      assert.equal(await passport.authorizer.can(ctx, 'any'), false);
      await assert.rejects(passport.authorizer.require(ctx, 'any'));
    });
    await assert.rejects(authService.runAs(undefined, () => authService.can('any')));
    assert.deepEqual(asked, [{ name: 'ada' }]);
  });
});

import assert from 'node:assert/strict';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { BEARER, MCP, MCP_PLUGINS, mcpConfig, request, runningMcp, textOf, tool, type McpReply } from '../support/mcp';
import { controllers, inModule, LOGIN_CONTROLLER } from '../support/running';

const WHO = `@Inject() private readonly authService: AuthService;
  private text() { return this.authService.user?.name ?? 'nobody'; }
  private answer() { return { content: [{ type: 'text', text: this.text() }] }; }
  private contents(uri) { return { contents: [{ uri: String(uri), text: this.text() }] }; }
  private prompt() { return { messages: [{ role: 'user', content: { type: 'text', text: this.text() } }] }; }`;

const FILES = {
  'config/plugin.ts': MCP_PLUGINS,
  'config/config.default.ts': mcpConfig(
    `passport: { protectedResource: { resource: 'https://mcp.example/mcp', authorization_servers: ['https://login.example'] } }`,
  ),
  ...inModule('mcp', {
    TokenLogin: BEARER,
    EvenPolicy: `@AuthPolicy('even') export class EvenPolicy { can(user) {
      if (user.name === 'break') throw new Error('the database at 10.0.0.1 is down');
      return user.name.length % 2 === 0; } }`,
  }),
  ...controllers({
    LoginController: LOGIN_CONTROLLER,
    MixedController: `${MCP}
      @MCPController() export class MixedController { ${WHO}
        @MCPTool() async open() { return this.answer(); }
        @Authenticated('api-key') @MCPTool() async key() { return this.answer(); }
        @Authenticated('bearer') @MCPTool() async token() { return this.answer(); }
        @Authenticated() @MCPTool() async seat() { return this.answer(); }
        @Authenticated(['session', 'bearer', 'api-key']) @MCPTool({ name: 'any-of' }) async anyOf() { return this.answer(); }
        @Authenticated('api-key', { optional: true }) @MCPTool() async perhaps() { return this.answer(); }
        @Authenticated('bearer', { policy: 'even' }) @MCPTool() async even() { return this.answer(); }
        @Roles('admin') @MCPTool() async burn() { return this.answer(); }
        @Authenticated('broken') @MCPTool() async broken() { return this.answer(); }
        @Authenticated('api-key') @MCPTool() async slowly() {
          const before = this.text();
          for (let i = 0; i < 5; i++) await new Promise(resolve => setImmediate(resolve));
          return { content: [{ type: 'text', text: before + ' ' + this.text() }] }; }
        @Authenticated('api-key') @MCPResource({ uri: 'mcp://notes' }) async notes(uri) { return this.contents(uri); }
        @MCPResource({ uri: 'mcp://free' }) async free(uri) { return this.contents(uri); }
        @Authenticated('api-key') @MCPResource({ template: ['mcp://note/{id}', { list: () => ({ resources: [{ uri: 'mcp://note/secret', name: 'secret' }] }) }] })
        async note(uri) { return this.contents(uri); }
        @Authenticated('api-key') @MCPPrompt() async ask() { return this.prompt(); } }`,
    ClosedController: `${MCP} @Authenticated('bearer') @MCPController({ name: 'closed' }) export class ClosedController { ${WHO}
        @MCPTool() async whoami() { return this.answer(); }
        @Authenticated('bearer', { policy: 'even' }) @MCPTool() async even() { return this.answer(); } }`,
    HalfOpenController: `${MCP} @Authenticated('bearer') @MCPController({ name: 'half' }) export class HalfOpenController { ${WHO}
        @MCPTool() async key() { return this.answer(); }
        @Public() @MCPTool() async open() { return this.answer(); } }`,
    OpenController: `${MCP} @MCPController({ name: 'open' }) export class OpenController { ${WHO}
        @MCPTool() async key() { return this.answer(); } }`,
  }),
};

const METADATA = 'resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp"';
const STATELESS = '/mcp/stateless/stream';
const KEY = (name: string) => ({ 'x-api-key': name });
const TOKEN = (name: string) => ({ authorization: `Bearer token-of-${name}` });

/** What a client must never see. */
function assertSilent({ text }: McpReply): void {
  assert.doesNotMatch(text, /10\.0\.0\.1|node_modules|\bat \w+\.| {4}at /);
}

describe('a guard on an MCP controller', () => {
  const { on, url, send, cookieOf } = runningMcp(FILES);
  const call = (name: string, headers?: Record<string, string>): Promise<McpReply> =>
    send(STATELESS, tool(name), headers);
  const assertAnswers = ({ status, messages }: McpReply, ...texts: unknown[]): void => {
    assert.equal(status, 200);
    assert.deepEqual(messages.map(textOf), texts);
  };

  it('lets calls of methods without a guard pass, and they see nobody', async () => {
    assertAnswers(await call('open'), 'nobody');
    assertAnswers(await send(STATELESS, request('resources/read', { uri: 'mcp://free' })), 'nobody');
  });

  for (const [name, what] of Object.entries({
    tool: tool('key'),
    'tool by the name given to it': tool('any-of'),
    resource: request('resources/read', { uri: 'mcp://notes' }),
    'resource in another spelling': request('resources/read', { uri: 'MCP://notes' }),
    'resource of a template': request('resources/read', { uri: 'mcp://note/1' }),
    'list of a template': request('resources/list'),
    prompt: request('prompts/get', { name: 'ask' }),
  })) {
    it(`wants somebody for a ${name}`, async () => {
      const refused = await send(STATELESS, what);
      assert.equal(refused.status, 401);
      assert.equal(refused.messages[0].code, 'unauthenticated');
      assert.doesNotMatch(refused.text, /secret/);
      assert.equal((await send(STATELESS, what, KEY('wrong'))).status, 401);
      const answered = await send(STATELESS, what, KEY('ada'));
      assert.equal(answered.status, 200);
      assert.match(answered.text, /"text":"ada"|mcp:\/\/note\/secret/);
    });
  }

  it('knows the user by an API key, a Bearer token or a session, whichever it names', async () => {
    assertAnswers(await call('key', KEY('ada')), 'ada');
    assertAnswers(await call('token', TOKEN('bo')), 'bo');
    const cookie = await cookieOf('cleo');
    assertAnswers(await call('seat', cookie), 'cleo');
    for (const [headers, user] of [
      [KEY('ada'), 'ada'],
      [TOKEN('bo'), 'bo'],
      [cookie, 'cleo'],
    ] as const) {
      assertAnswers(await call('any-of', headers), user);
    }
    assert.equal((await call('token', { ...KEY('ada'), ...cookie })).status, 401);
    assert.equal((await call('seat', { ...KEY('ada'), ...TOKEN('bo') })).status, 401);
  });

  it('says in its 401 where the metadata is, and what else it would take', async () => {
    const none = await call('any-of');
    assert.equal(none.status, 401);
    assert.equal(none.headers.get('www-authenticate'), `Bearer ${METADATA}, Session realm="generated", ApiKey`);
    const bad = await call('token', { authorization: 'Bearer stale' });
    assert.equal(bad.status, 401);
    assert.equal(bad.headers.get('www-authenticate'), `Bearer error="invalid_token", ${METADATA}`);
  });

  it('answers 403 to the no of a policy or a role, and calls nothing', async () => {
    const odd = await call('even', TOKEN('bob'));
    assert.equal(odd.status, 403);
    assert.equal(odd.messages[0].code, 'forbidden');
    assert.equal(odd.headers.get('www-authenticate'), null);
    assertAnswers(await call('even', TOKEN('anna')), 'anna');
    assert.equal((await call('burn', await cookieOf('ada'))).status, 403);
    assertAnswers(await call('burn', await cookieOf('root')), 'root');
  });

  it('with `optional`, finds the user or nobody', async () => {
    assertAnswers(await call('perhaps'), 'nobody');
    assertAnswers(await call('perhaps', KEY('ada')), 'ada');
    assertAnswers(await call('perhaps', KEY('wrong')), 'nobody');
    assertAnswers(await call('perhaps', await cookieOf('ada')), 'nobody');
  });

  it('answers 500 when a strategy or policy breaks, and tells nobody why', async () => {
    for (const reply of [await call('broken', TOKEN('ada')), await call('even', TOKEN('break'))]) {
      assert.equal(reply.status, 500);
      assert.deepEqual(reply.messages, [{ code: 'internal_error', message: 'Internal Server Error' }]);
    }
    assertAnswers(await call('open'), 'nobody');
  });

  it('of a class guards every message, but where a method is public', async () => {
    for (const message of [tool('whoami'), request('tools/list'), request('ping'), tool('unknown')]) {
      assert.equal((await send('/mcp/closed/stateless/stream', message)).status, 401);
      assert.equal((await send('/mcp/closed/stateless/stream', message, TOKEN('ada'))).status, 200);
    }
    assertAnswers(await send('/mcp/half/stateless/stream', tool('open')), 'nobody');
    assert.equal((await send('/mcp/half/stateless/stream', tool('key'))).status, 401);
    assertAnswers(await send('/mcp/half/stateless/stream', tool('key'), TOKEN('ada')), 'ada');
  });

  it('asks the policy of a method in a guarded class', async () => {
    assert.equal((await send('/mcp/closed/stateless/stream', tool('even'), TOKEN('bob'))).status, 403);
    assertAnswers(await send('/mcp/closed/stateless/stream', tool('even'), TOKEN('anna')), 'anna');
  });

  it('is of one server: a tool of the same name in another one has its own', async () => {
    assertAnswers(await send('/mcp/open/stateless/stream', tool('key')), 'nobody');
    assert.equal((await send('/mcp/half/stateless/stream', tool('key'), KEY('ada'))).status, 401);
  });

  it('stands in front of every spelling of a path that the router takes', async () => {
    for (const path of ['/mcp/stateless/stream/', '/mcp/stateless/stream?x=1']) {
      assert.equal((await send(path, tool('key'))).status, 401, path);
    }
    for (const path of [
      '/MCP/stateless/stream',
      '/mcp/Stateless/STREAM/',
      '//mcp/stateless/stream',
      '/mcp/%73tateless/stream',
    ]) {
      assert.equal((await send(path, tool('key'))).status, 404, path);
    }
  });

  describe('and a batch', () => {
    it('wants every guard of its calls to be opened', async () => {
      assert.equal((await send(STATELESS, [tool('open'), tool('key')])).status, 401);
      const both = await send(STATELESS, [tool('open'), tool('key'), tool('slowly')], KEY('ada'));
      assert.equal(both.status, 200);
      assert.deepEqual(both.messages.map(textOf).sort(), ['ada', 'ada', 'ada ada']);
      assert.equal((await send(STATELESS, [tool('even'), tool('token')], TOKEN('bob'))).status, 403);
    });

    it('may not want two logins, for its methods share one user', async () => {
      const mixed = await send(STATELESS, [tool('key'), tool('token')], { ...KEY('ada'), ...TOKEN('bo') });
      assert.equal(mixed.status, 400);
      assert.equal(mixed.messages[0].error?.code, -32600);
    });

    it('hides no call in an array in an array', async () => {
      assert.equal((await send(STATELESS, [[tool('key')]])).status, 400);
    });
  });

  it('guards a call that waits for no answer', async () => {
    const notification = { jsonrpc: '2.0', method: 'tools/call', params: { name: 'key' } };
    assert.equal((await send(STATELESS, notification)).status, 401);
  });

  it('knows no names but those of the methods', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const reply = await call(name);
      assert.equal(reply.status, 200);
      assert.match(reply.text, /"isError":true/);
    }
    for (const name of [null, 1, ['key'], { toString: 'key' }]) {
      const { status, text } = await send(STATELESS, request('tools/call', { name }));
      assert.equal(status, 200);
      assert.match(text, /"error"/);
    }
  });

  describe('and a body', () => {
    const body = JSON.stringify(tool('key'));
    const answerTo = async (raw: unknown, headers: Record<string, string> = {}): Promise<number> => {
      const reply = await send(STATELESS, raw, { ...KEY('ada'), ...headers });
      assertSilent(reply);
      return reply.status;
    };

    it('of JSON, in UTF-8, with a byte order mark or without, is read', async () => {
      assert.equal(await answerTo(body), 200);
      assert.equal(await answerTo(body, { 'content-type': 'application/json; charset=utf-8' }), 200);
      assert.equal((await send(STATELESS, `\uFEFF${body}`)).status, 401);
      assert.equal(
        await answerTo(
          JSON.stringify({ ...request('tools/call', { name: 'key', arguments: { x: 'é'.repeat(1e6) } }) }),
        ),
        200,
      );
    });

    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-16',
      'application/json, text/plain',
      'application/jsonx',
      'text/plain; a=application/json',
    ])
      it(`of the type ${type} is refused`, async () => {
        assert.equal(await answerTo(body, { 'content-type': type }), 415);
      });

    it('that is broken is refused', async () => {
      for (const raw of ['{', 'null', '1', '"x"', '[1]', '{"params":1}', '[[]]', '\0', gzipSync(body)]) {
        assert.equal(await answerTo(raw), 400, String(raw));
      }
      assert.equal(await answerTo(''), 400);
      assert.equal(await answerTo(gzipSync(body), { 'content-encoding': 'gzip' }), 400);
    });

    /** Sends a body in pieces, each when the one before is out. */
    async function inPieces(pieces: Iterable<string>, headers: Record<string, string>): Promise<[number, string]> {
      const req = httpRequest(url(STATELESS), {
        method: 'POST',
        headers: { accept: 'application/json, text/event-stream', 'content-type': 'application/json', ...headers },
      });
      let isAnswered = false;
      const answered = new Promise<IncomingMessage>(resolve => {
        req.once('response', resolve).once('response', () => (isAnswered = true));
      });
      // The server may answer, and close, before all is out.
      req.on('error', () => {});
      for (const piece of pieces) if (!isAnswered) await new Promise(resolve => req.write(piece, resolve));
      req.end();
      const res = await answered;
      return [res.statusCode ?? 0, (await res.setEncoding('utf8').toArray()).join('')];
    }

    it('that comes in pieces, of no length that was said, is read', async () => {
      const [status, text] = await inPieces(body, KEY('ada'));
      assert.equal(status, 200);
      assert.match(text, /"text":"ada"/);
      assert.equal((await inPieces(body, {}))[0], 401);
      assert.equal((await inPieces([], KEY('ada')))[0], 400);
      const spaces = Array.from({ length: 300 }, () => ' '.repeat(10_000));
      assert.equal((await inPieces([...spaces, body], KEY('ada')))[0], 200);
      assert.equal((await inPieces([...spaces, ...spaces, body], KEY('ada')))[0], 413);
    });

    it('that breaks off harms nobody', async () => {
      const req = httpRequest(url(STATELESS), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...KEY('ada') },
      });
      const closed = new Promise(resolve => req.once('close', resolve));
      req.on('error', () => {});
      await new Promise(resolve => req.write(body.slice(0, 20), resolve));
      req.destroy();
      await closed;
      assert.equal(await answerTo(body), 200);
    });

    it('that is too large is refused, said to be or not', async () => {
      const large = JSON.stringify(request('tools/call', { name: 'key', x: 'x'.repeat(4 * 1024 * 1024) }));
      assert.equal(await answerTo(large), 413);
    });
  });

  it('does not mix the users of 100 calls at once', async () => {
    const users = Array.from({ length: 100 }, (_, i) => `user-${i}`);
    const replies = await Promise.all(users.map(user => call('slowly', KEY(user))));
    assert.deepEqual(
      replies.map(({ messages }) => textOf(messages[0])),
      users.map(user => `${user} ${user}`),
    );
  });

  it('lets a preflight pass, and no other method reaches a tool', async () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'DELETE']) {
      const { status, text } = await send(STATELESS, undefined, {}, method);
      assert.ok(status === 405 || status === 204 || status === 200 || status === 404, `${method} ${status}`);
      assert.doesNotMatch(text, /result/);
    }
    const overridden = await send(STATELESS, tool('key'), { 'x-http-method-override': 'OPTIONS' });
    assert.doesNotMatch(overridden.text, /result/);
  });

  it('serves the metadata at both of its paths, to anybody', async () => {
    for (const path of ['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp']) {
      await on
        .get(path)
        .expect(200, { resource: 'https://mcp.example/mcp', authorization_servers: ['https://login.example'] })
        .expect('Content-Type', /^application\/json/);
    }
    await on.get('/.well-known/oauth-protected-resource/other').expect(404);
    await on.post('/.well-known/oauth-protected-resource').expect(404);
  });
});

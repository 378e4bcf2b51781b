import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { listen, type Listening } from '../support/listen';
import {
  BEARER,
  INITIALIZE,
  MCP,
  MCP_PLUGINS,
  mcpConfig,
  openSse,
  request,
  runningMcp,
  sendMcp,
  SESSIONS,
  textOf,
  tool,
  type RpcReply,
} from '../support/mcp';
import { controllers, inModule, LOGIN_CONTROLLER } from '../support/running';

const WHO = `@Inject() private readonly authService: AuthService;
  private answer() { return { content: [{ type: 'text', text: this.authService.user?.name ?? 'nobody' }] }; }`;

const FILES = {
  'config/plugin.ts': MCP_PLUGINS,
  'config/config.default.ts': mcpConfig(),
  ...SESSIONS,
  ...inModule('mcp', { TokenLogin: BEARER }),
  ...controllers({
    LoginController: LOGIN_CONTROLLER,
    MixedController: `${MCP} @MCPController() export class MixedController { ${WHO}
      @MCPTool() async open() { return this.answer(); }
      @Authenticated(['session', 'api-key']) @MCPTool() async key() { return this.answer(); } }`,
    FreeController: `${MCP} @MCPController({ name: 'free' }) export class FreeController { ${WHO}
      @MCPTool() async whoami() { return this.answer(); } }`,
    ClosedController: `${MCP} @Authenticated('bearer') @MCPController({ name: 'closed' }) export class ClosedController { ${WHO}
      @MCPTool() async whoami() { return this.answer(); }
      @Authenticated('bearer', { policy: { name: 'roles', args: ['admin'] } }) @MCPTool() async burn() { return this.answer(); } }`,
  }),
};

const KEY = (name: string) => ({ 'x-api-key': name });
const TOKEN = (name: string) => ({ authorization: `Bearer token-of-${name}` });

describe('a session of an MCP server behind guards', () => {
  const { on, url, send, cookieOf } = runningMcp(FILES);

  /** What the SDK's client gets. */
  async function ask(transport: Transport, name: string): Promise<string | undefined> {
    const client = new Client({ name: 'test', version: '1.0.0' });
    await client.connect(transport);
    try {
      await client.listTools();
      return textOf({ result: await client.callTool({ name, arguments: {} }) } as RpcReply);
    } finally {
      await client.close();
    }
  }
  const stream = (path: string, headers: Record<string, string>): Transport =>
    new StreamableHTTPClientTransport(new URL(url(path)), { requestInit: { headers } }) as Transport;
  const sse = (path: string, headers: Record<string, string>): Transport =>
    new SSEClientTransport(new URL(url(path)), { requestInit: { headers } });

  for (const [what, transport, prefix] of [
    ['without a session', stream, '/stateless/stream'],
    ['of a stream', stream, '/stream'],
    ['of an SSE connection', sse, '/sse'],
  ] as const)
    describe(`${what}, with the SDK's client`, () => {
      it('knows the user by an API key, a Bearer token or a session', async () => {
        assert.equal(await ask(transport(`/mcp${prefix}`, KEY('ada')), 'key'), 'ada');
        assert.equal(await ask(transport(`/mcp${prefix}`, await cookieOf('cleo')), 'key'), 'cleo');
        assert.equal(await ask(transport(`/mcp/closed${prefix}`, TOKEN('bo')), 'whoami'), 'bo');
        assert.equal(await ask(transport(`/mcp${prefix}`, {}), 'open'), 'nobody');
      });

      it('refuses whom no guard accepts', async () => {
        await assert.rejects(ask(transport(`/mcp/closed${prefix}`, {}), 'whoami'), /401|Unauthorized/);
        await assert.rejects(ask(transport(`/mcp/closed${prefix}`, KEY('ada')), 'whoami'), /401|Unauthorized/);
        await assert.rejects(ask(transport(`/mcp${prefix}`, {}), 'key'), /401|Unauthorized/);
        await assert.rejects(ask(transport(`/mcp/closed${prefix}`, TOKEN('bo')), 'burn'), /403|Forbidden/);
      });
    });

  describe('of a stream', () => {
    async function open(path: string, headers: Record<string, string>): Promise<Record<string, string>> {
      const reply = await send(path, INITIALIZE, headers);
      assert.equal(reply.status, 200);
      return { 'mcp-session-id': String(reply.headers.get('mcp-session-id')), 'mcp-protocol-version': '2025-03-26' };
    }

    it("is nobody else's, whatever the method", async () => {
      const session = await open('/mcp/stream', KEY('ada'));
      for (const method of ['POST', 'GET', 'DELETE', 'HEAD', 'PUT']) {
        const body = method === 'POST' || method === 'PUT' ? tool('open') : undefined;
        assert.equal((await send('/mcp/stream', body, { ...session, ...KEY('bo') }, method)).status, 404, method);
        assert.equal((await send('/mcp/stream', body, session, method)).status, 401, method);
      }
      const own = await send('/mcp/stream', tool('key'), { ...session, ...KEY('ada') });
      assert.deepEqual(own.messages.map(textOf), ['ada']);
    });

    it("is nobody else's in a guarded class, and of no other server", async () => {
      const session = await open('/mcp/closed/stream', TOKEN('ada'));
      assert.equal((await send('/mcp/closed/stream', tool('whoami'), { ...session, ...TOKEN('bo') })).status, 404);
      assert.equal((await send('/mcp/closed/stream', tool('whoami'), session)).status, 401);
      const elsewhere = await send('/mcp/stream', tool('whoami'), { ...session, ...KEY('ada') });
      assert.equal(elsewhere.status, 404);
      for (const method of ['tools/list', 'ping']) {
        assert.equal((await send('/mcp/free/stream', request(method), session)).status, 404);
      }
    });

    it('of a server without guards is as it was', async () => {
      const session = await open('/mcp/free/stream', {});
      const reply = await send('/mcp/free/stream', tool('whoami'), session);
      assert.deepEqual(reply.messages.map(textOf), ['nobody']);
    });

    it("that nobody has opened becomes the first user's", async () => {
      const session = await open('/mcp/stream', {});
      const before = await send('/mcp/stream', tool('open'), session);
      assert.deepEqual(before.messages.map(textOf), ['nobody']);
      assert.equal((await send('/mcp/stream', tool('key'), session)).status, 401);
      assert.equal((await send('/mcp/stream', tool('key'), { ...session, ...KEY('ada') })).status, 200);
      assert.equal((await send('/mcp/stream', tool('open'), session)).status, 401);
      assert.equal((await send('/mcp/stream', tool('open'), { ...session, ...KEY('bo') })).status, 404);
    });

    it('ends at the wish of its user', async () => {
      const session = await open('/mcp/stream', KEY('ada'));
      assert.equal((await send('/mcp/stream', undefined, { ...session, ...KEY('ada') }, 'DELETE')).status, 200);
    });

    it('takes batches', async () => {
      const session = { ...(await open('/mcp/stream', KEY('ada'))), ...KEY('ada') };
      const reply = await send('/mcp/stream', [tool('open'), tool('key')], session);
      assert.deepEqual(reply.messages.map(textOf), ['ada', 'ada']);
    });

    it('has no name of an object, and answers so', async () => {
      for (const id of ['__proto__', 'constructor', 'toString']) {
        const reply = await send('/mcp/stream', tool('key'), { 'mcp-session-id': id, ...KEY('ada') });
        assert.equal(reply.status, 404, id);
      }
    });

    it('does not mix the users of 50 sessions at once', async () => {
      const users = Array.from({ length: 50 }, (_, i) => `user-${i}`);
      const answers = await Promise.all(
        users.map(async user => {
          const session = await open('/mcp/stream', KEY(user));
          const { messages } = await send('/mcp/stream', tool('key'), { ...session, ...KEY(user) });
          return textOf(messages[0]);
        }),
      );
      assert.deepEqual(answers, users);
    });
  });

  describe('asked by another process', () => {
    /** What `mcpProxy` passes on to the process of a session comes in at these. */
    const listenFor = (action: string): Promise<Listening> => {
      const { proxyHandlerMap } = (
        on.app as unknown as { mcpProxy: { proxyHandlerMap: Record<string, RequestListener> } }
      ).mcpProxy;
      return listen(proxyHandlerMap[action]);
    };

    it('is guarded as well, of a stream', async () => {
      const opened = await send('/mcp/stream', INITIALIZE, KEY('ada'));
      const session = { 'mcp-session-id': String(opened.headers.get('mcp-session-id')) };
      const proxy = await listenFor('MCP_STREAM_PROXY');
      try {
        const nobody = await sendMcp(proxy.origin, tool('key'), session);
        assert.equal(nobody.status, 401);
        assert.match(String(nobody.headers.get('www-authenticate')), /^Session/);
        assert.equal((await sendMcp(proxy.origin, tool('key'), { ...session, ...KEY('bo') })).status, 404);
        const own = await sendMcp(proxy.origin, tool('key'), { ...session, ...KEY('ada') });
        assert.deepEqual(own.messages.map(textOf), ['ada']);
        const cookie = await sendMcp(proxy.origin, tool('key'), { ...session, ...(await cookieOf('ada')) });
        assert.deepEqual(cookie.messages.map(textOf), ['ada']);
      } finally {
        await proxy.close();
      }
    });

    it('has no user, of an SSE connection', async () => {
      const connection = await openSse(url('/mcp/sse'), KEY('ada'));
      const proxy = await listenFor('MCP_SEE_PROXY');
      const address = proxy.origin + connection.endpoint;
      try {
        assert.equal((await sendMcp(address, tool('key'), KEY('ada'))).status, 202);
        assert.equal((await connection.next()).result?.isError, true);
        assert.equal((await sendMcp(address, tool('open'), KEY('ada'))).status, 202);
        assert.equal(textOf(await connection.next()), 'nobody');
      } finally {
        await proxy.close();
        await connection.close();
      }
    });
  });

  describe('of an SSE connection', () => {
    it("takes no message of somebody else's", async () => {
      const ada = await openSse(url('/mcp/sse'), KEY('ada'));
      try {
        assert.equal((await send(ada.endpoint, tool('open'), KEY('bo'))).status, 404);
        assert.equal((await send(ada.endpoint, tool('open'))).status, 401);
        assert.equal((await send(ada.endpoint, tool('key'), KEY('ada'))).status, 202);
        assert.equal(textOf(await ada.next()), 'ada');
      } finally {
        await ada.close();
      }
    });

    it('has the user of each message, not of the connection', async () => {
      const connection = await openSse(url('/mcp/sse'));
      try {
        assert.equal((await send(connection.endpoint, tool('open'))).status, 202);
        assert.equal(textOf(await connection.next()), 'nobody');
        assert.equal((await send(connection.endpoint, tool('key'))).status, 401);
        assert.equal((await send(connection.endpoint, tool('key'), KEY('ada'))).status, 202);
        assert.equal(textOf(await connection.next()), 'ada');
        assert.equal((await send(connection.endpoint, tool('open'))).status, 401);
      } finally {
        await connection.close();
      }
    });

    it('has no name of an object, and is of no other server', async () => {
      const ada = await openSse(url('/mcp/sse'), KEY('ada'));
      try {
        const query = ada.endpoint.slice(ada.endpoint.indexOf('?'));
        assert.equal((await send(`/mcp/closed/message${query}`, tool('whoami'), TOKEN('ada'))).status, 404);
        assert.equal((await send('/mcp/message?sessionId=__proto__', tool('key'), KEY('ada'))).status, 404);
        const twice = await send(`${ada.endpoint}&sessionId=x`, tool('key'), KEY('bo'));
        assert.equal(twice.status, 404);
      } finally {
        await ada.close();
      }
    });

    it('answers to a message that cannot be read', async () => {
      const ada = await openSse(url('/mcp/sse'), KEY('ada'));
      try {
        assert.equal((await send(ada.endpoint, '{', KEY('ada'))).status, 400);
        assert.equal(
          (await send(ada.endpoint, request('ping'), { ...KEY('ada'), 'content-type': 'text/plain' })).status,
          415,
        );
      } finally {
        await ada.close();
      }
    });
  });
});

import assert from 'node:assert/strict';
import { MCPControllerRegister } from '@eggjs/tegg-controller-plugin/lib/impl/mcp/MCPControllerRegister';
import * as mcpProxy from '@eggjs/mcp-proxy';
import { config, generate, plugins, refused, withApp, type Files } from '../support/generate';
import { listen } from '../support/listen';
import { BEARER, MCP, MCP_PLUGINS, mcpConfig, request, runningMcp, sendMcp, textOf, tool } from '../support/mcp';
import { controllers, inModule, LOGIN, LOGIN_CONTROLLER } from '../support/running';

const STATELESS = '/mcp/stateless/stream';
const WHO = `@Inject() private readonly authService: AuthService;
  private answer() { return { content: [{ type: 'text', text: this.authService.user?.name ?? 'nobody' }] }; }`;
const KEY = { 'x-api-key': 'ada' };

const FILES: Files = {
  'config/plugin.ts': MCP_PLUGINS,
  'config/config.default.ts': mcpConfig(),
  ...LOGIN,
  ...inModule('mcp', { TokenLogin: BEARER }),
};
const withTool = (marks: string, more = ''): Files => ({
  ...FILES,
  ...controllers({
    ToolController: `${MCP} @MCPController() export class ToolController { ${WHO} ${marks} async ask() { return this.answer(); } ${more} }`,
  }),
});

async function refusal(files: Files): Promise<Record<string, unknown>> {
  const { error } = await refused(files);
  return { code: error.code, className: error.className, method: error.method };
}

describe('wrong wiring of guards on MCP controllers stops the boot', () => {
  const AT_TOOL = { className: 'ToolController', method: 'ask' };

  it('where no plugin runs MCP servers: by tegg, or by us where tegg does not look', async () => {
    const files = { ...withTool(`@Authenticated('api-key') @MCPTool()`), 'config/plugin.ts': plugins() };
    const { error } = await refused(files);
    assert.match(error.message, /toolController which type is MCP/);
    const alone = {
      ...FILES,
      'config/plugin.ts': plugins(`teggController: { enable: false, package: '@eggjs/tegg-controller-plugin' },`),
      ...inModule('tools', {
        ToolController: `${MCP} @MCPController() export class ToolController { @Authenticated('api-key') @MCPTool() async ask() {} }`,
      }),
    };
    assert.deepEqual(await refusal(alone), { code: 'guard_unreachable', ...AT_TOOL });
  });

  it('where a guard wants sessions and there are none', async () => {
    const files = {
      ...withTool('@Authenticated() @MCPTool()'),
      'config/plugin.ts': plugins(`session: false, mcpProxy: { enable: true, package: '@eggjs/mcp-proxy' },`),
    };
    assert.deepEqual(await refusal(files), { code: 'session_disabled', ...AT_TOOL });
  });

  it('where a guard names what nothing registers', async () => {
    assert.deepEqual(await refusal(withTool(`@Authenticated('api-kei') @MCPTool()`)), {
      code: 'strategy_unknown',
      ...AT_TOOL,
    });
    assert.deepEqual(await refusal(withTool(`@Authenticated('api-key', { policy: 'owner' }) @MCPTool()`)), {
      code: 'policy_unknown',
      ...AT_TOOL,
    });
  });

  it('where a guard stands on a method that no client reaches', async () => {
    const files = withTool('@MCPTool()', `@Authenticated('api-key') async inside() {}`);
    assert.deepEqual(await refusal(files), {
      code: 'guard_unreachable',
      className: 'ToolController',
      method: 'inside',
    });
  });

  it('where @Login or @CurrentUser stands on a tool', async () => {
    assert.deepEqual(await refusal(withTool(`@Login('api-key') @MCPTool()`)), {
      code: 'mark_without_effect',
      ...AT_TOOL,
    });
    const files = withTool('@MCPTool()', `@Authenticated('api-key') @MCPTool() async whose(@CurrentUser() user) {}`);
    assert.equal((await refusal(files)).code, 'mark_without_effect');
  });

  const RIGHT = { resource: 'https://mcp.example', authorization_servers: ['https://login.example'] };
  for (const [what, wrong] of Object.entries({
    'no resource': { resource: undefined },
    'a path for a resource': { resource: '/mcp' },
    'a resource over http': { resource: 'http://mcp.example' },
    'a resource with a fragment': { resource: 'https://mcp.example#x' },
    'a resource with a password': { resource: 'https://user:password@mcp.example' },
    'no authorization servers': { authorization_servers: undefined },
    'an empty list of them': { authorization_servers: [] },
    'a text for them': { authorization_servers: 'https://login.example' },
    'one that is no URL': { authorization_servers: ['login.example'] },
    'one that is no text': { authorization_servers: [{}] },
    'a text for scopes': { scopes_supported: 'read write' },
    'a scope that is no text': { scopes_supported: [1] },
  }))
    it(`where protectedResource has ${what}`, async () => {
      const resource = JSON.stringify({ ...RIGHT, ...wrong });
      const { error } = await refused({
        ...FILES,
        'config/config.default.ts': mcpConfig(`passport: { protectedResource: ${resource} }`),
      });
      assert.equal(error.code, 'protected_resource');
      assert.match(error.message, new RegExp(`protectedResource\\.${Object.keys(wrong)[0]}`));
      assert.doesNotMatch(error.message, /password@/);
    });
});

describe('config.passport.protectedResource without MCP servers', () => {
  const RESOURCE = { resource: 'http://127.0.0.1:7001/api/', authorization_servers: ['https://login.example'] };
  const withResource = (resource: object): Files => ({
    'config/config.default.ts': config(`passport: { protectedResource: ${JSON.stringify(resource)} }`),
  });

  it('is checked at boot and served, for whatever is guarded', async () => {
    const { error } = await refused(withResource({ ...RESOURCE, resource: 'api' }));
    assert.equal(error.code, 'protected_resource');
    await withApp(withResource({ ...RESOURCE, resource_name: 'API' }), async app => {
      const path = '/.well-known/oauth-protected-resource/api/';
      await app
        .httpRequest()
        .get(path)
        .expect(200, { ...RESOURCE, resource_name: 'API' });
      await app.httpRequest().head(path).expect(200);
    });
  });
});

describe("config.passport.guard: 'all' on MCP controllers", () => {
  const { on, send, cookieOf } = runningMcp({
    ...FILES,
    'config/config.default.ts': mcpConfig(`passport: { guard: 'all' }`),
    ...controllers({
      LoginController: LOGIN_CONTROLLER,
      ToolController: `${MCP} @MCPController() export class ToolController { ${WHO}
        @MCPTool() async plain() { return this.answer(); }
        @Public() @MCPTool() async open() { return this.answer(); }
        @Authenticated('api-key') @MCPTool() async key() { return this.answer(); } }`,
    }),
  });

  it("wants the session's user for what has no mark", async () => {
    const answer = await send(STATELESS, tool('plain'), KEY);
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('www-authenticate'), 'Session realm="generated"');
    const own = await send(STATELESS, tool('plain'), await cookieOf('cleo'));
    assert.deepEqual(own.messages.map(textOf), ['cleo']);
  });

  it('leaves the public and the guarded as they are', async () => {
    assert.deepEqual((await send(STATELESS, tool('open'))).messages.map(textOf), ['nobody']);
    assert.deepEqual((await send(STATELESS, tool('key'), KEY)).messages.map(textOf), ['ada']);
  });

  it('serves no metadata that nobody has configured', async () => {
    await on.get('/.well-known/oauth-protected-resource').expect(404);
  });
});

describe('an MCP server without sessions of Egg', () => {
  const { send } = runningMcp({
    ...withTool(`@Authenticated('api-key') @MCPTool()`),
    'config/plugin.ts': plugins(`session: false, mcpProxy: { enable: true, package: '@eggjs/mcp-proxy' },`),
  });

  it('is guarded', async () => {
    assert.equal((await send(STATELESS, tool('ask'))).status, 401);
    assert.deepEqual((await send(STATELESS, tool('ask'), KEY)).messages.map(textOf), ['ada']);
  });
});

describe('two controllers of one MCP server', () => {
  const { send } = runningMcp({
    ...FILES,
    'config/config.default.ts': mcpConfig(
      `mcp: { proxyPort: 0, multipleServer: { shared: { statelessStreamPath: '/tools/:tenant' } } },`,
    ),
    ...controllers({
      OneController: `${MCP} @MCPController({ name: 'shared' }) export class OneController { ${WHO}
        @MCPTool() async open() { return this.answer(); } }`,
      TwoController: `${MCP} @Authenticated('api-key') @MCPController({ name: 'shared' }) export class TwoController { ${WHO}
        @MCPTool() async ask() { return this.answer(); } }`,
    }),
  });

  it('stand behind one path, of whatever form, each with its guards', async () => {
    for (const path of ['/tools/one', '/tools/two/']) {
      assert.deepEqual((await send(path, tool('open'))).messages.map(textOf), ['nobody']);
      assert.equal((await send(path, tool('ask'))).status, 401);
      assert.deepEqual((await send(path, tool('ask'), KEY)).messages.map(textOf), ['ada']);
      assert.equal((await send(path, request('tools/list'))).status, 200);
    }
  });
});

describe('an application with guarded MCP servers', () => {
  it('boots, closes and boots, and leaves no hook behind', async () => {
    const ours = (): number =>
      MCPControllerRegister.hooks.filter(hook => !Object.values(mcpProxy).includes(hook as never)).length;
    assert.equal(ours(), 0);
    for (let i = 0; i < 2; i++) {
      const { app, close } = await generate(withTool(`@Authenticated('api-key') @MCPTool()`));
      try {
        assert.equal(ours(), 1);
        const server = await listen((app as unknown as { callback(): () => void }).callback());
        try {
          assert.equal((await sendMcp(server.origin + STATELESS, tool('ask'))).status, 401);
          const reply = await sendMcp(server.origin + STATELESS, tool('ask'), KEY);
          assert.deepEqual(reply.messages.map(textOf), ['ada']);
        } finally {
          await server.close();
        }
      } finally {
        await close();
      }
    }
    assert.equal(ours(), 0);
  });
});

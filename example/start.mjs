// Starts the demo, and GitHub's stand-in beside it, in this one process. Ctrl+C ends both.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HOST = '127.0.0.1';
const CALLBACK = '/passport/github/callback';

const baseDir = dirname(fileURLToPath(import.meta.url));
const root = dirname(baseDir);
const require = createRequire(import.meta.url);

try {
  await start();
} catch (err) {
  const { port } = err;
  console.error(err.code === 'EADDRINUSE' ? `Port ${port} is taken. Set another one: PORT=8001 npm run demo` : err);
  // Whatever has started already must not keep the process.
  process.exit(1);
}

async function start() {
  const { PORT = '7001', GITHUB_KEY, GITHUB_SECRET } = process.env;
  if (!GITHUB_KEY !== !GITHUB_SECRET) throw new Error('GitHub wants both GITHUB_KEY and GITHUB_SECRET');
  build();
  const standIn = GITHUB_KEY ? undefined : await startStandIn();
  const app = await startApplication();
  const server = app.listen(Number(PORT), HOST);
  await once(server, 'listening');

  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await Promise.all([closed, standIn?.close()]);
    await app.close();
    process.exit();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  sayHow(`http://${HOST}:${server.address().port}`, standIn?.url);
}

// A clone that was installed without scripts has no build yet.
function build() {
  if (existsSync(join(root, 'node_modules/tegg-passport/dist/tegg-passport/package.json'))) return;
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
}

// The application reads what this leaves in the environment: config/config.default.ts.
async function startStandIn() {
  const { startGithubStandIn } = await import('./github-stand-in.mjs');
  const client = { id: 'tegg-passport-demo', secret: randomBytes(24).toString('base64url'), callback: CALLBACK };
  const standIn = await startGithubStandIn(client, Number(process.env.STAND_IN_PORT ?? 0));
  Object.assign(process.env, { GITHUB_KEY: client.id, GITHUB_SECRET: client.secret, GITHUB_STAND_IN: standIn.url });
  return standIn;
}

async function startApplication() {
  // Egg and tegg load TypeScript as it is; tegg needs the types that the compiler leaves behind.
  process.env.EGG_TYPESCRIPT = 'true';
  require('ts-node').register({ project: join(baseDir, 'tsconfig.json'), transpileOnly: true });
  return require('egg').start({ baseDir, env: 'local' });
}

function sayHow(url, standIn) {
  const { DEMO } = require('./app/module/account/AccountService.ts');
  const github = standIn
    ? `goes to a stand-in that runs here too, ${standIn}. For GitHub itself,
                 register an OAuth app with the callback ${url}${CALLBACK}
                 and set GITHUB_KEY and GITHUB_SECRET.
                 (oidc-provider, which it is made of, warns above: it is no production server.)`
    : 'goes to github.com.';
  console.log(`
  The demo is ready: ${url}

  Password       ${DEMO.name} / ${DEMO.password}, an admin
  GitHub button  ${github}
  API            curl -i -H 'x-api-key: ${DEMO.apiKey}' ${url}/api/me
  without key    curl -i ${url}/api/me
  Map            ${url}/__passport, who may do what here
  Data           ${process.env.DEMO_DATA ?? join('example', 'data')}, delete it to begin anew.

  Ctrl+C ends it.
`);
}

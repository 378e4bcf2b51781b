// The application of soak.mjs in a process of its own, started with --expose-gc.
const { once } = require('node:events');
const { createServer } = require('node:http');
const { join } = require('node:path');
const egg = require('egg');

async function main() {
  const app = await egg.start({ baseDir: join(__dirname, 'soak-app'), ignoreWarning: true });
  const rejections = [];
  process.on('unhandledRejection', err => rejections.push(String(err)));
  const server = createServer(app.callback()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.on('message', () => process.send({ rejections }));
  process.send({ port: server.address().port });
}

process.on('disconnect', () => process.exit());
main().catch(err => {
  console.error(err);
  process.exit(1);
});

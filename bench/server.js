// One application in a process of its own: `node server.js <folder>`, started by ServerProcess.mjs.
// Each message sets the switch and is answered with the CPU time that the process has used so far.
const { once } = require('node:events');
const { createServer } = require('node:http');
require('ts-node').register({ project: `${__dirname}/tsconfig.json`, transpileOnly: true });
const egg = require('egg');

async function main(baseDir) {
  const started = performance.now();
  const app = await egg.start({ baseDir });
  const bootMs = performance.now() - started;
  const server = createServer(app.callback());
  app.emit('server', server);
  // Connections stay open while other cases are measured.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.on('message', ({ plugin }) => {
    app.pluginSwitch.on = plugin;
    process.send({ cpu: process.cpuUsage() });
  });
  process.send({ port: server.address().port, bootMs });
}

// The parent has gone or is done.
process.on('disconnect', () => process.exit());
main(process.argv[2]).catch(err => {
  console.error(err);
  process.exit(1);
});

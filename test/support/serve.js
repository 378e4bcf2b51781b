// The program of a child process: serves an application, a fixture by its name or another by its folder, until the parent disconnects.
'use strict';

const http = require('node:http');
const path = require('node:path');
const egg = require('egg');

const baseDir = path.resolve(__dirname, '../fixtures/apps', process.argv[2]);

egg.start({ baseDir, ignoreWarning: true }).then(
  app => {
    const server = http.createServer(app.callback()).listen(0, '127.0.0.1', () => {
      process.send({ origin: `http://127.0.0.1:${server.address().port}` });
    });
    process.once('disconnect', async () => {
      server.closeAllConnections();
      server.close();
      await app.close();
      await app.agent.close();
      process.exit();
    });
  },
  err => {
    // What has been started of it would keep the process.
    process.send({ error: err.stack }, () => process.exit(1));
  },
);

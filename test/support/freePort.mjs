// Prints a port of loopback that nobody listens on, for whoever cannot wait for a promise.
import { createServer } from 'node:net';

const server = createServer().listen(0, '127.0.0.1', () => {
  process.stdout.write(String(server.address().port));
  server.close();
});

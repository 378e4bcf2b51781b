import { once } from 'node:events';
import type { Server } from 'node:http';
import type { MockApplication } from 'egg-mock';

/**
 * Makes the server behind `app.httpRequest()` listen until it is closed: egg-mock would begin and end
 * that with each request. To be called before the application is ready.
 *
 * @returns what closes it
 */
export function keepListening(app: MockApplication): () => Promise<void> {
  let server: Server | undefined;
  app.once('server', (made: Server) => {
    server = made.listen(0, '127.0.0.1');
    // Nobody is to find that a connection ends just when a request comes.
    server.keepAliveTimeout = 0;
  });
  return async () => {
    if (!server?.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
}

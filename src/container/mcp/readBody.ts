import type { IncomingMessage } from 'node:http';
import { McpRefusal } from './McpRefusal';

// What the transports take, too.
const LIMIT = 4 * 1024 * 1024;

/**
 * Reads the body of a request and gives it back: whoever reads the request next finds all of it.
 *
 * @throws McpRefusal 413, 400
 */
export async function readBody(req: IncomingMessage): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > LIMIT) throw tooLarge();
  const body = await readAll(req);
  if (!body.length) throw new McpRefusal(400, 'Bad Request: the body is empty');
  return body;
}

// A stream that has not said `end` yet takes back what was read. It says so after a read that finds
// nothing more: the body must be back by then, in the same turn.
function readAll(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (act: () => void): void => {
      req.off('readable', read).off('end', end).off('error', broken).off('close', broken);
      act();
    };
    const end = (): void => settle(() => resolve(Buffer.alloc(0)));
    const broken = (): void => settle(() => reject(new McpRefusal(400, 'Bad Request: the body broke off')));
    const read = (): void => {
      for (let chunk = next(req); chunk; chunk = next(req)) {
        chunks.push(chunk);
        length += chunk.length;
      }
      if (length > LIMIT) return settle(() => reject(tooLarge()));
      if (!req.complete || !length) return;
      const body = Buffer.concat(chunks, length);
      settle(() => {
        req.unshift(body);
        resolve(body);
      });
    };
    req.on('readable', read).on('end', end).on('error', broken).on('close', broken);
    // Somebody has read it before us.
    if (req.readableEnded) end();
  });
}

function next(req: IncomingMessage): Buffer | undefined {
  return (req.read() as Buffer | null) ?? undefined;
}

function tooLarge(): McpRefusal {
  return new McpRefusal(413, 'Payload Too Large: a message may have 4 MB');
}

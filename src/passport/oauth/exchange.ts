import type * as http from 'node:http';
import { answerProblem } from './answerProblem';

const MOST_BYTES = 1024 * 1024;

/** What a provider answered. */
export interface Answer {
  readonly data: string;
  readonly response: http.IncomingMessage;
}

/**
 * One request to a provider. Follows no redirect and reads no more than 1 MB.
 *
 * @throws an error with a `code`, of the connection or `ANSWER_TOO_LARGE`
 */
export function exchange(
  library: Pick<typeof http, 'request'>,
  options: http.RequestOptions,
  body: string | Buffer | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = library.request(options, response => {
      read(response).then(data => resolve({ data, response }), reject);
    });
    request.on('error', reject);
    request.end(body || undefined);
  });
}

async function read(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length > MOST_BYTES) throw answerProblem('ANSWER_TOO_LARGE');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

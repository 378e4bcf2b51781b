import { once } from 'node:events';
import { connect } from 'node:net';

/** What came back over a socket. */
export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  /** The cookies that it sets, as `name=value`. */
  readonly cookies: readonly string[];
  readonly body: string;
  /** All of it. */
  readonly text: string;
}

/** A request, whose parts may be any bytes. */
export interface Asked {
  readonly method?: string;
  readonly path: string;
  /** Whole lines, after those that every request has. */
  readonly head?: readonly (string | Buffer)[];
  readonly body?: string | Buffer;
}

/** Sends requests that no HTTP client would. */
export class Wire {
  constructor(private readonly port: number) {}

  async send({ method = 'GET', path, head = [], body }: Asked): Promise<Answer> {
    const length = body === undefined ? [] : [`Content-Length: ${bytes(body).length}`];
    const hasHost = head.some(line => /^host:/i.test(line.toString('latin1')));
    const own = [`${method} ${path} HTTP/1.1`, ...(hasHost ? [] : ['Host: www.example.com']), 'Connection: close'];
    const lines = [...own, ...length, ...head].flatMap(line => [bytes(line), CRLF]);
    return parse(await this.exchange(Buffer.concat([...lines, CRLF, bytes(body ?? '')])));
  }

  private async exchange(request: Buffer): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', chunk => chunks.push(chunk));
    // A server that refuses a head does not read the rest of it.
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    socket.write(request);
    await closed;
    return Buffer.concat(chunks).toString('latin1');
  }
}

const CRLF = Buffer.from('\r\n');
const bytes = (text: string | Buffer): Buffer => (typeof text === 'string' ? Buffer.from(text, 'latin1') : text);

function parse(text: string): Answer {
  const end = text.indexOf('\r\n\r\n');
  const head = text.slice(0, end);
  const valuesOf = (name: string): string[] =>
    [...head.matchAll(new RegExp(`^${name}: ?(.*)$`, 'gim'))].map(([, value]) => value.replace(/\r$/, ''));
  return {
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]),
    location: valuesOf('location')[0],
    cookies: valuesOf('set-cookie').map(line => line.split(';')[0]),
    body: text.slice(end + 4),
    text,
  };
}

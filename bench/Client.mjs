import { Agent, get } from 'node:http';

const CONNECTIONS = 8;
const RESPONSE_MS = 10_000;

/** Sends requests over connections that stay open, and accepts the expected answer only. */
export class Client {
  #port;
  #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  constructor(port) {
    this.#port = port;
  }

  /** One request: its status, its body and the cookies that it set. */
  request(path, cookie = '') {
    return new Promise((resolve, reject) => {
      const options = { agent: this.#agent, port: this.#port, path, timeout: RESPONSE_MS };
      const headers = { host: 'localhost', accept: 'application/json', ...(cookie && { cookie }) };
      const req = get({ ...options, host: '127.0.0.1', headers }, res => {
        let body = '';
        res.setEncoding('utf8');
        res.on('data', chunk => (body += chunk));
        res.on('error', reject);
        res.on('end', () => resolve({ status: res.statusCode, body, setCookie: res.headers['set-cookie'] ?? [] }));
      });
      req.on('timeout', () => req.destroy(new Error(`no answer from ${path}`)));
      req.on('error', reject);
    });
  }

  /** The same request again and again, on all connections. Any answer but the expected one is an error. */
  async repeat(count, { path, cookie, expected }) {
    let left = count;
    const connection = async () => {
      while (left-- > 0) {
        const { status, body, setCookie } = await this.request(path, cookie);
        if (status === 200 && body === expected && !setCookie.length) continue;
        throw new Error(`${path} answered ${status} ${body} and ${setCookie.length} cookies`);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  }

  close() {
    this.#agent.destroy();
  }
}

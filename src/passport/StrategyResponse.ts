import { PassportError } from '../decorator/PassportError';
import type { Headers } from './AuthOutcome';

// Koa works these out by itself.
const LENGTH_OR_PLACE = new Set(['location', 'content-length']);

/** What a strategy asked the response for. */
export type Written =
  | { readonly type: 'redirect'; readonly url: string; readonly status: number }
  | { readonly type: 'response'; readonly status: number; readonly body: unknown };

/**
 * The `res` that strategies written for Express find at `req.res`. It writes nothing: it tells the
 * attempt what the strategy wanted.
 */
export class StrategyResponse {
  statusCode = 200;
  private readonly headers: Record<string, string | string[]> = {};
  private ended = false;

  constructor(private readonly written: (what: Written) => void) {}

  get headersSent(): boolean {
    return this.ended;
  }

  setHeader(name: string, value: string | number | readonly string[]): this {
    this.headers[name] = Array.isArray(value) ? [...(value as readonly string[])] : String(value);
    return this;
  }

  getHeader(name: string): string | string[] | undefined {
    return this.headers[Object.keys(this.headers).find(key => key.toLowerCase() === name.toLowerCase()) ?? name];
  }

  writeHead(status: number, headers: Record<string, string | string[]> = {}): this {
    this.statusCode = status;
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    return this;
  }

  /** The headers that were set, but for where to go; nothing, when none was. */
  sent(): Headers | undefined {
    const sent = Object.entries(this.headers).filter(([name]) => !LENGTH_OR_PLACE.has(name.toLowerCase()));
    return sent.length ? Object.fromEntries(sent) : undefined;
  }

  /** Express's alias. */
  set(name: string, value: string): this {
    return this.setHeader(name, value);
  }

  status(status: number): this {
    this.statusCode = status;
    return this;
  }

  /** `redirect(url)`, `redirect(status, url)` and `redirect(url, status)`: the three that Express had. */
  redirect(first: string | number, second?: string | number): void {
    const url = typeof first === 'string' ? first : second;
    const status = [first, second].find(value => typeof value === 'number') ?? 302;
    if (typeof url !== 'string')
      throw new PassportError('A strategy redirects to nowhere', { code: 'strategy_failed' });
    this.ended = true;
    this.written({ type: 'redirect', url, status: Number(status) });
  }

  send(body: unknown): void {
    this.end(body);
  }

  json(body: unknown): void {
    this.setHeader('Content-Type', 'application/json');
    this.end(JSON.stringify(body));
  }

  end(body?: unknown): void {
    this.ended = true;
    const url = this.getHeader('location');
    if (typeof url === 'string') {
      this.written({ type: 'redirect', url, status: this.statusCode === 200 ? 302 : this.statusCode });
    } else {
      this.written({ type: 'response', status: this.statusCode, body });
    }
  }
}

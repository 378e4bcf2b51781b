import assert from 'node:assert/strict';
import { ORIGIN, SECRETS, SHOP, type Site } from './Site';
import type { Answer, Asked } from './Wire';

/** What a case may come to. */
export interface Verdict {
  readonly statuses: readonly number[];
  /** Who a second request with every cookie seen so far may come from, beside nobody. */
  readonly users: readonly string[];
  /** The cookie lines of the case, as they were sent. */
  readonly cookies?: readonly (string | Buffer)[];
  /** What came in with the request and may not come out. */
  readonly echoes?: readonly string[];
  /** Whether the answer may name the provider, which is where it sends the browser. */
  readonly away?: boolean;
}

const INSIDE = /node_modules|\bat \S+ \(|\.[jt]s:\d+|ECONN|ioredis|the secret of the client|token of-/;
const SITES = new Set([ORIGIN, SHOP]);

/** The judgement that every answer of the fuzzing comes before. */
export class Oracle {
  private readonly pid = process.pid;
  private readonly rejections: unknown[] = [];
  private readonly onRejection = (reason: unknown): void => void this.rejections.push(reason);

  constructor(private readonly site: Site) {
    process.on('unhandledRejection', this.onRejection);
  }

  /** Sends a request, judges the answer, asks who comes with the cookies that there are now, and gives both. */
  async judge(asked: Asked, verdict: Verdict): Promise<Answer & { readonly user: string }> {
    const answer = await this.site.wire.send(asked);
    assert.ok(verdict.statuses.includes(answer.status), `answers ${answer.status || 'nothing'}: ${answer.text}`);
    this.assertClosed(answer, verdict);
    // A browser would send the new cookies, and whoever has a copy the old ones.
    const jars = [verdict.cookies ?? [], ...(answer.cookies.length ? [[`Cookie: ${answer.cookies.join('; ')}`]] : [])];
    const users: string[] = [];
    for (const jar of jars) users.push(await this.who(jar));
    for (const user of users)
      assert.ok(user === 'nobody' || verdict.users.includes(user), `a second request comes from ${user}`);
    return { ...answer, user: String(users.at(-1)) };
  }

  /** What stays true to the end. */
  end(): void {
    process.off('unhandledRejection', this.onRejection);
    assert.deepEqual(this.rejections, []);
    assert.equal(process.pid, this.pid);
  }

  private async who(head: readonly (string | Buffer)[]): Promise<string> {
    const { status, body, text } = await this.site.wire.send({ path: '/who', head });
    // A head that is none stays none.
    if (status === 400 || status === 431) return 'nobody';
    assert.equal(status, 200, text);
    return body;
  }

  private assertClosed({ text, location }: Answer, { echoes = [], away = false }: Verdict): void {
    assert.doesNotMatch(text, INSIDE);
    for (const secret of [...Object.values(SECRETS), process.cwd(), ...echoes])
      assert.ok(!text.includes(secret), `holds ${JSON.stringify(secret)}: ${text}`);
    if (away) return;
    assert.ok(!text.includes('127.0.0.1'), text);
    if (location !== undefined)
      assert.ok(SITES.has(new URL(location, `${ORIGIN}/login`).origin), `leads to ${location}`);
  }
}

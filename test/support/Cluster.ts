import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './freePort';

/** What a worker answered. */
export interface Answer {
  readonly status: number;
  readonly user: string;
  /** The worker. */
  readonly pid: number;
  readonly cookie: string;
}

/** An application of the fixtures under egg-cluster, with two workers, as in production. */
export class Cluster {
  private constructor(
    private readonly master: ChildProcess,
    private readonly port: number,
    private readonly home: string,
  ) {}

  static async start(name: string, more: Record<string, string> = {}): Promise<Cluster> {
    const port = await freePort();
    const home = mkdtempSync(join(tmpdir(), 'tegg-passport-'));
    const env = {
      ...process.env,
      EGG_SERVER_ENV: 'prod',
      NODE_ENV: 'production',
      EGG_TYPESCRIPT: 'false',
      EGG_HOME: home,
      ...more,
    };
    const master = fork(join(__dirname, 'cluster.js'), [name, String(port)], { env, execArgv: [], stdio: 'ignore' });
    const exited = once(master, 'exit').then(([code]) => {
      throw new Error(`the cluster ended with ${String(code)} before it served`);
    });
    const ready = new Promise<void>(resolve => {
      master.on('message', ({ action }: { action?: string }) => {
        if (action === 'egg-ready') resolve();
      });
    });
    await Promise.race([ready, exited]);
    exited.catch(() => {});
    return new Cluster(master, port, home);
  }

  get(path: string, cookie = ''): Promise<Answer> {
    return this.send('GET', path, cookie);
  }

  post(path: string, form: Record<string, string> = {}, cookie = ''): Promise<Answer> {
    return this.send('POST', path, cookie, new URLSearchParams(form).toString());
  }

  /** The workers that serve, at least so many. */
  async workers(count: number, without: ReadonlySet<number> = new Set()): Promise<Set<number>> {
    const pids = new Set<number>();
    while (pids.size < count) {
      const answer = await this.get('/me').catch(() => undefined);
      if (answer && !without.has(answer.pid)) pids.add(answer.pid);
    }
    return pids;
  }

  async stop(): Promise<void> {
    const exited = once(this.master, 'exit');
    this.master.kill('SIGTERM');
    await exited;
    rmSync(this.home, { recursive: true });
  }

  // Each over a connection of its own, which any worker may get.
  private send(method: string, path: string, cookie: string, body = ''): Promise<Answer> {
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' };
    const options = { port: this.port, host: '127.0.0.1', method, path, headers, agent: false };
    return new Promise((resolve, reject) => {
      const req = request(options, res => {
        let text = '';
        res.setEncoding('utf8');
        res.on('data', (chunk: string) => (text += chunk));
        res.on('error', reject);
        res.on('end', () => {
          const set = res.headers['set-cookie']?.map(line => line.split(';')[0]).join('; ');
          const { statusCode: status = 0 } = res;
          resolve({ ...(JSON.parse(text) as { user: string; pid: number }), status, cookie: set ?? cookie });
        });
      });
      req.on('error', reject);
      // What the master handed to a worker that is killed is never answered.
      req.setTimeout(3000, () => req.destroy(new Error('no answer')));
      req.end(body);
    });
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from './freePort';

/** A Redis of a test's own, on loopback, that keeps nothing on disk. */
export class Redis {
  private server?: ChildProcess;

  private constructor(readonly port: number) {}

  static async start(): Promise<Redis> {
    const redis = new Redis(await freePort());
    await redis.up();
    return redis;
  }

  /** Starts it, empty. */
  async up(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.server = server;
    for await (const line of createInterface(server.stdout)) if (line.includes('Ready to accept connections')) break;
    // Nobody reads on: it must not stop at a full pipe.
    server.stdout.resume();
  }

  /** Ends it; connections break off. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  /** It answers nothing from now on, and keeps its connections. */
  pause(): void {
    this.server?.kill('SIGSTOP');
  }

  resume(): void {
    this.server?.kill('SIGCONT');
  }
}

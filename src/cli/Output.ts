import { writeSync } from 'node:fs';
import { isatty, WriteStream } from 'node:tty';
import type { Screen } from './Terminal';

const PAUSE = 10;

/**
 * Where the command prints to: a file of its own. What an application prints while it boots, by whatever
 * way, goes to the standard output that it knows.
 */
export class Output {
  readonly screen: Screen;

  /** @param fd the number of an open file */
  constructor(private readonly fd: number) {
    this.screen = isatty(fd) ? { isTTY: true, columns: new WriteStream(fd).columns } : {};
  }

  /** Writes all of it, and waits until that is done. */
  write(text: string): void {
    let rest = Buffer.from(text);
    while (rest.length) rest = rest.subarray(this.writeSome(rest));
  }

  private writeSome(bytes: Buffer): number {
    try {
      return writeSync(this.fd, bytes);
    } catch (err) {
      switch ((err as NodeJS.ErrnoException).code) {
        case 'EPIPE':
          // Whoever reads less than all of it, as head does, has what they wanted.
          return bytes.length;
        case 'EAGAIN':
          // Somebody who has the same file open does not want to wait for its reader.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
          return 0;
        default:
          throw err;
      }
    }
  }
}

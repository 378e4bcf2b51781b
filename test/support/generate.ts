import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import mm, { type MockApplication } from 'egg-mock';
import { keepListening } from './keepListening';
import { logsOpen } from './logsOpen';

/** Sources of an application, by path. */
export type Files = Readonly<Record<string, string>>;

/** An application that was written for one test. */
export interface Generated {
  readonly app: MockApplication;
  readonly baseDir: string;
  /** Closes the application and removes its folder. */
  close(): Promise<void>;
}

/** What stopped a boot. */
export type BootError = Error & Record<string, unknown>;

// Inside the repository, so that node_modules resolve.
const ROOT = join(__dirname, '../tmp');

// tegg describes its modules in the application's folder when it likes, after the close too.
const written = new Set<string>();
process.once('exit', () => written.forEach(remove));

const TEGG = `
  tracer: { enable: true, package: 'egg-tracer' },
  teggConfig: { enable: true, package: '@eggjs/tegg-config' },
  tegg: { enable: true, package: '@eggjs/tegg-plugin' },
  teggController: { enable: true, package: '@eggjs/tegg-controller-plugin' },`;

/** `config/plugin.ts` of a tegg application, with further lines. */
export const plugins = (more = ''): string =>
  `export default {${TEGG}\n  passport: { enable: true, package: 'tegg-passport' },\n  ${more}\n};\n`;

/** `config/config.default.ts`, with further lines. */
export const config = (more = ''): string =>
  `export default { keys: 'generated', security: { csrf: { enable: false } }, ${more} };\n`;

/** `package.json` of a tegg module. */
export const moduleJson = (name: string): string => JSON.stringify({ name, eggModule: { name } });

const DEFAULTS: Files = {
  'package.json': JSON.stringify({ name: 'generated' }),
  'config/plugin.ts': plugins(),
  'config/config.default.ts': config(),
  // The errors that tests provoke stand in their assertions.
  'config/config.unittest.ts': `export default { logger: { consoleLevel: 'NONE' } };\n`,
};

/** Writes an application under `test/tmp/` and gives its folder. */
export function write(files: Files): string {
  const baseDir = join(ROOT, randomUUID());
  written.add(baseDir);
  for (const [path, source] of Object.entries({ ...DEFAULTS, ...files })) {
    const file = join(baseDir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
  }
  return baseDir;
}

/** Removes what {@link write} wrote. */
export function remove(baseDir: string): void {
  // tegg may still be writing its description of the modules.
  rmSync(baseDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
}

/** Boots an application from its sources. */
export async function generate(files: Files, options: object = {}): Promise<Generated> {
  const baseDir = write(files);
  const app = mm.app({ baseDir, cache: false, ...options } as never);
  const endListening = keepListening(app);
  const close = async (): Promise<void> => {
    await endListening();
    await app.close();
    remove(baseDir);
  };
  try {
    await app.ready();
    await logsOpen(app);
  } catch (err) {
    await close();
    throw err;
  }
  return { app, baseDir, close };
}

/** Boots an application, uses it, and closes it whatever happens. */
export async function withApp<T>(
  files: Files,
  use: (app: MockApplication) => Promise<T>,
  options?: object,
): Promise<T> {
  const generated = await generate(files, options);
  try {
    return await use(generated.app);
  } finally {
    await generated.close();
  }
}

/** Boots an application that must not boot, closes it, and gives what stopped it and where it stood. */
export async function refused(files: Files): Promise<{ error: BootError; baseDir: string }> {
  const baseDir = write(files);
  // egg-mock prints what stops a boot; the test looks at it.
  const print = process.stderr.write;
  process.stderr.write = () => true;
  const app = mm.app({ baseDir, cache: false } as never);
  try {
    await app.ready();
  } catch (err) {
    return { error: err as BootError, baseDir };
  } finally {
    await app.close();
    process.stderr.write = print;
    remove(baseDir);
  }
  throw new Error('the application has booted');
}

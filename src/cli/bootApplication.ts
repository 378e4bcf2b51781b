import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Application } from 'egg';
import { CliError } from './CliError';
import { closeHalf } from './closeHalf';
import { manifestOf } from './manifestOf';
import { isTypeScript, runTypeScript } from './typescript';

/** The half of an application, as Egg makes it. */
interface Half {
  readonly lifecycle: { triggerDidReady(): void };
  on(event: 'ready_timeout', listener: (hook: string) => void): unknown;
  ready(): Promise<void>;
  close(): Promise<void>;
}
type HalfClass = new (options: object) => Half;
interface Egg {
  readonly Agent: HalfClass;
  readonly Application: HalfClass;
}

/** An application that has booted and serves nothing. */
export interface Booted {
  readonly app: Application;
  close(): Promise<void>;
}

/**
 * Boots an application as `egg.start` does, but tells nobody that it is ready or serves: no port is
 * opened, no schedule runs, and no `didReady`, which nobody waits for.
 *
 * @throws CliError where there is no application; whatever stops its boot
 */
export async function bootApplication(dir: string, env: string | undefined): Promise<Booted> {
  const { egg = {} } = manifestOf(dir);
  // Applications are started in their folder, and look for things there.
  process.chdir(dir);
  // The log is in the application's files; what matters is thrown.
  process.env.EGG_LOG ??= 'NONE';
  process.env.NO_DEPRECATION ??= '*';
  if (env !== undefined) process.env.EGG_SERVER_ENV = env;
  if (isTypeScript(dir, egg)) runTypeScript(dir, egg);
  const ofApplication = createRequire(join(dir, 'package.json'));
  for (const file of [egg.require ?? []].flat()) ofApplication(file);
  const { Agent, Application: App } = frameworkOf(dir, egg.framework);
  const options = { baseDir: dir, mode: 'single', ...(env === undefined ? {} : { env }) };
  const halves: Half[] = [];
  const close = async (): Promise<void> => {
    for (const half of halves) await closeHalf(half);
  };
  try {
    const agent = new Agent({ ...options });
    halves.push(agent);
    // Egg only logs these, and an application that waits for ever may wait because of one.
    process.on('uncaughtException', tellLost).on('unhandledRejection', tellLost);
    await ready(agent);
    const app = new App({ ...options });
    halves.unshift(app);
    Object.assign(app, { agent });
    Object.assign(agent, { application: app });
    await ready(app);
    return { app: app as unknown as Application, close };
  } catch (err) {
    await close();
    throw err;
  }
}

async function ready(half: Half): Promise<void> {
  half.lifecycle.triggerDidReady = () => {};
  // Egg waits for ever, and its log is not on the screen.
  half.on('ready_timeout', hook => process.stderr.write(`tegg-passport: the boot still waits for ${hook}\n`));
  await half.ready();
}

function tellLost(err: unknown): void {
  process.stderr.write(`tegg-passport: nobody has caught ${inspect(err)}\n`);
}

function frameworkOf(dir: string, framework = 'egg'): Egg {
  const ofApplication = createRequire(join(dir, 'package.json'));
  let file: string;
  try {
    file = ofApplication.resolve(framework);
  } catch {
    throw new CliError(`There is no Egg application in ${dir}: '${framework}' is not installed there`);
  }
  return require(file) as Egg;
}

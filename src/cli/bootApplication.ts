import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Application } from 'egg';
import { CliError } from './CliError';
import { isTypeScript, runTypeScript } from './typescript';

/** The half of an application, as Egg makes it. */
interface Half {
  ready(): Promise<void>;
  close(): Promise<void>;
}
type HalfClass = new (options: object) => Half;
interface Egg {
  readonly Agent: HalfClass;
  readonly Application: HalfClass;
}
interface Manifest {
  readonly egg?: { readonly framework?: string; readonly tscompiler?: string };
}

/** An application that has booted and serves nothing. */
export interface Booted {
  readonly app: Application;
  close(): Promise<void>;
}

/**
 * Boots an application as `egg.start` does, but tells nobody that it serves: no port is opened and no
 * schedule runs.
 *
 * @throws CliError where there is no application; whatever stops its boot
 */
export async function bootApplication(dir: string, env: string | undefined): Promise<Booted> {
  const { egg: { framework, tscompiler } = {} } = manifestOf(dir);
  // Applications are started in their folder, and look for things there.
  process.chdir(dir);
  if (env !== undefined) process.env.EGG_SERVER_ENV = env;
  if (isTypeScript(dir)) runTypeScript(dir, tscompiler);
  const { Agent, Application: App } = frameworkOf(dir, framework);
  const options = { baseDir: dir, mode: 'single', ...(env === undefined ? {} : { env }) };
  const halves: Half[] = [];
  const close = async (): Promise<void> => {
    for (const half of halves) await half.close();
  };
  try {
    const agent = new Agent({ ...options });
    halves.push(agent);
    await agent.ready();
    const app = new App({ ...options });
    halves.unshift(app);
    Object.assign(app, { agent });
    Object.assign(agent, { application: app });
    await app.ready();
    return { app: app as unknown as Application, close };
  } catch (err) {
    await close().catch(() => {});
    throw err;
  }
}

function manifestOf(dir: string): Manifest {
  const file = join(dir, 'package.json');
  if (!existsSync(file)) throw new CliError(`There is no application in ${dir}: it has no package.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch (err) {
    throw new CliError(`${file} is no JSON: ${(err as Error).message}`);
  }
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

import type { Application, Context } from 'egg';

type Middleware = ((ctx: Context, next: () => Promise<unknown>) => Promise<unknown>) & { _name?: string };

/** Switches a plugin's middlewares off and on while the application runs. */
export class PluginSwitch {
  on = true;

  /** Puts itself around the middlewares of these names; they stand when the application has loaded. */
  constructor(app: Application, names: readonly string[]) {
    const middlewares = (app as unknown as { middleware: Middleware[] }).middleware;
    for (const name of names) {
      const index = middlewares.findIndex(({ _name }) => _name === name);
      if (index < 0) throw new Error(`there is no middleware ${name} to switch`);
      const middleware = middlewares[index];
      middlewares[index] = (ctx, next) => (this.on ? middleware(ctx, next) : next());
    }
  }
}

declare module 'egg' {
  interface Application {
    /** Set by the bench's server between two measurements. */
    pluginSwitch: PluginSwitch;
  }
}

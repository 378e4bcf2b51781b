import mm, { type MockApplication } from 'egg-mock';

/** The application of a fixture, ready. */
export async function boot(name: string, options: object = {}): Promise<MockApplication> {
  const app = mm.app({ baseDir: `apps/${name}`, cache: false, ...options } as never);
  await app.ready();
  return app;
}

/** Boots a fixture that must not boot and gives what stopped it. */
export async function bootError(name: string, options: object = {}): Promise<Error & Record<string, unknown>> {
  const app = mm.app({ baseDir: `apps/${name}`, cache: false, ...options } as never);
  try {
    await app.ready();
  } catch (err) {
    return err as Error & Record<string, unknown>;
  } finally {
    await app.close();
  }
  throw new Error(`${name} has booted`);
}

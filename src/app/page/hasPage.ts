import type { Application } from 'egg';

/** Whether an application shows the page: in `local`, but not where somebody runs that in production. */
export function hasPage({ config }: Pick<Application, 'config'>): boolean {
  return config.env === 'local' && process.env.NODE_ENV !== 'production';
}

import type { Application } from 'egg';

const MODULE_NAME = 'teggPassport';

/** An application that lists its modules itself, in config/module.json, need not list this one. */
export function addOwnModule(app: Application, path: string): void {
  const references = app.moduleReferences as { name: string; path: string }[];
  if (!references.some(({ name }) => name === MODULE_NAME)) references.push({ name: MODULE_NAME, path });
}

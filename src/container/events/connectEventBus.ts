import type { Application } from 'egg';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { eventTypes } from '../../passport/events/eventTypes';

/** What of tegg's event bus is used. */
interface EventBus {
  emit(name: string, event: object): boolean;
}
interface EventHandlers {
  hasListeners(name: string): boolean;
}
interface Runtime {
  readonly SingletonEventBus: new () => EventBus;
  readonly EventHandlerFactory: new () => EventHandlers;
}

/** When all handlers stand: tells those of tegg's event bus, too, what happens. */
export async function connectEventBus(app: Application): Promise<void> {
  const { SingletonEventBus, EventHandlerFactory } = runtimeOf(app);
  const bus = await app.getEggObject(SingletonEventBus);
  const handlers = await app.getEggObject(EventHandlerFactory);
  // The bus makes a context for everything that it is told, heard or not. Tests may wait for any event.
  const isTest = app.config.env === 'unittest';
  for (const type of eventTypes) {
    const name = `passport:${type}`;
    if (isTest || handlers.hasListeners(name)) app.passport.on(type, event => void bus.emit(name, event));
  }
}

// That of the plugin which the application has: by the name `eventBus` tegg finds the context's, too.
function runtimeOf(app: Application): Runtime {
  const { path } = app.plugins.eventbusModule as { path: string };
  return createRequire(join(path, 'app.js'))('@eggjs/tegg-eventbus-runtime') as Runtime;
}

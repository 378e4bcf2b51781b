import type { Application } from 'egg';
import { eventTypes } from '../../passport/events/eventTypes';

/** What of tegg's event bus is used. An application need not have its packages. */
interface EventBus {
  emit(name: string, event: object): boolean;
}
interface EventHandlers {
  hasListeners(name: string): boolean;
}

/** When all handlers stand: tells those of tegg's event bus, too, what happens. */
export async function connectEventBus(app: Application): Promise<void> {
  const bus = await objectOf<EventBus>(app, 'eventBus');
  const handlers = await objectOf<EventHandlers>(app, 'eventHandlerFactory');
  // The bus makes a context for everything that it is told, heard or not. Tests may wait for any event.
  const isTest = app.config.env === 'unittest';
  for (const type of eventTypes) {
    const name = `passport:${type}`;
    if (isTest || handlers.hasListeners(name)) app.passport.on(type, event => void bus.emit(name, event));
  }
}

async function objectOf<T>(app: Application, name: string): Promise<T> {
  const { obj } = await app.eggContainerFactory.getOrCreateEggObjectFromName(name);
  return obj as T;
}

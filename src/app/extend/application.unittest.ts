import type { Application, Context } from 'egg';
import { AuthState } from '../../passport/AuthState';

// The user that egg-passport's tests see when they name none.
const MOCK_USER = {
  provider: 'mock',
  id: '10086',
  name: 'mock_name',
  displayName: 'mock displayName',
  photo: 'https://example.com/photo.jpg',
  profile: { photos: [{ value: 'https://example.com/photo.jpg' }], _raw: '{}', _json: { id: '10086' } },
};

interface MockApplication extends Application {
  mm(target: object, property: string, value: unknown): void;
  mockContext(): Context;
}

/** What the plugin adds to the application in tests; egg-mock's `mm.restore()` takes it back. */
export default {
  mockUser(this: MockApplication, user?: object): void {
    const mocked = { ...MOCK_USER, ...user };
    const createContext = this.createContext;
    this.mm(this, 'createContext', (...args: Parameters<typeof createContext>) => {
      const ctx = createContext.apply(this, args) as unknown as Context;
      AuthState.of(ctx).setSessionUser(mocked, { at: Date.now() });
      return ctx;
    });
  },

  mockUserContext(this: MockApplication, user?: object): Context {
    this.mockUser(user);
    return this.mockContext();
  },
};

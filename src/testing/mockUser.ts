import type { Context } from 'egg';
import { AuthState } from '../passport/AuthState';
import { isNobody } from '../passport/isNobody';
import { isPlain } from './isPlain';
import { isPromise } from './isPromise';
import { kitError } from './kitError';
import { Mocks } from './Mocks';
import type { TestApplication } from './TestApplication';

// The user that egg-passport's tests see when they name none.
const MOCK_USER = {
  provider: 'mock',
  id: '10086',
  name: 'mock_name',
  displayName: 'mock displayName',
  photo: 'https://example.com/photo.jpg',
  profile: { photos: [{ value: 'https://example.com/photo.jpg' }], _raw: '{}', _json: { id: '10086' } },
};

/**
 * Every request from now on comes from this user. What a plain object does not say is said for it, as
 * egg-passport does; a user of a class, which has methods, stays what it is.
 *
 * @throws PassportError `test_kit`
 */
export function mockUser(app: TestApplication, user: unknown): void {
  if (isPromise(user)) throw kitError('The user to mock is a promise: await it');
  const said = isNobody(user) ? {} : user;
  Mocks.of(app).user = isPlain(said) ? { ...MOCK_USER, ...said } : said;
}

/** The same, and a context of that user. */
export function mockUserContext(app: TestApplication, user?: unknown): Context {
  mockUser(app, user);
  const mocks = Mocks.of(app);
  const ctx = app.mockContext();
  // egg-mock gives the context of the test where it has made one, which is older than the user.
  if (AuthState.peek(ctx)?.sessionUser !== mocks.user) {
    const state = new AuthState();
    state.setSessionUser(mocks.user, { at: Date.now() });
    AuthState.replace(ctx, () => (mocks.isOn(app) ? state : undefined));
  }
  return ctx;
}

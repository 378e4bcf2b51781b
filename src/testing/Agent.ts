import { CookieJar } from './CookieJar';
import type { Mocks } from './Mocks';
import type { TestApplication } from './TestApplication';

/** What of a request of egg-mock is used: superagent's. */
interface TestRequest {
  set(header: string, value: string): unknown;
  on(event: 'response' | 'redirect', listener: (res: TestResponse) => void): unknown;
}

interface TestResponse {
  readonly headers: Record<string, unknown>;
}

type Requests = Record<string, (url: string) => TestRequest>;

/** A browser of a test. It has lost its cookies when its mocks are no longer in force. */
export class Agent {
  private jar = new CookieJar();
  private left: CookieJar | undefined;

  constructor(
    private readonly app: TestApplication,
    private readonly mocks: Mocks,
    cookies: readonly string[] = [],
  ) {
    this.jar.keep(cookies);
  }

  /** Whether its mocks are no longer in force. */
  get isOver(): boolean {
    return !this.mocks.isOn(this.app);
  }

  /** The cookies with which its session could be opened. */
  get cookie(): string {
    return (this.left ?? this.jar).header('/');
  }

  /** What `app.httpRequest()` gives, with its cookies. */
  requests(): unknown {
    const methods = Object.keys(this.app.httpRequest() as Requests);
    return Object.fromEntries(methods.map(method => [method, (url: string) => this.request(method, url)]));
  }

  private request(method: string, url: string): TestRequest {
    if (this.isOver && !this.left) {
      this.left = this.jar;
      this.jar = new CookieJar();
    }
    const request = (this.app.httpRequest() as Requests)[method](url);
    const { jar } = this;
    const attach = (): void => {
      const header = jar.header(this.pathOf(url));
      if (header) request.set('Cookie', header);
    };
    const keep = ({ headers }: TestResponse): void => jar.keep((headers['set-cookie'] as string[] | undefined) ?? []);
    request.on('response', keep);
    request.on('redirect', res => {
      keep(res);
      attach();
    });
    attach();
    return request;
  }

  // egg-mock takes names of routes too.
  private pathOf(url: string): string {
    return url.startsWith('/') ? url : this.app.router.pathFor(url, {});
  }
}

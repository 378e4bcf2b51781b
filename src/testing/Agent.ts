import type { ClientRequest } from 'node:http';
import type { CookieJar } from './CookieJar';
import { Mocks } from './Mocks';
import type { TestApplication } from './TestApplication';

/** What of a request of egg-mock is used: superagent's. */
interface TestRequest {
  /** Where it goes, after redirects too. */
  readonly url: string;
  /** Node's request, once it is there. */
  readonly req?: ClientRequest;
  get(header: string): string | readonly string[] | undefined;
  /** Makes Node's request. */
  request(): ClientRequest;
  on(event: 'response' | 'redirect', listener: (res: TestResponse) => void): unknown;
}

interface TestResponse {
  readonly headers: Record<string, unknown>;
}

type Requests = Record<string, (url: string) => TestRequest>;

/** A browser of a test. It loses its cookies whenever mocks are taken back. */
export class Agent {
  private mocks: Mocks;
  private jar: CookieJar;

  constructor(
    private readonly app: TestApplication,
    cookies: readonly string[] = [],
  ) {
    this.mocks = Mocks.of(app);
    this.jar = this.mocks.newJar();
    this.jar.keep(cookies);
  }

  /** What `app.httpRequest()` gives, with its cookies. */
  requests(): unknown {
    const methods = Object.keys(this.app.httpRequest() as Requests);
    return Object.fromEntries(methods.map(method => [method, (url: string) => this.request(method, url)]));
  }

  private request(method: string, url: string): TestRequest {
    const request = (this.app.httpRequest() as Requests)[method](url);
    if (!this.mocks.isOn(this.app)) {
      this.mocks = Mocks.of(this.app);
      this.jar = this.mocks.newJar();
    }
    const { jar } = this;
    const keep = ({ headers }: TestResponse): void => jar.keep((headers['set-cookie'] as string[] | undefined) ?? []);
    request.on('response', keep);
    request.on('redirect', keep);
    // A redirect makes another one, with the headers of the one before.
    const make = request.request.bind(request);
    let own: string | undefined;
    request.request = () => {
      if (request.req) return request.req;
      own ??= [request.get('Cookie') ?? []].flat().join('; ');
      const cookies = jar.header(request.url, own);
      const req = make();
      if (cookies) req.setHeader('Cookie', cookies);
      else req.removeHeader('Cookie');
      return req;
    };
    return request;
  }
}

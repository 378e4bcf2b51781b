import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { listen, type Listening } from './listen';

/** A request that a provider got. */
export interface Asked {
  readonly path: string;
  readonly form: Record<string, string>;
  readonly authorization: string | undefined;
}

/** A provider made by hand, for what a real one never does. */
export interface StandIn extends Listening {
  /** The requests that it got, in order. */
  readonly asked: Asked[];
  /** Answers in the place of its own, by path: `/token`, `/user`. */
  readonly answers: Map<string, RequestListener>;
  /** The options of a strategy that asks it. */
  readonly options: { authorizationURL: string; tokenURL: string; userProfileURL: string; key: string; secret: string };
}

/** Starts a provider that knows everybody: the code `of-ada` is Ada's. */
export async function startStandIn(): Promise<StandIn> {
  const asked: Asked[] = [];
  const answers = new Map<string, RequestListener>();
  const server = await listen((req, res) => void answer(req, res));
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const path = new URL(String(req.url), 'http://provider').pathname;
    let text = '';
    for await (const chunk of req) text += String(chunk);
    const form = Object.fromEntries(new URLSearchParams(text));
    const { authorization } = req.headers;
    asked.push({ path, form, authorization });
    const own = answers.get(path);
    if (own) own(req, res);
    else if (path === '/token') json(res, { access_token: `token ${form.code}`, token_type: 'bearer' });
    else json(res, { id: authorization?.split('of-')[1], login: authorization?.split('of-')[1] });
  };
  return {
    ...server,
    asked,
    answers,
    options: {
      authorizationURL: `${server.origin}/authorize?tenant=a%20b`,
      tokenURL: `${server.origin}/token`,
      userProfileURL: `${server.origin}/user`,
      key: 'the client',
      secret: 'the secret of the client',
    },
  };
}

function json(res: ServerResponse, value: unknown): void {
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

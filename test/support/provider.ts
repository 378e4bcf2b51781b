import { generateKeyPairSync } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, type Listening } from './listen';

/** What of oidc-provider, which brings no types, is used here. */
interface OidcProvider {
  proxy: boolean;
  readonly Grant: new (of: { accountId: string; clientId: string }) => {
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  };
  callback(): (req: IncomingMessage, res: ServerResponse) => void;
  interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<Interaction>;
  interactionFinished(
    req: IncomingMessage,
    res: ServerResponse,
    result: object,
    options: { mergeWithLastSubmission: boolean },
  ): Promise<void>;
}
interface Interaction {
  readonly prompt: { readonly name: string };
  readonly params: { readonly client_id: string; readonly scope: string };
  readonly session?: { readonly accountId: string };
}

/** An account at the provider. */
export interface ProviderAccount {
  readonly id: string;
  readonly login: string;
  readonly name: string;
}

/** Who may ask. */
export interface ProviderOptions {
  readonly redirectURIs: readonly string[];
  readonly accounts: readonly ProviderAccount[];
}

/** An answer in the place of the provider's own, by path. */
export type Overrides = Map<string, { readonly status: number; readonly type?: string; readonly body: string }>;

/** A login provider on loopback that speaks OAuth 2 for real. */
export interface Provider extends Listening {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizationURL: string;
  readonly tokenURL: string;
  readonly userProfileURL: string;
  /** The provider is out of order: what these paths answer meanwhile. */
  readonly overrides: Overrides;
}

const SCOPE = 'openid profile';

/**
 * Starts oidc-provider. Its login screen is at `/interaction/<uid>`: a `POST` with `account` logs
 * in, one with `consent` consents, one with `cancel` goes back with `access_denied`.
 */
export async function startProvider({ redirectURIs, accounts }: ProviderOptions): Promise<Provider> {
  const overrides: Overrides = new Map();
  let handle: (req: IncomingMessage, res: ServerResponse) => void;
  const server = await listen((req, res) => {
    const override = overrides.get(new URL(String(req.url), 'http://provider').pathname);
    if (!override) return handle(req, res);
    return res.writeHead(override.status, { 'content-type': override.type ?? 'application/json' }).end(override.body);
  });
  const credentials = { clientId: 'the client', clientSecret: 'the secret of the client' };
  const provider = await createProvider(server.origin, credentials, redirectURIs, accounts);
  const protocol = provider.callback();
  handle = (req, res) => {
    if (!req.url?.startsWith('/interaction/')) return protocol(req, res);
    return void interact(provider, req, res).catch((err: Error) => res.writeHead(500).end(err.stack));
  };
  return {
    ...server,
    ...credentials,
    overrides,
    authorizationURL: `${server.origin}/auth`,
    tokenURL: `${server.origin}/token`,
    userProfileURL: `${server.origin}/me`,
  };
}

async function createProvider(
  issuer: string,
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
  redirectURIs: readonly string[],
  accounts: readonly ProviderAccount[],
): Promise<OidcProvider> {
  // It is an ES module without types.
  const name: string = 'oidc-provider';
  const { Provider: OidcProviderClass } = (await import(name)) as {
    Provider: new (issuer: string, configuration: object) => OidcProvider;
  };
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return new OidcProviderClass(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: redirectURIs,
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], profile: ['id', 'login', 'name'] },
    scopes: ['openid', 'profile'],
    conformIdTokenClaims: false,
    pkce: { required: () => false },
    cookies: { keys: ['the key of the provider'] },
    jwks: { keys: [privateKey.export({ format: 'jwk' })] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    findAccount: (_ctx: unknown, accountId: string) => {
      const account = accounts.find(({ id }) => id === accountId);
      return account && { accountId, claims: () => ({ sub: accountId, ...account }) };
    },
  });
}

/** The login screen and what it sends. */
async function interact(provider: OidcProvider, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(req, res);
  if (req.method !== 'POST') {
    res.writeHead(200, { 'content-type': 'text/html' }).end(`<h1>${prompt.name}</h1>`);
    return;
  }
  const form = new URLSearchParams(await textOf(req));
  const finish = (result: object, mergeWithLastSubmission = false): Promise<void> =>
    provider.interactionFinished(req, res, result, { mergeWithLastSubmission });
  if (form.has('cancel')) {
    await finish({ error: 'access_denied', error_description: 'the user said no' });
  } else if (form.has('account')) {
    await finish({ login: { accountId: form.get('account') } });
  } else {
    const grant = new provider.Grant({ accountId: String(session?.accountId), clientId: params.client_id });
    grant.addOIDCScope(SCOPE);
    await finish({ consent: { grantId: await grant.save() } }, true);
  }
}

async function textOf(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) text += String(chunk);
  return text;
}

// Plays GitHub for the demo: an OAuth 2 provider on loopback, with GitHub's paths and its shape of a profile.
// The protocol is oidc-provider's; whoever types a name is that user, so it is good for nothing but a demo.
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Provider } from 'oidc-provider';
import { failurePage, signInPage } from './github-stand-in-pages.mjs';

const AUTHORIZE = '/login/oauth/authorize';
const SIGN_IN = '/sign-in/';
const USER_NAME = /^[a-z\d](?:-?[a-z\d]){0,38}$/i;

/**
 * Starts it on a free port, or on the one given.
 *
 * @param {{ id: string, secret: string, callback: string }} client the application; its callback is a path
 * @param {number} port
 */
export async function startGithubStandIn(client, port = 0) {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;

  const provider = new Provider(url, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        token_endpoint_auth_method: 'client_secret_post',
        // Native: its loopback addresses are good with any port.
        application_type: 'native',
        redirect_uris: ['127.0.0.1', 'localhost'].map(host => `http://${host}${client.callback}`),
      },
    ],
    routes: { authorization: AUTHORIZE, token: '/login/oauth/access_token', userinfo: '/user' },
    claims: { openid: ['sub', 'id', 'login', 'name', 'html_url'] },
    findAccount: (_ctx, login) => ({ accountId: login, claims: () => profileOf(login, url) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => SIGN_IN + uid },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    jwks: { keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })] },
    renderError: (ctx, { error, error_description: description }) => {
      ctx.type = 'html';
      ctx.body = failurePage(description ?? error);
    },
  });

  provider.use(async (ctx, next) => {
    // oidc-provider shows profiles to 'openid' only, a scope that GitHub does not have. And asking
    // every time lets people try several users.
    if (ctx.path === AUTHORIZE) ctx.query = { ...ctx.query, scope: 'openid', prompt: 'login consent' };
    if (!ctx.path.startsWith(SIGN_IN)) return next();
    await signIn(provider, ctx);
  });
  server.on('request', provider.callback());

  return { url, close: () => closeServer(server) };
}

// Also ends the connections that are still open.
function closeServer(server) {
  return new Promise(resolve => {
    server.close(resolve);
    server.closeAllConnections();
  });
}

/** The login screen: who are you, and may the application know? */
async function signIn(provider, ctx) {
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  ctx.type = 'html';
  if (ctx.method !== 'POST') {
    ctx.body = signInPage();
    return;
  }
  const form = new URLSearchParams(await text(ctx.req));
  const login = form.get('login')?.trim() ?? '';
  if (form.get('answer') === 'authorize' && !USER_NAME.test(login)) {
    ctx.status = 422;
    ctx.body = signInPage(login, 'A user name has letters, digits and single dashes, 39 at most.');
    return;
  }
  const result = form.get('answer') === 'authorize' ? await consent(provider, params, login) : DENIED;
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false }));
  ctx.status = 303;
}

const DENIED = { error: 'access_denied', error_description: 'The user has denied your application access.' };

async function consent(provider, { client_id: clientId, scope }, login) {
  const grant = new provider.Grant({ accountId: login, clientId });
  grant.addOIDCScope(scope);
  return { login: { accountId: login }, consent: { grantId: await grant.save() } };
}

/** A user as GitHub's API shows one. The id is a number that belongs to the name. */
function profileOf(login, url) {
  const id = createHash('sha256').update(login.toLowerCase()).digest().readUInt32BE();
  return { sub: login, id, login, name: login, html_url: `${url}/${login}` };
}

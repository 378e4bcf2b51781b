import { answerProblem } from './answerProblem';
import { exchange, type Answer } from './exchange';
import type { Answered, OAuthClient } from './OAuthClient';
import type { OpenIDAnswers } from './OpenIDAnswers';
import { stateInvalid } from './providerErrors';

/** What holds for the requests of one login. */
export interface Limits {
  /** Ends them. */
  readonly signal: AbortSignal;
  /** Goes to the provider with the code (RFC 7636, section 4.5). */
  readonly verifier?: string;
  /** Whether this login may exchange a code: not, when it was not begun here. */
  readonly mayExchange: boolean;
  /** Looks at what an OpenID provider answers. */
  readonly answers?: OpenIDAnswers;
  /** Hears what the strategy's own callbacks throw, which nobody else would. */
  readonly fail: (err: unknown) => void;
}

/**
 * A strategy's client for one login. The package `oauth` waits for ever, reads without end, takes a
 * redirect for an answer and calls back outside of every `try`; strategies read answers without looking.
 */
export function guardedClient(
  client: OAuthClient,
  { signal, verifier, mayExchange, answers, fail }: Limits,
): OAuthClient {
  const caught =
    (done: Answered): Answered =>
    (...answer) => {
      try {
        done(...answer);
      } catch (err) {
        fail(err);
      }
    };
  const methods: OAuthClient = {
    _executeRequest(library, options, body, done) {
      const { _agent: agent } = this;
      exchange(library, { ...options, ...(agent && { agent }), signal }, body)
        .then(checked)
        .then(({ data, response }) => done(null, data, response), done)
        .catch(fail);
    },
    _request(...args) {
      const done = args.pop() as Answered;
      const [, url] = args;
      const looked: Answered = (err, ...answer) => {
        if (!err) answers?.check(url, answer[0]);
        return done(err, ...answer);
      };
      return Reflect.apply(client._request as Answered, this, [...args, caught(looked)]);
    },
    getOAuthAccessToken(code, parameters, done) {
      if (!mayExchange && isForCode(parameters)) return fail(stateInvalid());
      const all = verifier === undefined ? parameters : { ...parameters, code_verifier: verifier };
      const take: Answered = (err, token, refreshToken, results) => {
        if (err) return done(err);
        if (!isToken(token, results)) return done(answerProblem('NO_ACCESS_TOKEN'));
        answers?.checkToken(results as object);
        return done(null, token, refreshToken, results);
      };
      return Reflect.apply(client.getOAuthAccessToken as Answered, this, [code, all, take]);
    },
  };
  return Object.assign(Object.create(client) as OAuthClient, methods);
}

// There are other grants, of passwords for example, that no browser is sent away for.
function isForCode({ grant_type: grant = 'authorization_code' }: { grant_type?: string }): boolean {
  return grant === 'authorization_code';
}

function checked(answer: Answer): Answer {
  const { statusCode = 0 } = answer.response;
  // What the package `oauth` says of such an answer; it takes 301 and 302 for success.
  if (statusCode < 200 || statusCode > 299) throw { statusCode, data: answer.data };
  if (isNoAnswer(answer.data)) throw answerProblem('ANSWER_UNREADABLE');
  return answer;
}

// JSON, and neither an object nor a list. Other formats are the strategy's to read.
function isNoAnswer(data: string): boolean {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value !== 'object' || value === null;
  } catch {
    return false;
  }
}

// RFC 6749, appendix A.12. The package `oauth` reads an error page as a form, whose names look like this.
function isToken(token: unknown, results: unknown): boolean {
  const isText = typeof token === 'string' && /^[\x20-\x7e]+$/.test(token);
  return isText && Object.keys(results ?? {}).every(name => !/[<>{}"\s]/.test(name));
}

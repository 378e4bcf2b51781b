import { send } from './send.mjs';

const NOBODY = 'nobody';
/** How long a request whose answer never came may still be under way. */
const UNDER_WAY = 15_000;
const pick = list => list[Math.floor(Math.random() * list.length)];

/** A client that logs in, looks, logs out, and knows after each answer who it must be. */
export class Visitor {
  #cookie = '';
  #logins = 0;
  #unsureSince = Infinity;
  #reason;
  #tally;
  #port;

  constructor(index, { port, tally }) {
    this.index = index;
    this.#port = port;
    this.#tally = tally;
    this.name = NOBODY;
  }

  /** What has asked for the end of this login, and has not said whether it came: `unanswered` or `unavailable`. */
  get unsure() {
    return this.#unsureSince < Infinity ? this.#reason : undefined;
  }

  /** One request, with a fault in it or none. */
  async step(wanted) {
    // Nobody has no user to be brought back.
    const fault = wanted === 'deserialize' && this.name === NOBODY ? 'throw' : wanted;
    const act = this.#choose(fault);
    const name = act === '/login' ? `user-${this.index}-${++this.#logins}` : this.name;
    const started = performance.now();
    const res = await this.#send(act, name, fault).catch(() => undefined);
    this.#tally.answered(act, res, { fault, name, took: performance.now() - started });
    if (!res) return this.#open(act, 'unanswered');
    if (res.status >= 500) return this.#failed(act, res, fault);
    if (act === '/login') return this.#loggedIn(res, name);
    if (act === '/logout') return this.#loggedOut(res);
    return this.#looked(res, started);
  }

  /** Who it is now. */
  async look() {
    const res = await this.#send('/me', this.name);
    this.#looked(res, performance.now());
    return this.name;
  }

  #choose(fault) {
    if (fault === 'throw') return '/login';
    if (fault === 'deserialize') return '/me';
    if (this.name === NOBODY) return pick(['/login', '/login', '/me']);
    return pick(['/me', '/me', '/me', '/me', '/me', '/me', '/login', '/logout']);
  }

  #send(path, name, fault) {
    const method = path === '/me' ? 'GET' : 'POST';
    const headers = { cookie: this.#cookie, ...(fault ? { 'x-fault': fault } : {}) };
    const form = path === '/login' ? { username: name, password: 'right' } : undefined;
    const leaveAfter = fault === 'leave' ? Math.random() * 5 : undefined;
    return send(this.#port, { method, path, form, headers, leaveAfter }).then(res => {
      this.#keep(res.cookies);
      return res;
    });
  }

  // Nobody knows what came of it. A login that has come about has ended the one before it.
  #open(act, reason) {
    if (act === '/me') return;
    this.#unsureSince = performance.now();
    this.#reason = reason;
  }

  #failed(act, { status, text, retryAfter }, fault) {
    const isExpected = status === 503 || (status === 500 && fault === 'throw' && act === '/login');
    if (!isExpected || (status === 503 && !retryAfter)) this.#tally.broken(`${act} answered ${status} ${text}`);
    // A store that was only slow may have done what it was asked all the same.
    if (status === 503) this.#open(act, 'unavailable');
  }

  #loggedIn({ status, text }, name) {
    if (status !== 200 || text !== name) this.#tally.wrongUser(`a login as ${name} answered ${status} ${text}`);
    this.#is(name);
  }

  #loggedOut({ status, text }) {
    if (status !== 200) this.#tally.broken(`a logout answered ${status} ${text}`);
    this.#is(NOBODY);
  }

  #looked({ status, text }, started) {
    const found = status === 401 ? NOBODY : text;
    if (found === NOBODY && this.name !== NOBODY) this.#tally.ended(this);
    else if (found !== this.name) this.#tally.wrongUser(`${this.name} was taken for ${found}`);
    // What was under way then has come to its end.
    if (found === NOBODY || started - this.#unsureSince > UNDER_WAY) this.#is(found);
  }

  #is(name) {
    this.name = name;
    this.#unsureSince = Infinity;
  }

  #keep(lines) {
    for (const line of lines) {
      const [pair] = line.split(';');
      if (pair.startsWith('EGG_SESS=')) this.#cookie = pair === 'EGG_SESS=' ? '' : pair;
    }
  }
}

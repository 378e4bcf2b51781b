/** How long a killed worker may leave requests without an answer. */
const AFTER_KILL = 15_000;
/** How long an answer of 503 may take: `timeout`, and what a busy machine adds. */
const SLOWEST_503 = 2000;
/** The part of the wanted rate that counts as having kept it. */
const AS_FAST = 0.95;
/** How much the heap of a worker that lived may grow, and still count as flat. */
const FLAT = 1.15;

/** How many of the things that nobody expects are printed. */
const MOST_LINES = 10;

const mb = bytes => `${(bytes / 1e6).toFixed(1)} MB`;

/** What happened, and what must not have. */
export class Tally {
  requests = 0;
  faults = { deserialize: 0, throw: 0, leave: 0, pause: 0, kill: 0 };
  #unavailable = { count: 0, slowest: 0 };
  #wrongUsers = 0;
  #lost = 0;
  #unsure = { unanswered: 0, unavailable: 0 };
  #unanswered = 0;
  #killedAt = -Infinity;
  #broken = [];
  /** The logins whose answer nobody got. */
  #abandoned = new Set();

  answered(act, res, { fault, name, took }) {
    this.requests++;
    if (fault) this.faults[fault]++;
    if (!res && act === '/login') this.#abandoned.add(name);
    if (!res && fault !== 'leave') {
      this.#unanswered++;
      if (performance.now() - this.#killedAt > AFTER_KILL) this.broken(`${act} was not answered`);
    }
    if (res?.status !== 503) return;
    this.#unavailable.count++;
    this.#unavailable.slowest = Math.max(this.#unavailable.slowest, took);
  }

  killed() {
    this.faults.kill++;
    this.#killedAt = performance.now();
  }

  wrongUser(what) {
    this.#wrongUsers++;
    console.error(what);
  }

  /** A login that is over without an answered logout. */
  ended({ name, unsure }) {
    if (unsure) this.#unsure[unsure]++;
    else {
      this.#lost++;
      console.error(`the login of ${name} is lost`);
    }
  }

  /** Something that nobody expects. */
  broken(what) {
    this.#broken.push(what);
    if (this.#broken.length <= MOST_LINES) console.error(what);
  }

  /**
   * Prints the result.
   *
   * @returns the rules that were broken
   */
  report({ seconds, rate, serving, heaps, stored, live, started, rejections }) {
    const { count, slowest } = this.#unavailable;
    const achieved = this.requests / seconds;
    const { pause, kill, ...inRequests } = this.faults;
    const faulty = Object.values(inRequests).reduce((sum, one) => sum + one, 0);
    const strays = stored.filter(name => !live.includes(name) && !this.#abandoned.has(name));
    const held = stored.filter(name => live.includes(name)).length;
    const grown = heaps.filter(({ first, last }) => last / first > FLAT);
    const results = [
      ['requests', `${this.requests}, ${achieved.toFixed(1)} a second`, achieved < rate * AS_FAST],
      ['faults in requests', `${faulty} (${((100 * faulty) / this.requests).toFixed(1)} %): ${words(inRequests)}`],
      ['faults around them', `Redis paused ${pause} times, a worker killed ${kill} times`],
      ['wrong-user answers', this.#wrongUsers, this.#wrongUsers > 0],
      ['lost logins', this.#lost, this.#lost > 0],
      ['logins ended by a request that was not answered', this.#unsure.unanswered],
      ['logins ended by a request that was answered with 503', this.#unsure.unavailable],
      ['answers of 503', `${count}, the slowest after ${Math.round(slowest)} ms`, slowest > SLOWEST_503],
      ['requests without an answer, after a kill', this.#unanswered],
      ['other answers that nobody expects', this.#broken.length, this.#broken.length > 0],
      ...heaps.map(({ pid, first, last }) => [`heap of worker ${pid}, from start to end`, `${mb(first)}, ${mb(last)}`]),
      ['workers whose heap grew', grown.length, grown.length > 0],
      ['workers that lived from start to end', heaps.length, heaps.length === 0],
      ['workers started', `${started}, 2 of them in the beginning`, started !== 2 + kill],
      ['workers that serve in the end', serving, serving !== 2],
      ['stored sessions of live ones', `${held} of ${live.length}`, held !== live.length],
      ['stored sessions of logins whose answer never came', stored.length - held - strays.length],
      ['other stored sessions', strays.length, strays.length > 0],
      ['unhandled rejections', rejections.length, rejections.length > 0],
    ];
    const width = Math.max(...results.map(([name]) => name.length));
    for (const [name, value, isBroken] of results)
      console.log(`${name.padEnd(width)}  ${value}${isBroken ? '  BROKEN' : ''}`);
    for (const rejection of rejections) console.error(rejection);
    return results.filter(([, , isBroken]) => isBroken).map(([name]) => name);
  }
}

function words(counts) {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

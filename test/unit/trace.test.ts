import assert from 'node:assert/strict';
import { AuthenticationError, AuthorizationError, PassportError } from 'tegg-passport';
import { HookChain } from '#src/passport/HookChain';
import { PolicyRegistry } from '#src/passport/PolicyRegistry';
import { attemptDecision } from '#src/passport/trace/attemptDecision';
import type { Call } from '#src/passport/trace/Call';
import type { Decision } from '#src/passport/trace/Decision';
import type { Observer } from '#src/passport/trace/Observer';
import { thrownDecision } from '#src/passport/trace/thrownDecision';
import { Trace } from '#src/passport/trace/Trace';
import { watchedStep } from '#src/passport/trace/watchedStep';
import { fakeContext } from '../support/engine';

const LINK: Call = { kind: 'verify', name: 'Keeper' };
const user = (): Decision => ({ outcome: 'user' });

/** Keeps what it is told. */
class Notebook implements Observer {
  readonly told: (Call & Decision)[] = [];
  begin(call: Call) {
    return { end: (decision: Decision) => void this.told.push({ ...call, ...decision }) };
  }
}

describe('a trace', () => {
  const down = new Error('the exporter is down');
  const breaks = (): never => {
    throw down;
  };

  it('gives back what a call answers or throws, whatever an observer does', async () => {
    const broken: Observer[] = [{ begin: breaks }, { begin: () => ({ end: breaks }) }];
    const notebook = new Notebook();
    const trace = new Trace([...broken, notebook, { begin: () => undefined }]);
    assert.equal(await trace.follow(LINK, () => 'ada', user), 'ada');
    assert.equal(await trace.follow(LINK, async () => 'ada', breaks), 'ada');
    const thrown = new RangeError('the database');
    await assert.rejects(trace.follow(LINK, breaks, user), down);
    await assert.rejects(
      trace.follow(LINK, () => Promise.reject(thrown), user),
      thrown,
    );
    trace.note(LINK, { outcome: 'user' });
    assert.deepEqual(
      notebook.told.map(({ outcome, error }) => [outcome, error]),
      [
        ['user', undefined],
        ['error', undefined],
        ['error', 'Error'],
        ['error', 'RangeError'],
        ['user', undefined],
      ],
    );
  });

  it('makes the call at once, and once, in what each observer puts around it', async () => {
    const order: string[] = [];
    const around = (name: string): Observer => ({
      begin: () => ({
        surround(make) {
          order.push(name);
          return make();
        },
        end: () => void order.push(`end of ${name}`),
      }),
    });
    const answer = new Trace([around('a'), around('b')]).follow(LINK, () => order.push('call'), user);
    assert.deepEqual(order, ['b', 'a', 'call']);
    await answer;
    assert.deepEqual(order, ['b', 'a', 'call', 'end of a', 'end of b']);
  });

  it('says of a call that does not answer that it does not, once', async () => {
    const notebook = new Notebook();
    let answerNow = (_user: string): void => {};
    const late = new Promise<string>(resolve => (answerNow = resolve));
    let answer: Promise<string> | undefined;
    // Its own timer keeps no process.
    const keep = setInterval(() => {}, 1000);
    try {
      await new Promise<void>(told => {
        const listening: Observer = { begin: () => ({ end: () => told() }) };
        answer = new Trace([notebook, listening], { verify: 5 }).follow(LINK, () => late, user);
      });
      assert.deepEqual(notebook.told, [{ ...LINK, outcome: 'unanswered' }]);
      answerNow('ada');
      assert.equal(await answer, 'ada');
      assert.equal(notebook.told.length, 1);
    } finally {
      clearInterval(keep);
    }
  });
});

describe('what a trace is told of', () => {
  it('each link of a chain, those too that come later', async () => {
    const notebook = new Notebook();
    const chain = new HookChain();
    const append = (letter: string) => (_ctx: unknown, value: unknown) => `${value as string}${letter}`;
    chain.addHook(append('1'));
    chain.addVerifier({ name: 'b', order: 2, strategies: new Set(['local']), run: append('b'), verifier: {} });
    chain.wrap(watchedStep(new Trace([notebook]), 'serialize'));
    chain.addVerifier({ name: 'a', order: 1, run: append('a'), verifier: {} });
    chain.addHook(function last() {
      return null;
    });
    assert.equal(await chain.run(fakeContext(), '', undefined), null);
    assert.deepEqual(
      notebook.told.map(({ name, outcome }) => `${name} ${outcome}`),
      ['hook 1 value', 'last nothing'],
    );
    assert.equal(chain.steps('local').length, 4);
  });

  it('each policy, those too that come later; anything but `true` is a no', async () => {
    const notebook = new Notebook();
    const policies = new PolicyRegistry();
    policies.add('early', () => true);
    policies.observe(new Trace([notebook]));
    policies.add('late', () => 'true');
    const prepared = policies.prepare(['early']);
    policies.resolve();
    await prepared[0].can?.(undefined, fakeContext(), undefined, []);
    await policies.find('late').can?.(undefined, fakeContext(), undefined, []);
    assert.deepEqual(
      notebook.told.map(({ name, outcome }) => `${name} ${outcome}`),
      ['early yes', 'late no'],
    );
  });
});

describe('a decision', () => {
  const named = (name: string, more: object): Error => Object.assign(new Error('secret'), { name, ...more });

  it('takes of an error its class, its status and its code, and nothing that others may have written there', () => {
    const token = 'eyJhbGciOi.eyJzdWIi.c2VjcmV0';
    const cases: [unknown, Decision][] = [
      [new AuthenticationError('secret'), { outcome: 'fail', status: 401, code: 'unauthenticated' }],
      [new AuthorizationError('secret', { code: 'not_yours' }), { outcome: 'fail', status: 403, code: 'not_yours' }],
      [
        new PassportError('secret', { code: 'strategy_timeout', status: 504 }),
        { outcome: 'error', status: 504, code: 'strategy_timeout', error: 'PassportError' },
      ],
      [new AuthenticationError('secret', { code: 'no\nnewline' }), { outcome: 'fail', status: 401, code: undefined }],
      [
        named(token, { code: 'ECONNREFUSED' }),
        { outcome: 'error', status: undefined, code: 'ECONNREFUSED', error: 'Error' },
      ],
      [named(token, { code: '42P01' }), { outcome: 'error', status: undefined, code: '42P01', error: 'Error' }],
      [
        named(token, { code: token, status: token }),
        { outcome: 'error', status: undefined, code: undefined, error: 'Error' },
      ],
      [
        named(token, { code: 'the_code', status: 401.5 }),
        { outcome: 'error', status: undefined, code: undefined, error: 'Error' },
      ],
      [
        named(token, { code: '123456', status: 99 }),
        { outcome: 'error', status: undefined, code: undefined, error: 'Error' },
      ],
      [token, { outcome: 'error', error: 'string' }],
      [undefined, { outcome: 'error', error: 'undefined' }],
      [{ message: 'secret' }, { outcome: 'error', error: 'object' }],
    ];
    for (const [thrown, decision] of cases) assert.deepEqual(thrownDecision(thrown), decision);
  });

  it('takes of a refusal its status, where that is one', () => {
    const failed = (status?: unknown): Decision =>
      attemptDecision({
        type: 'fail',
        failure: { strategy: 'local', status: status as number, reason: 'secret', challenge: 'secret' },
      });
    assert.deepEqual(failed(), { outcome: 'fail', status: 401 });
    assert.deepEqual(failed(403), { outcome: 'fail', status: 403 });
    assert.deepEqual(failed('the secret'), { outcome: 'fail', status: undefined });
  });
});

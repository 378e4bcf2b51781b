import assert from 'node:assert/strict';
import Module from 'node:module';
import mm from 'egg-mock';
import type { PasswordHasher } from 'tegg-passport';
import { config, refused, withApp, type Files } from '../support/generate';
import { controllers, inModule, LOGIN, post, running } from '../support/running';

const QUICK = { memoryCost: 64, timeCost: 1 };
const costing = (cost: object): Files => ({
  ...LOGIN,
  'config/config.default.ts': config(`passport: { passwords: ${JSON.stringify(cost)} },`),
});
const ARGON2 = '@node-rs/argon2';
type Load = (request: string, ...rest: unknown[]) => unknown;

/** What is loaded from now on; `refuse` makes one package look as if it were not installed. */
function watchLoads(refuse?: string): string[] {
  const loader = Module as unknown as { _load: Load };
  const original = loader._load;
  const loads: string[] = [];
  mm(loader, '_load', function (this: unknown, request: string, ...rest: unknown[]) {
    loads.push(request);
    if (request === refuse)
      throw Object.assign(new Error(`Cannot find module '${request}'`), { code: 'MODULE_NOT_FOUND' });
    return Reflect.apply(original, this, [request, ...rest]) as unknown;
  });
  return loads;
}

describe('PasswordHasher', () => {
  const on = running({
    ...costing(QUICK),
    ...inModule('account', {
      Checks: `import { PasswordHasher } from 'tegg-passport';
        @SingletonProto({ accessLevel: AccessLevel.PUBLIC }) export class Checks {
          @Inject() private readonly passwordHasher: PasswordHasher;
          async check(password: string) {
            const hash = await this.passwordHasher.hash('right');
            return [await this.passwordHasher.verify(hash, password), this.passwordHasher.needsRehash(hash)]; } }`,
    }),
    ...controllers({
      CheckController: `import { Checks } from '../module/account/Checks';
        @HTTPController({ path: '/' }) export class CheckController {
          @Inject() private readonly checks: Checks;
          ${post('/check')} async check(@HTTPBody() body) { return this.checks.check(body.password); } }`,
    }),
  });
  const hasher = (): Promise<PasswordHasher> => on.object<PasswordHasher>('passwordHasher');
  afterEach(() => mm.restore());

  it('is injected into any object of any module', async () => {
    await on.post('/check').send({ password: 'right' }).expect(200, [true, false]);
    await on.post('/check').send({ password: 'wrong' }).expect(200, [false, false]);
  });

  it('hashes with Argon2id, with the cost of the configuration and another salt each time', async () => {
    const one = await (await hasher()).hash('right');
    assert.match(one, /^\$argon2id\$v=19\$m=64,t=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    assert.notEqual(one, await (await hasher()).hash('right'));
  });

  it('finds out whether it is the password, whatever cost it was hashed with', async () => {
    const { verify, hash } = bound(await hasher());
    const { hash: elsewhere } = require(ARGON2) as { hash(text: string, cost: object): Promise<string> };
    for (const stored of [await hash('päss 😀'), await elsewhere('päss 😀', { ...QUICK, timeCost: 2 })]) {
      assert.equal(await verify(stored, 'päss 😀'), true);
      for (const wrong of ['', 'päss', 'PÄSS 😀', 'päss 😀 ', stored]) assert.equal(await verify(stored, wrong), false);
    }
  });

  it('answers false where nobody is, with one hash of the cost of a verify', async () => {
    const argon2 = require(ARGON2) as { hash(text: string, cost: object): Promise<string> };
    const costs: object[] = [];
    const original = argon2.hash;
    mm(argon2, 'hash', (text: string, cost: object) => {
      costs.push(cost);
      return original(text, cost);
    });
    assert.equal(await (await hasher()).verifyAbsent('anything'), false);
    assert.deepEqual(costs, [{ ...QUICK, parallelism: 1 }]);
  });

  it("says of a hash whether its cost is not today's", async () => {
    const { needsRehash, hash } = bound(await hasher());
    const today = await hash('right');
    assert.equal(needsRehash(today), false);
    for (const old of [
      today.replace('t=1', 't=2'),
      today.replace('argon2id', 'argon2i'),
      today.replace('m=64', 'm=640'),
      '',
    ])
      assert.equal(needsRehash(old), true, old);
  });

  it('throws at what is no hash, and does not repeat it', async () => {
    const { verify } = bound(await hasher());
    for (const stored of ['', 'plain text', '$2b$10$abcdefghijklmnopqrstuv', '$argon2id$v=19$m=64'])
      await assert.rejects(verify(stored, 'right'), (err: Record<string, unknown>) => {
        assert.deepEqual([err.code, err.status, err.cause], ['password_hash_invalid', 500, undefined]);
        return !stored || !String(err.message).includes(stored);
      });
  });

  it('says what to install where the package is missing', async () => {
    watchLoads(ARGON2);
    const { verify, hash, verifyAbsent } = bound(await hasher());
    for (const call of [() => hash('x'), () => verify('x', 'x'), () => verifyAbsent('x')])
      await assert.rejects(call(), { code: 'password_hasher_missing', message: /npm install @node-rs\/argon2/ });
  });
});

describe('the package of PasswordHasher', () => {
  afterEach(() => mm.restore());

  it('is loaded when it is used, and not by an application that does not', async () => {
    const loads = watchLoads();
    await withApp(costing(QUICK), async app => {
      assert.ok(loads.length > 0 && !loads.includes(ARGON2));
      const { obj } = await app.eggContainerFactory.getOrCreateEggObjectFromName('passwordHasher');
      await (obj as PasswordHasher).hash('x');
      assert.ok(loads.includes(ARGON2));
    });
  });
});

describe('the cost of a password', () => {
  it("is OWASP's where the application says nothing", () =>
    withApp({ ...LOGIN }, async app => {
      const { obj } = await app.eggContainerFactory.getOrCreateEggObjectFromName('passwordHasher');
      assert.match(await (obj as PasswordHasher).hash('x'), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    }));

  for (const cost of [
    { memoryCost: 7 },
    { memoryCost: 1.5 },
    { timeCost: 0 },
    { parallelism: '2' },
    { parallelism: 9999 },
  ]) {
    it(`${JSON.stringify(cost)} stops the boot`, async () => {
      const { error } = await refused(costing(cost));
      assert.equal(error.code, 'password_cost');
      assert.match(error.message, /config\.passport\.passwords is .*Give whole numbers/);
    });
  }
});

/** The methods, each of which may be called by itself. */
const bound = (of: PasswordHasher) => ({
  hash: of.hash.bind(of),
  verify: of.verify.bind(of),
  verifyAbsent: of.verifyAbsent.bind(of),
  needsRehash: of.needsRehash.bind(of),
});

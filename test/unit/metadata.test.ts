import assert from 'node:assert/strict';
import { Authenticated, CurrentUser, Login, Public } from 'tegg-passport';
import { configKey, pascalCase } from '#src/metadata/configKey';
import { currentUserParameters } from '#src/metadata/currentUserParameters';
import { mergeOptions } from '#src/metadata/mergeOptions';
import { methodAccess } from '#src/metadata/MethodAccess';

type Mark = 'none' | 'guard' | 'public' | 'login';
type Marks = { onClass: Mark; onMethod: Mark };
type Class = new () => object;

const CLASS_MARKS: Mark[] = ['none', 'guard', 'public'];
const METHOD_MARKS: Mark[] = ['none', 'guard', 'public', 'login'];
const NOTHING: Marks = { onClass: 'none', onMethod: 'none' };

// The strategy of a guard or login says who wrote the mark.
function decorate(clazz: Class, { onClass, onMethod }: Marks): void {
  const { name } = clazz;
  if (onClass === 'guard') Authenticated(`${name}-class`)(clazz);
  if (onClass === 'public') Public()(clazz);
  if (onMethod === 'guard') Authenticated(`${name}-method`)(clazz.prototype, 'show', {});
  if (onMethod === 'public') Public()(clazz.prototype, 'show', {});
  if (onMethod === 'login') Login(`${name}-login`)(clazz.prototype, 'show', {});
}

/** The decision in one word. */
function access(clazz: Class, method = 'show'): string {
  const decided = methodAccess(clazz, method);
  switch (decided.type) {
    case 'guard':
      return decided.guard.strategies.join();
    case 'login':
      return decided.login.strategies.join();
    default:
      return decided.type;
  }
}

/** DESIGN 3.3 in other words: nearest first; a method's mark before its class; a login unless a nearer method says otherwise. */
function expected(lineage: readonly [name: string, marks: Marks][]): string {
  const byMethod = lineage.find(([, { onMethod }]) => onMethod !== 'none');
  if (byMethod?.[1].onMethod === 'login') return `${byMethod[0]}-login`;
  for (const [name, { onClass, onMethod }] of lineage) {
    if (onMethod === 'guard') return `${name}-method`;
    if (onClass === 'guard' && onMethod === 'none') return `${name}-class`;
    if (onMethod === 'public' || onClass === 'public') return 'public';
  }
  return 'open';
}

function* combinations(): Generator<{ parent: Marks; child: Marks; overrides: boolean }> {
  for (const parentClass of CLASS_MARKS)
    for (const parentMethod of METHOD_MARKS)
      for (const childClass of CLASS_MARKS)
        for (const childMethod of METHOD_MARKS)
          for (const overrides of childMethod === 'none' ? [false, true] : [true])
            yield {
              parent: { onClass: parentClass, onMethod: parentMethod },
              child: { onClass: childClass, onMethod: childMethod },
              overrides,
            };
}

function family(overrides: boolean): Record<'Parent' | 'Child' | 'Sibling' | 'Grandchild', Class> {
  class Parent {
    show() {}
  }
  class Inheriting extends Parent {}
  class Overriding extends Parent {
    override show() {}
  }
  const Child = overrides ? Overriding : Inheriting;
  Object.defineProperty(Child, 'name', { value: 'Child' });
  class Sibling extends Parent {
    override show() {}
  }
  class Grandchild extends Child {}
  return { Parent, Child, Sibling, Grandchild };
}

describe('how a method may be reached', () => {
  it('the mark of a method replaces that of its class, alone', () => {
    for (const onClass of CLASS_MARKS)
      for (const onMethod of METHOD_MARKS) {
        class Alone {
          show() {}
        }
        decorate(Alone, { onClass, onMethod });
        assert.equal(access(Alone), expected([['Alone', { onClass, onMethod }]]), `${onClass} ${onMethod}`);
      }
  });

  it('the nearest class that says anything decides, in every combination of parent, override and child', () => {
    let count = 0;
    for (const { parent, child, overrides } of combinations()) {
      const { Parent, Child, Grandchild } = family(overrides);
      decorate(Parent, parent);
      decorate(Child, child);
      const wanted = expected([
        ['Child', child],
        ['Parent', parent],
      ]);
      const said = JSON.stringify({ parent, child, overrides });
      assert.equal(access(Child), wanted, said);
      assert.equal(access(Grandchild), wanted, `a class that says nothing: ${said}`);
      count++;
    }
    assert.equal(count, 180);
  });

  it('nothing decorated on a subclass ever reaches its parent or a sibling', () => {
    for (const { parent, child, overrides } of combinations()) {
      const { Parent, Child, Sibling } = family(overrides);
      decorate(Parent, parent);
      const before = [access(Parent), access(Sibling)];
      decorate(Child, child);
      assert.deepEqual([access(Parent), access(Sibling)], before, JSON.stringify({ parent, child, overrides }));
      assert.deepEqual(before, [expected([['Parent', parent]]), expected([['Parent', parent]])]);
    }
  });

  it('a parent that is decorated after its subclass counts all the same', () => {
    const { Parent, Child } = family(false);
    decorate(Child, NOTHING);
    decorate(Parent, { onClass: 'guard', onMethod: 'none' });
    assert.equal(access(Child), 'Parent-class');
  });

  it('a guard of a class guards the public methods that it inherits', () => {
    const { Parent, Child } = family(false);
    decorate(Parent, { onClass: 'none', onMethod: 'public' });
    decorate(Child, { onClass: 'guard', onMethod: 'none' });
    assert.equal(access(Child), 'Child-class');
  });

  it('a guard of a class stays in front of a method that a subclass overrides without a word', () => {
    const { Parent, Child } = family(true);
    decorate(Parent, { onClass: 'guard', onMethod: 'none' });
    assert.equal(access(Child), 'Parent-class');
  });

  it('a guard of a class guards the methods that its subclasses add', () => {
    @Authenticated('parent')
    class Parent {
      known() {}
    }
    class Child extends Parent {
      added() {}
    }
    assert.deepEqual([access(Child, 'known'), access(Child, 'added')], ['parent', 'parent']);
  });

  it('a mark of one method says nothing about another', () => {
    class Two {
      @Authenticated('one')
      one() {}
      two() {}
    }
    assert.deepEqual([access(Two, 'one'), access(Two, 'two')], ['one', 'open']);
  });

  it('methods named like those of Object.prototype are methods like any other', () => {
    class Odd {
      @Authenticated('odd')
      valueOf() {
        return 0;
      }
      toString() {
        return '';
      }
    }
    assert.deepEqual(
      [access(Odd, 'valueOf'), access(Odd, 'toString'), access(Odd, '__proto__')],
      ['odd', 'open', 'open'],
    );
  });
});

const indices = (clazz: Parameters<typeof currentUserParameters>[0], method: string): number[] =>
  currentUserParameters(clazz, method).map(({ index }) => index);

describe('which parameters take the user', () => {
  class Parent {
    show(@CurrentUser() _user: unknown, _other?: unknown) {}
    plain(@CurrentUser() _user: unknown) {}
  }

  it('those of the implementation that runs', () => {
    class Moved extends Parent {
      override show(_other: unknown, @CurrentUser() _user: unknown) {}
    }
    assert.deepEqual(indices(Parent, 'show'), [0]);
    assert.deepEqual(indices(Moved, 'show'), [1]);
  });

  it('none where an override names none', () => {
    class Plain extends Parent {
      override plain(_user: unknown) {}
    }
    assert.deepEqual(indices(Plain, 'plain'), []);
  });

  it("the parent's where the method is inherited", () => {
    class Heir extends Parent {}
    assert.deepEqual(indices(Heir, 'show'), [0]);
  });

  it('several, and none of a method that nobody wrote', () => {
    class Several {
      show(@CurrentUser() _a: unknown, _b: unknown, @CurrentUser() _c: unknown) {}
    }
    assert.deepEqual([...indices(Several, 'show')].sort(), [0, 2]);
    assert.deepEqual(indices(Several, 'nothing'), []);
  });

  it('nothing decorated on a subclass reaches its parent or a sibling', () => {
    class Left extends Parent {
      override show(_a: unknown, @CurrentUser() _user: unknown) {}
    }
    class Right extends Parent {}
    assert.deepEqual(
      [Left, Right, Parent].map(clazz => indices(clazz, 'show')),
      [[1], [0], [0]],
    );
  });
});

describe('the configuration key of a strategy', () => {
  const KEYS = {
    github: 'passportGithub',
    'api-key': 'passportApiKey',
    api_key: 'passportApiKey',
    apiKey: 'passportApiKey',
    oauth2: 'passportOauth2',
    'a--b-': 'passportAB',
  };
  for (const [name, key] of Object.entries(KEYS)) {
    it(`${name} is configured as ${key}`, () => assert.equal(configKey(name), key));
  }

  it('has nothing of what is no letter and no digit', () => assert.equal(pascalCase('-_-'), ''));
});

describe('the options of a strategy', () => {
  it('of several sources the later wins, key by key, and undefined sources say nothing', () => {
    const merged = mergeOptions([{ a: 1, b: 1, c: 1 }, undefined, { b: 2, c: 2 }, { c: 3 }]);
    assert.deepEqual(merged, { a: 1, b: 2, c: 3 });
  });

  it('no source is changed', () => {
    const source = Object.freeze({ key: 'k', scope: ['a'] });
    const merged = mergeOptions([source]);
    assert.deepEqual(source, { key: 'k', scope: ['a'] });
    assert.notEqual(merged, source);
  });

  it('key and secret fill the names of OAuth 2 and of OAuth 1', () => {
    assert.deepEqual(mergeOptions([{ key: 'k', secret: 's' }]), {
      key: 'k',
      secret: 's',
      clientID: 'k',
      consumerKey: 'k',
      clientSecret: 's',
      consumerSecret: 's',
    });
  });

  it('key and secret fill only what the same source does not give, and a later source wins', () => {
    const names = ({ clientID, consumerKey, clientSecret, consumerSecret }: Record<string, unknown>): unknown[] => [
      clientID,
      consumerKey,
      clientSecret,
      consumerSecret,
    ];
    assert.deepEqual(names(mergeOptions([{ key: 'k', clientID: 'own', secret: 's', consumerSecret: 'own' }])), [
      'own',
      'k',
      's',
      'own',
    ]);
    assert.deepEqual(names(mergeOptions([{ clientID: 'own' }, { key: 'k' }])), ['k', 'k', undefined, undefined]);
    assert.deepEqual(names(mergeOptions([{ key: 'k' }, { clientID: 'own' }])), ['own', 'k', undefined, undefined]);
  });

  it('secret: false says that there is none, and a later secret wins over it', () => {
    assert.equal(mergeOptions([{ secret: false }]).clientSecret, '');
    assert.equal(mergeOptions([{ secret: false }, { secret: 's' }]).clientSecret, 's');
    assert.equal(mergeOptions([{ secret: 's' }, { secret: false }]).clientSecret, '');
  });

  it('a later source takes a key back with null or undefined', () => {
    assert.equal(mergeOptions([{ key: 'k' }, { key: null }]).clientID, undefined);
    assert.equal(mergeOptions([{ key: 'k' }, { key: undefined }]).clientID, undefined);
  });
});

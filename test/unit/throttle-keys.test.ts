import assert from 'node:assert/strict';
import { assert as always, ipV4, ipV6, oneof, property, string } from 'fast-check';
import { accountKey } from '#src/passport/throttle/accountKey';
import { ipKey } from '#src/passport/throttle/ipKey';

describe('accountKey', () => {
  it('is one for all ways to write an account', () => {
    for (const way of [
      'Straße@example.com',
      'STRASSE@EXAMPLE.COM',
      ' straße@example.com\n',
      'ſtrasse@example.com',
      'strasse\u00ad@example.com',
    ])
      assert.equal(accountKey(way), 'strasse@example.com');
    assert.equal(accountKey('ΟΔΟΣ'), accountKey('οδος'));
    assert.equal(accountKey('é'), accountKey('e\u0301'));
  });

  it('tells accounts apart that differ in what anybody sees', () => {
    assert.notEqual(accountKey('ada'), accountKey('ad a'));
    assert.notEqual(accountKey('jose'), accountKey('josé'));
  });

  it('is made in no time, whatever a hundred kilobytes are made of', () => {
    const accents = `a${'\u0301'.repeat(25_000)}${'\u0323'.repeat(25_000)}`;
    const began = performance.now();
    for (const text of [accents, '\ufdfa'.repeat(50_000), ' '.repeat(100_000), '\u200b'.repeat(50_000)])
      accountKey(text);
    const took = performance.now() - began;
    assert.ok(took < 500, `${took} ms`);
  });

  it('is that of its beginning, where nobody has so long a name', () => {
    const name = 'ada'.repeat(170);
    assert.notEqual(accountKey(name), accountKey(`${name}1`));
    assert.equal(accountKey(`${name}12345`), accountKey(`${name}12678`));
    assert.equal(accountKey(`${'\u200b '.repeat(999)}ada${' \u200b'.repeat(999)}`), 'ada');
  });

  it('is its own key, whatever it is made of', () => {
    always(
      property(string({ unit: 'binary', maxLength: 20 }), text => accountKey(accountKey(text)) === accountKey(text)),
    );
  });
});

describe('ipKey', () => {
  it('is one for an IPv4 address, however it is written', () => {
    for (const way of [
      '192.0.2.7',
      '192.0.2.7:4711',
      '::ffff:192.0.2.7',
      '::FFFF:c000:207',
      '0:0:0:0:0:ffff:192.0.2.7',
      '64:ff9b::192.0.2.7',
      '64:FF9B::c000:207',
    ])
      assert.equal(ipKey(way), '192.0.2.7');
    assert.notEqual(ipKey('192.0.2.7'), ipKey('192.0.2.8'));
    assert.notEqual(ipKey('64:ff9b::192.0.2.7'), ipKey('64:ff9b::192.0.2.8'));
  });

  it('is one for the 64 bits of an IPv6 network', () => {
    for (const way of [
      '2001:db8::1',
      '2001:DB8:0:0:ffff:1:2:3',
      '[2001:db8::2]:443',
      '[2001:db8::3]',
      '2001:db8::%eth0',
    ])
      assert.equal(ipKey(way), '2001:db8:0:0::/64');
    assert.notEqual(ipKey('2001:db8:0:1::1'), ipKey('2001:db8::1'));
    assert.equal(ipKey('::1'), '0:0:0:0::/64');
  });

  it('is one for all that is no address: nobody gets counts of their own by writing nonsense', () => {
    for (const nonsense of [
      undefined,
      '',
      'unknown',
      '192.0.2.7, 192.0.2.8',
      '1.2.3.4.5',
      '[]',
      '%',
      'x'.repeat(100_000),
    ])
      assert.equal(ipKey(nonsense), 'none');
  });

  it('answers for every text', () => {
    always(property(oneof(string(), ipV4(), ipV6()), text => typeof ipKey(text) === 'string'));
    always(property(ipV6(), text => ipKey(text) !== 'none'));
  });
});

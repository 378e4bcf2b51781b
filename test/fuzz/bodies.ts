import * as fc from 'fast-check';
import { FORM, SECRETS } from './Site';

const JSON_TYPE = 'Content-Type: application/json';
const TYPES = [
  FORM,
  JSON_TYPE,
  `${JSON_TYPE}; charset=utf-8`,
  `${JSON_TYPE}; charset=x`,
  'Content-Type: text/plain',
  'Content-Type: multipart/form-data; boundary=x',
  'Content-Type: ',
  'Content-Type: application/json-patch+json',
  'X-Nothing: 1',
];

const RIGHT = { username: 'ada', password: SECRETS.password };
/** A field's value, once it is parsed. */
export const value = fc.oneof(
  fc.constantFrom<fc.JsonValue>(
    'ada',
    'eve',
    SECRETS.password,
    '',
    0,
    true,
    null,
    ['ada'],
    [SECRETS.password],
    { $ne: null },
    { length: 1 },
  ),
  fc.jsonValue(),
);
const field = fc.constantFrom(
  'username',
  'password',
  'username[]',
  'password[$ne]',
  'user[name]',
  '__proto__',
  'constructor',
  '_csrf',
  'USERNAME',
  'username%00',
  ' username',
);
const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString());
const pair = fc.record({
  key: field,
  text: fc.oneof(fc.constantFrom('ada', SECRETS.password, ''), fc.string({ unit: 'binary', maxLength: 12 })),
});

/** Fields as a browser writes them, the right ones among them at times. */
export const form = fc
  .record({ pairs: fc.array(pair, { maxLength: 6 }), good: fc.subarray(Object.entries(RIGHT)) })
  .map(({ pairs, good }) =>
    [...good.map(entry => entry.map(encoded)), ...pairs.map(({ key, text }) => [key, encoded(text)])]
      .map(entry => entry.join('='))
      .join('&'),
  );
const json = fc
  .record({ username: value, password: value, more: fc.dictionary(field, value, { maxKeys: 3 }) }, { requiredKeys: [] })
  .map(({ more, ...fields }) => JSON.stringify(Object.assign({}, more, fields)));
const sentBody = fc.oneof(
  form,
  json,
  fc.jsonValue().map(any => JSON.stringify(any)),
  fc.constantFrom(
    '',
    'null',
    '[]',
    '{',
    '{"username":"ada","username":["ada"]}',
    `{"__proto__":${JSON.stringify(RIGHT)}}`,
    '['.repeat(5000),
    'a=b&'.repeat(2000),
    'username[a][b][c][d][e][f]=x',
    '%',
    '%00',
    '&&&=',
    '=',
  ),
  fc.uint8Array({ maxLength: 60 }).map(bytes => Buffer.from(bytes).toString('latin1')),
);
/** A login form, or what comes in the place of one. */
export const attempt = fc.record({
  type: fc.constantFrom(...TYPES, FORM, JSON_TYPE),
  body: sentBody,
  query: fc.oneof(
    fc.constant(''),
    form.map(text => `?${text}`),
  ),
});

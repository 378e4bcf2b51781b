import assert from 'node:assert/strict';
import { withParameters } from '#src/passport/oauth/withParameters';

describe('parameters of a URL', () => {
  for (const [url, expected] of [
    ['https://a.example/authorize', 'https://a.example/authorize?state=x%26y'],
    ['https://a.example/authorize?', 'https://a.example/authorize?state=x%26y'],
    ['https://a.example/authorize?b=%20c&d=e+f&d=g', 'https://a.example/authorize?b=%20c&d=e+f&d=g&state=x%26y'],
    ['https://a.example/authorize?state=old&b=1&state', 'https://a.example/authorize?b=1&state=x%26y'],
    ['https://a.example/authorize?b=1#wechat_redirect', 'https://a.example/authorize?b=1&state=x%26y#wechat_redirect'],
    ['https://a.example/#a?state=old', 'https://a.example/?state=x%26y#a?state=old'],
    ['/authorize?states=1', '/authorize?states=1&state=x%26y'],
  ]) {
    it(`take the place of those of the same name, and the rest of ${url} stays as it is`, () => {
      assert.equal(withParameters(url, { state: 'x&y' }), expected);
    });
  }
});

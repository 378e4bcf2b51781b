import assert from 'node:assert/strict';
import { ageText } from '#src/passport/map/ageText';

describe('an age, as the map says it', () => {
  const AGES: [age: number, short: string, long: string][] = [
    [600_000, '10m', '10 minutes'],
    [60_000, '1m', '1 minute'],
    [90_000, '90s', '90 seconds'],
    [5_400_000, '90m', '90 minutes'],
    [86_400_000, '1d', '1 day'],
    [129_600_000, '36h', '36 hours'],
    [1500, '1500ms', '1500 milliseconds'],
  ];
  for (const [age, short, long] of AGES)
    it(`of ${age} ms is not rounded`, () => {
      assert.equal(ageText(age), short);
      assert.equal(ageText(age, { long: true }), long);
    });
});

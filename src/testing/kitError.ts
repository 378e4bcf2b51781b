import { PassportError } from '../decorator/PassportError';

/** The test kit cannot do what a test asks it for. */
export function kitError(problem: string): PassportError {
  return new PassportError(problem, { code: 'test_kit' });
}

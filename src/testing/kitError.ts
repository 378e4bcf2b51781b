import { PassportError } from '../decorator/PassportError';

/** The test kit cannot do what a test asks it for. */
export function kitError(problem: string): PassportError {
  return new PassportError(problem, { code: 'test_kit' });
}

/** Whether it is one of these. */
export function isKitError(err: unknown): boolean {
  return err instanceof PassportError && err.code === 'test_kit';
}

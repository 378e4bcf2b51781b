/** What a provider's answer can be, beside of use. The log says so. */
type Problem = 'ANSWER_TOO_LARGE' | 'ANSWER_UNREADABLE' | 'NO_ACCESS_TOKEN';

/** An error of the kind that the package `oauth` hands on. */
export function answerProblem(problem: Problem): Error {
  const err: NodeJS.ErrnoException = new Error('The provider answered nothing of use');
  err.code = problem;
  return err;
}

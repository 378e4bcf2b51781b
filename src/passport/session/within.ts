/** What the promise answers, or an error after so many milliseconds. */
export function within<T>(time: number, promise: T | Promise<T>, tooLate: () => Error): Promise<T> {
  // By hand: every request with a session comes through here, and a race costs several promises more.
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(tooLate()), time);
    Promise.resolve(promise).then(
      value => {
        clearTimeout(timer);
        resolve(value);
      },
      (err: unknown) => {
        clearTimeout(timer);
        reject(err);
      },
    );
  });
}

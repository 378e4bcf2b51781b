/** Runs something that may print: what it prints to the standard output goes to the standard error. */
export async function quietly<T>(run: () => Promise<T>): Promise<T> {
  const { stdout, stderr } = process;
  const { write } = stdout;
  // The log is in the application's files; what matters is thrown.
  process.env.EGG_LOG ??= 'NONE';
  process.env.NO_DEPRECATION ??= '*';
  stdout.write = stderr.write.bind(stderr) as typeof write;
  try {
    return await run();
  } finally {
    stdout.write = write;
  }
}

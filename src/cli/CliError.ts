/** Something that the command says in one line, without a stack. */
export class CliError extends Error {}

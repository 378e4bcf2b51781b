import { randomUUID } from 'node:crypto';
import type { Application } from 'egg';
import type { Count, Countable, Counts } from './Counts';
import { ANSWER, QUESTION, type Answer, type Question } from './CountMessages';

/** Waits for an answer. */
type Waiting = (answer: Answer) => void;

// An agent that was busy answers late, and what it has counted by then is given back. One that has
// died never answers: after so many milliseconds its questions are forgotten.
const PATIENCE = 60_000;

/** The counts that the agent keeps for all workers of the machine. Whoever asks says how long it waits. */
export class CountsAtAgent implements Counts {
  private readonly waiting = new Map<number, Waiting>();
  // Answers go to all workers, and a dead one's numbers may be used again.
  private readonly asker = randomUUID();
  private last = 0;

  constructor(
    private readonly messenger: Application['messenger'],
    private readonly patience = PATIENCE,
  ) {
    messenger.on(ANSWER, (answer: Answer) => {
      if (answer.asker === this.asker) this.waiting.get(answer.id)?.(answer);
    });
  }

  async add(what: Countable): Promise<Count> {
    return this.ask('add', what);
  }

  async giveBack(what: Countable): Promise<void> {
    await this.ask('giveBack', what);
  }

  async clear(what: Countable): Promise<void> {
    await this.ask('clear', what);
  }

  private ask(act: Question['act'], what: Countable): Promise<Count> {
    const id = ++this.last;
    return new Promise<Count>((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        this.waiting.delete(id);
        settle();
      };
      const timer = setTimeout(() => end(() => reject(new Error('The agent does not answer'))), this.patience).unref();
      this.waiting.set(id, ({ failed, count, wait }) =>
        end(() => (failed ? reject(new Error('The agent cannot count')) : resolve({ count, wait }))),
      );
      this.messenger.sendToAgent(QUESTION, { asker: this.asker, id, act, what } satisfies Question);
    });
  }
}

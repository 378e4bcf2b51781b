import type { Agent } from 'egg';
import { BoundedCounts } from './BoundedCounts';
import { ANSWER, QUESTION, type Answer, type Question } from './CountMessages';
import type { Count, Counts } from './Counts';
import { LimiterCounts } from './LimiterCounts';

const NOTHING: Count = { count: 0, wait: 0 };

/** The agent's part: counts for all workers of the machine. While no worker asks it does nothing. */
export class AgentCounts {
  private counts?: Counts;

  constructor(private readonly agent: Agent) {}

  listen(): void {
    this.agent.messenger.on(QUESTION, (question: Question) => void this.answer(question));
  }

  private async answer({ asker, id, act, what }: Question): Promise<void> {
    // To all workers: a message to one reaches it in some of Egg's ways to run only.
    const send = (answer: Omit<Answer, 'asker' | 'id'>): void =>
      void this.agent.messenger.sendToApp(ANSWER, { asker, id, ...answer } satisfies Answer);
    try {
      send({ ...NOTHING, ...(await this.kept()[act](what)) });
    } catch (err) {
      this.agent.coreLogger.error(err);
      send({ ...NOTHING, failed: true });
    }
  }

  private kept(): Counts {
    return (this.counts ??= countsInMemory());
  }
}

function countsInMemory(): Counts {
  // Not before somebody is counted.
  const { RateLimiterMemory } = require('rate-limiter-flexible') as typeof import('rate-limiter-flexible');
  // Points and time are said with each question.
  return new BoundedCounts(new LimiterCounts(new RateLimiterMemory({ points: 1, duration: 1, keyPrefix: '' })));
}

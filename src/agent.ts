import type { Agent, IBoot } from 'egg';
import { AgentCounts } from './passport/throttle/AgentCounts';

/** The Egg plugin in the agent. */
export default class PassportAgentBoot implements IBoot {
  private readonly counts: AgentCounts;

  constructor(agent: Agent) {
    this.counts = new AgentCounts(agent);
  }

  configDidLoad(): void {
    this.counts.listen();
  }
}

export interface Account {
  id: string;
  name: string;
}

const accounts = new Map<string, Account>([['1', { id: '1', name: 'Ada' }]]);

/** Where every guard here finds its user: in memory. */
export async function findAccount(id: unknown): Promise<Account | null> {
  return accounts.get(String(id)) ?? null;
}

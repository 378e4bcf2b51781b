/**
 * One text for all ways to write an account: spaces around it, width and compatibility of characters,
 * case, and what nobody sees make no account of their own.
 */
export function accountKey(account: string): string {
  const visible = account.normalize('NFKC').replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu, '');
  // Both ways, for letters that have one of the two cases only.
  return visible.toUpperCase().toLowerCase().normalize('NFKC').trim();
}

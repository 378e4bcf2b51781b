// What nobody sees.
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu;
// More than any name has. To bring accents into their order takes time with the square of their number,
// and whoever is no user yet may send a hundred thousand.
const LONGEST = 512;

/**
 * One text for all ways to write an account: spaces around it, width and compatibility of characters,
 * case, and what nobody sees make no account of their own, and neither does what stands behind its
 * first 512 characters.
 */
export function accountKey(account: string): string {
  const name = account.replace(UNSEEN, '').trim().slice(0, LONGEST);
  const visible = name.normalize('NFKC').replace(UNSEEN, '');
  // Both ways, for letters that have one of the two cases only.
  return visible.toUpperCase().toLowerCase().normalize('NFKC').trim();
}

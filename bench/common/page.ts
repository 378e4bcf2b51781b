/** What every route here answers: the cases differ in nothing but their guards. */
export function page(): object {
  return { page: 'hello' };
}

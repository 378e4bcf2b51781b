/** What somebody pinned on the board that all members see. */
export interface Note {
  id: number;
  text: string;
  authorId: number;
  author: string;
}

/** Rows that one request of a list of accounts or members reads. */
export const pageSize = 50;

/** For an endless list: it begins without a cursor and ends when an answer has none. */
export const byCursor = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { nextCursor?: string | null }) => page.nextCursor ?? undefined,
};

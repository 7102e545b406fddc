import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { fetchLines, mostLinesAtOnce } from '../../api/logs.js';
import type { LogFeed } from './log-feed.js';

const typingMs = 250;
const growthMs = 2_000;

export interface LogSearch {
  /** What is searched for now. */
  search: string;
  /** Numbers of the lines that have it. */
  matches: number[];
  /** There are more than are asked for. */
  more: boolean;
  busy: boolean;
  error: unknown;
}

const nothing: LogSearch = { search: '', matches: [], more: false, busy: false, error: null };

/** Searches the whole log where it is kept, and what comes while it is followed. */
export function useLogSearch(feed: LogFeed, typed: string): LogSearch {
  const [search] = useDebouncedValue(typed.trim().slice(0, 500), typingMs);
  const [found, setFound] = useState<LogSearch>(nothing);
  useEffect(() => {
    if (search === '') return;
    const gone = new AbortController();
    let searched = 0;
    let matches: number[] = [];
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      try {
        if (searched === 0 || feed.book.total > searched) {
          const end = feed.book.total;
          const { lines, last } = await fetchLines(
            feed.source,
            { after: searched, limit: mostLinesAtOnce, search },
            gone.signal,
          );
          matches = [...matches, ...lines.map(({ n }) => n)].slice(0, mostLinesAtOnce);
          searched =
            lines.length === mostLinesAtOnce
              ? lines.at(-1)!.n
              : Math.max(end, lines.at(-1)?.n ?? 0, Math.min(last, end));
          setFound({ search, matches, more: matches.length >= mostLinesAtOnce, busy: false, error: null });
          if (matches.length >= mostLinesAtOnce) return;
        }
      } catch (error) {
        if (gone.signal.aborted) return;
        setFound({ search, matches, more: false, busy: false, error });
      }
      timer = setTimeout(() => void look(), growthMs);
    };
    void look();
    return () => {
      gone.abort();
      clearTimeout(timer);
    };
  }, [feed, search]);
  if (search === '') return nothing;
  return found.search === search ? found : { ...nothing, search, busy: true };
}

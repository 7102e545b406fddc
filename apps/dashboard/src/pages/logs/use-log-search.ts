import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { fetchLines, mostLinesAtOnce } from '../../api/deployments/logs.js';
import type { LogFeed } from '../../domain/logs/log-feed.js';

const typingMs = 250;
const growthMs = 2_000;

export interface LogSearch {
  /** The text that is searched for. */
  search: string;
  /** The numbers of the matching lines. */
  matches: number[];
  /** There are more matches than are listed. */
  more: boolean;
  busy: boolean;
  error: unknown;
}

const nothing: LogSearch = { search: '', matches: [], more: false, busy: false, error: null };

/** Searches the whole log on the platform, and again when the log has grown. */
export function useLogSearch(feed: LogFeed, typed: string): LogSearch {
  const [search] = useDebouncedValue(typed.trim().slice(0, 500), typingMs);
  const [found, setFound] = useState<LogSearch>(nothing);
  useEffect(() => {
    if (search === '') return;
    const ended = new AbortController();
    let searched = 0;
    let matches: number[] = [];
    let timer: ReturnType<typeof setTimeout>;
    const searchOn = async () => {
      try {
        if (searched === 0 || feed.book.total > searched) {
          const end = feed.book.total;
          const { lines, last } = await fetchLines(
            feed.source,
            { after: searched, limit: mostLinesAtOnce, search },
            ended.signal,
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
        if (ended.signal.aborted) return;
        setFound({ search, matches, more: false, busy: false, error });
      }
      timer = setTimeout(() => void searchOn(), growthMs);
    };
    void searchOn();
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, [feed, search]);
  if (search === '') return nothing;
  return found.search === search ? found : { ...nothing, search, busy: true };
}

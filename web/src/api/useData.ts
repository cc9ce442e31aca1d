import { useCallback, useEffect, useState } from 'react';
import { getJson, Problem } from './client';

export interface Loaded<T> {
  /** The latest answer; while another path loads, that of the path before. */
  data?: T;
  /** Why the latest try failed; the data stay. */
  problem?: Problem;
  loading: boolean;
  reload(): void;
}

/** What was read before, by path: going back shows it at once, then refreshes it. */
const seen = new Map<string, unknown>();
const retryMilliseconds = 5_000;

/**
 * Reads a path of this site, and again after as many milliseconds as `refreshAfter` says for an answer (undefined: no more).
 * Does nothing without a path.
 */
export function useData<T>(path: string | undefined, refreshAfter?: (data: T) => number | undefined): Loaded<T> {
  const [state, setState] = useState<{ data?: T; problem?: Problem; loading: boolean }>(() => {
    const data = path === undefined ? undefined : (seen.get(path) as T | undefined);
    return { data, loading: path !== undefined };
  });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((before) => before + 1), []);

  useEffect(() => {
    if (path === undefined) {
      setState({ loading: false });
      return;
    }

    const abort = new AbortController();
    let timer: number | undefined;
    setState((before) => ({ data: (seen.get(path) as T | undefined) ?? before.data, loading: true }));
    const read = async () => {
      try {
        const data = await getJson<T>(path, abort.signal);
        seen.set(path, data);
        setState({ data, loading: false });
        again(refreshAfter?.(data));
      } catch (error) {
        if (abort.signal.aborted) {
          return;
        }
        const problem = error instanceof Problem ? error : new Problem('The server gave an answer that could not be read.');
        setState((before) => ({ ...before, problem, loading: false }));
        again(refreshAfter && (problem.status ?? 500) >= 500 ? retryMilliseconds : undefined);
      }
    };
    const again = (milliseconds: number | undefined) => {
      if (milliseconds !== undefined && !abort.signal.aborted) {
        timer = window.setTimeout(read, milliseconds);
      }
    };
    void read();
    return () => {
      abort.abort();
      window.clearTimeout(timer);
    };
    // refreshAfter is a rule, not a value to follow.
  }, [path, turn]);

  return { ...state, reload };
}

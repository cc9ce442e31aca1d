import { useState } from 'react';
import { Button } from '@fluentui/react-components';
import { Link } from 'wouter';
import type { Run } from '../api/shapes';
import { RunBadge } from '../StateBadge';
import { partsOf, sentence } from '../words/parts';
import { moment } from '../words/times';
import { hasEnded, runTitle } from './runs';

const fewRuns = 6;

export function RunList({ runs }: { runs: Run[] }) {
  const [all, setAll] = useState(false);
  if (runs.length === 0) {
    return <p className="quiet">Nothing has run yet.</p>;
  }
  return (
    <>
      <ul className="rows">
        {runs.slice(0, all ? runs.length : fewRuns).map((run) => (
          <li key={run.id}>
            <Link href={`/runs/${run.id}`}>
              <span className="row-title">{runTitle(run)}</span>
              <RunBadge status={run.status} />
              <span className="quiet">
                {moment(run.startedAt)}
                {hasEnded(run) && `. ${sentence(partsOf(run.counts))}`}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {!all && runs.length > fewRuns && (
        <div>
          <Button onClick={() => setAll(true)}>Show all {runs.length}</Button>
        </div>
      )}
    </>
  );
}

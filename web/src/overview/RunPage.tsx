import { Card } from '@fluentui/react-components';
import type { PersonDetail, Run } from '../api/shapes';
import { useData } from '../api/useData';
import { Facts } from '../Facts';
import { Page } from '../Page';
import { RunBadge } from '../StateBadge';
import { TextLink } from '../TextLink';
import { Waiting, Warnings } from '../Waiting';
import { duration, moment } from '../words/times';
import { RunPicture } from './RunPicture';
import { hasEnded, runTitle, whileRunning } from './runs';

export function RunPage({ id }: { id: string }) {
  const run = useData<Run>(`/api/runs/${encodeURIComponent(id)}`, whileRunning);
  return (
    <Page
      title={run.data ? runTitle(run.data) : 'Run'}
      back={<TextLink href="/">Overview</TextLink>}
      after={run.data && <RunBadge status={run.data.status} />}
    >
      <Waiting on={run}>
        {(latest) => (
          <>
            {latest.error && <Warnings texts={[latest.error]} intent="error" />}
            <Card>
              <h2>What became of everyone</h2>
              <RunPicture run={latest} />
              {hasEnded(latest) && latest.counts.people === 0 && <p>There was nobody to nudge.</p>}
            </Card>
            <Warnings texts={latest.warnings} />
            <Card>
              <h2>About it</h2>
              <Facts
                facts={{
                  For: latest.audience?.manager ? <Team manager={latest.audience.manager} /> : 'Everyone',
                  Topics: latest.topics.join(', '),
                  'Told when it is over': latest.team && `Team ${latest.team}`,
                  Started: moment(latest.startedAt),
                  Finished: latest.finishedAt && `${moment(latest.finishedAt)} (took ${duration(latest.startedAt, latest.finishedAt)})`,
                  Name: latest.id,
                }}
              />
            </Card>
          </>
        )}
      </Waiting>
    </Page>
  );
}

function Team({ manager }: { manager: string }) {
  const path = `/people/${encodeURIComponent(manager)}`;
  const { data } = useData<PersonDetail>(`/api${path}`);
  return (
    <>
      All who report to <TextLink href={path}>{data?.person.displayName ?? manager}</TextLink>
    </>
  );
}

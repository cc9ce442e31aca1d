import './overview.css';
import { Card } from '@fluentui/react-components';
import type { ContentPage, Run, SourceView } from '../api/shapes';
import { useData } from '../api/useData';
import { Page } from '../Page';
import { RunBadge } from '../StateBadge';
import { TextLink } from '../TextLink';
import { Waiting, Warnings } from '../Waiting';
import { duration } from '../words/times';
import { RunList } from './RunList';
import { RunPicture } from './RunPicture';
import { dailyTitle, hasEnded, latestDaily, whileRunning } from './runs';
import { SourceList } from './SourceList';
import { StartCampaign } from './StartCampaign';

export function OverviewPage() {
  const runs = useData<Run[]>('/api/runs', (list) => (list.every(hasEnded) ? 15_000 : 3_000));
  const sources = useData<SourceView[]>('/api/sources', () => 30_000);
  const content = useData<ContentPage>('/api/content?take=1', () => 30_000);
  return (
    <Page title="Overview">
      <Waiting on={runs}>
        {(list) => {
          const daily = latestDaily(list);
          return daily ? <DailyRun key={daily.id} listed={daily} /> : <p>There has been no daily run yet.</p>;
        }}
      </Waiting>
      <div className="halves">
        <Card>
          <h2>Runs and campaigns</h2>
          {runs.data && <RunList runs={runs.data} />}
        </Card>
        <Card>
          <h2>Start a campaign</h2>
          <StartCampaign onStarted={runs.reload} />
        </Card>
      </div>
      <Card>
        <h2>Content sources</h2>
        <Waiting on={sources}>{(all) => <SourceList sources={all} states={content.data?.states} />}</Waiting>
      </Card>
    </Page>
  );
}

/** The list tells the numbers of runs that have ended; while it runs, the run itself tells them. */
function DailyRun({ listed }: { listed: Run }) {
  const live = useData<Run>(hasEnded(listed) ? undefined : `/api/runs/${listed.id}`, whileRunning);
  const run = hasEnded(listed) ? listed : (live.data ?? listed);
  return (
    <Card>
      <div className="title">
        <h2>{dailyTitle(run)}</h2>
        <RunBadge status={run.status} />
      </div>
      <p className="quiet">
        {run.counts.people > 0 && `${run.counts.people.toLocaleString('en')} people. `}
        {run.finishedAt && `Took ${duration(run.startedAt, run.finishedAt)}. `}
        <TextLink href={`/runs/${run.id}`}>Details</TextLink>
      </p>
      {run.error && <Warnings texts={[run.error]} intent="error" />}
      <RunPicture run={run} />
      <Warnings texts={run.warnings} />
    </Card>
  );
}

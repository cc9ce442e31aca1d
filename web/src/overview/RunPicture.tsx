import { ProgressBar } from '@fluentui/react-components';
import type { Run } from '../api/shapes';
import { number, type Part, partsOf, sentence } from '../words/parts';
import { stageName } from '../words/names';

const channelColours = 4;

/** Where a run's people are: one bar, then the numbers. */
export function RunPicture({ run }: { run: Run }) {
  const parts = partsOf(run.counts);
  const { people, sent, suppressed, failed, totals } = parts;
  const ended = run.status === 'finished' || run.status === 'failed';
  return (
    <div className="picture">
      {!ended && <Stage run={run} />}
      {people > 0 && (
        <div className="bar" role="img" aria-label={sentence(parts)}>
          {sent.map((part, place) => (
            <Segment key={part.name} colour={`channel-${place % channelColours}`} label={part.label} count={part.count} />
          ))}
          <Segment colour="suppressed" label="Not nudged" count={totals.suppressed} />
          <Segment colour="failed" label="Failed" count={totals.failed} />
          <Segment colour="pending" label={ended ? 'Not reached' : 'Waiting'} count={totals.waiting} />
        </div>
      )}
      {people > 0 && (
        <div className="numbers">
          <Numbers title="Sent" total={totals.sent} parts={sent} colour={(place) => `channel-${place % channelColours}`} />
          <Numbers title="Not nudged" total={totals.suppressed} parts={suppressed} colour={() => 'suppressed'} />
          <Numbers title="Failed" total={totals.failed} parts={failed} colour={() => 'failed'} />
          {totals.waiting > 0 && <Numbers title={ended ? 'Not reached' : 'Waiting'} total={totals.waiting} parts={[]} colour={() => 'pending'} />}
        </div>
      )}
    </div>
  );
}

/** What it works on now; how far it is, the bar shows once it is known how many people there are. */
function Stage({ run }: { run: Run }) {
  const text = run.stage ? stageName(run.stage) : 'Starting';
  return (
    <div className="stage">
      <span role="status">{text}…</span>
      {run.counts.people === 0 && <ProgressBar thickness="large" aria-label={text} />}
    </div>
  );
}

function Segment({ colour, label, count }: { colour: string; label: string; count: number }) {
  return count > 0 && <span className={colour} style={{ flexGrow: count }} title={`${label}: ${number(count)}`} />;
}

function Numbers({ title, total, parts, colour }: { title: string; total: number; parts: Part[]; colour: (place: number) => string }) {
  const largest = parts[0]?.count ?? 1;
  return (
    <section>
      <h3>
        {title} <strong>{number(total)}</strong>
      </h3>
      <ul>
        {parts.map((part, place) => (
          <li key={part.name}>
            <span>{part.label}</span>
            <span>{number(part.count)}</span>
            <i className={colour(place)} style={{ width: `${(100 * part.count) / largest}%` }} />
          </li>
        ))}
      </ul>
    </section>
  );
}

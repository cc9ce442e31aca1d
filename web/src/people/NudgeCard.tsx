import { Card } from '@fluentui/react-components';
import type { Nudge, NudgeItem, Signal } from '../api/shapes';
import { NudgeBadge } from '../StateBadge';
import { OutsideLink, TextLink } from '../TextLink';
import { channelName, failureName, signalName } from '../words/names';
import { moment } from '../words/times';

/** What one run did for a person: the items with their reasons, or why nothing. */
export function NudgeCard({ nudge }: { nudge: Nudge }) {
  return (
    <Card>
      <div className="title">
        <h3>{nudge.goal ?? 'Daily run'}</h3>
        <NudgeBadge state={nudge.state} />
      </div>
      <p className="quiet">
        {moment(nudge.at)}
        {nudge.channel && ` · ${channelName(nudge.channel)}`} · <TextLink href={`/runs/${encodeURIComponent(nudge.run)}`}>The run</TextLink>
        {nudge.state === 'sent' && nudge.nudge && (
          <>
            {' · '}
            <TextLink href={`/mailbox/${encodeURIComponent(nudge.nudge)}`}>See it as delivered</TextLink>
          </>
        )}
      </p>
      {nudge.reason && <p>{failureName(nudge.reason)}</p>}
      {nudge.items.length > 0 && (
        <ol className="items">
          {nudge.items.map((item) => (
            <Item key={item.address} item={item} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Item({ item }: { item: NudgeItem }) {
  return (
    <li>
      <span className="row-title">
        <OutsideLink href={item.address}>{item.title}</OutsideLink>
      </span>
      <span className="quiet">{item.source}</span>
      <p>{item.reason}</p>
      <ul className="signals" aria-label="What spoke for it">
        {item.signals.map((signal) => (
          <SignalBar key={`${signal.kind} ${signal.term}`} signal={signal} />
        ))}
      </ul>
    </li>
  );
}

function SignalBar({ signal }: { signal: Signal }) {
  const percent = Math.round(signal.share * 100);
  return (
    <li>
      <span>
        {signalName(signal.kind)}
        {signal.term && `: ${signal.term}`}
      </span>
      <span className="share" aria-hidden>
        <i style={{ width: `${percent}%` }} />
      </span>
      <span>{percent}%</span>
    </li>
  );
}

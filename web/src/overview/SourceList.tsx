import { CheckmarkCircleRegular, InfoRegular, PauseCircleRegular, WarningRegular } from '@fluentui/react-icons';
import type { ContentPage, SourceView } from '../api/shapes';
import { OutsideLink } from '../TextLink';
import { number } from '../words/parts';
import { withoutAddress } from '../words/sources';

interface Props {
  sources: SourceView[];
  /** How many items there are in each state; absent while that is not known. */
  states?: ContentPage['states'];
}

export function SourceList({ sources, states }: Props) {
  if (!sources.some((one) => one.status)) {
    return <p className="quiet">No source has been read yet.</p>;
  }
  const unread = sources.filter(isUnread).length;
  return (
    <>
      <p className="quiet">
        {states && `${number(states.approved ?? 0)} items to nudge with. `}
        {!!states?.proposed && `${number(states.proposed)} wait for approval. `}
        {number(sources.length)} sources.
        {unread > 0 && ` ${number(unread)} of them gave nothing.`}
      </p>
      <ul className="sources">
        {sources.toSorted((a, b) => weight(b) - weight(a)).map((one) => (
          <li key={one.source.name}>
            <Sign of={one} />
            <OutsideLink href={one.source.address}>{one.source.name}</OutsideLink>
            <span className="quiet">{items(one)}</span>
            {one.status?.problem && <p>{withoutAddress(one.status.problem, one.source.address)}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}

const isUnread = ({ status }: SourceView) => status?.items === 0 && !!status.problem;

/** Those with most to see to come first. */
const weight = (one: SourceView) => (isUnread(one) ? 2 : one.status?.problem ? 1 : 0);

function items({ source, status }: SourceView) {
  const count = !status ? 'Not read yet' : status.items === 1 ? '1 item' : `${number(status.items)} items`;
  return source.paused ? `${count}, paused` : count;
}

function Sign({ of }: { of: SourceView }) {
  if (of.source.paused) {
    return <PauseCircleRegular aria-label="Paused" />;
  }
  if (isUnread(of)) {
    return <WarningRegular className="bad" aria-label="Gave nothing" />;
  }
  return of.status?.problem ? <InfoRegular aria-label="Partly read" /> : <CheckmarkCircleRegular className="good" aria-label="Fine" />;
}

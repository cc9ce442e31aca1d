import { CheckmarkCircleRegular, InfoRegular, WarningRegular } from '@fluentui/react-icons';
import type { SourceStatus } from '../api/shapes';
import { OutsideLink } from '../TextLink';
import { number } from '../words/parts';
import { withoutAddress } from '../words/sources';

interface Props {
  sources: SourceStatus[];
  /** How many different items there are in all. */
  kept: number;
}

export function SourceList({ sources, kept }: Props) {
  if (sources.length === 0) {
    return <p className="quiet">No source has been read yet.</p>;
  }
  const unread = sources.filter(isUnread).length;
  return (
    <>
      <p className="quiet">
        {number(kept)} different items from {number(sources.length)} sources.
        {unread > 0 && ` ${number(unread)} of them gave nothing.`}
      </p>
      <ul className="sources">
        {sources.toSorted((a, b) => weight(b) - weight(a)).map((source) => (
          <li key={source.name}>
            <Sign source={source} />
            <OutsideLink href={source.address}>{source.name}</OutsideLink>
            <span className="quiet">{source.items === 1 ? '1 item' : `${number(source.items)} items`}</span>
            {source.problem && <p>{withoutAddress(source.problem, source.address)}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}

const isUnread = ({ items, problem }: SourceStatus) => items === 0 && !!problem;

/** Those with most to see to come first. */
const weight = (source: SourceStatus) => (isUnread(source) ? 2 : source.problem ? 1 : 0);

function Sign({ source }: { source: SourceStatus }) {
  if (isUnread(source)) {
    return <WarningRegular className="bad" aria-label="Gave nothing" />;
  }
  return source.problem ? <InfoRegular aria-label="Partly read" /> : <CheckmarkCircleRegular className="good" aria-label="Fine" />;
}

import { CheckmarkCircleRegular, WarningRegular } from '@fluentui/react-icons';
import type { SourceStatus } from '../api/shapes';
import { OutsideLink } from '../TextLink';
import { number } from '../words/parts';

interface Props {
  sources: SourceStatus[];
  /** How many different items there are in all. */
  kept: number;
}

export function SourceList({ sources, kept }: Props) {
  if (sources.length === 0) {
    return <p className="quiet">No source has been read yet.</p>;
  }
  const troubled = sources.filter(({ problem }) => problem).length;
  return (
    <>
      <p className="quiet">
        {number(kept)} different items from {number(sources.length)} sources
        {troubled > 0 && `; ${number(troubled)} of them with a problem`}.
      </p>
      <ul className="sources">
        {sources.toSorted((a, b) => Number(!!b.problem) - Number(!!a.problem)).map((source) => (
          <li key={source.name} className={source.problem ? 'troubled' : undefined}>
            {source.problem ? <WarningRegular aria-label="Problem" /> : <CheckmarkCircleRegular aria-label="Fine" />}
            <OutsideLink href={source.address}>{source.name}</OutsideLink>
            <span>{number(source.items)} items</span>
            {source.problem && <p>{source.problem}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}

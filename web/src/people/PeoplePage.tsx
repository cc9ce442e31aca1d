import './people.css';
import { Avatar, Button, SearchBox } from '@fluentui/react-components';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { People } from '../api/shapes';
import { useData } from '../api/useData';
import { Page } from '../Page';
import { NudgeBadge } from '../StateBadge';
import { Waiting } from '../Waiting';
import { languageName } from '../words/names';
import { number } from '../words/parts';
import { withQuery } from '../words/query';
import { moment } from '../words/times';
import { useSettled } from './useSettled';

const fewPeople = 100;
const mostPeople = 1_000;

export function PeoplePage() {
  const [query, setQuery] = useSearchParams();
  const search = query.get('search') ?? '';
  const [take, setTake] = useState(fewPeople);
  const people = useData<People>(withQuery('/api/people', { search: useSettled(search, 200), take }));
  return (
    <Page title="People">
      <SearchBox
        className="search"
        aria-label="Search people"
        placeholder="Name, title, department or skill"
        value={search}
        onChange={(_, { value }) => setQuery(value ? { search: value } : {}, { replace: true })}
      />
      <Waiting on={people}>
        {({ people: found, states, total, syncedAt }) => (
          <>
            <p className="quiet" role="status">
              {countOf(found.length, take, total, search)}
              {syncedAt && ` Directory read: ${moment(syncedAt)}.`}
            </p>
            {found.length > 0 && <PeopleTable people={found} states={states} />}
            {found.length === take && take < mostPeople && (
              <div>
                <Button onClick={() => setTake(mostPeople)}>Show more</Button>
              </div>
            )}
          </>
        )}
      </Waiting>
    </Page>
  );
}

function countOf(found: number, take: number, total: number, search: string): string {
  if (total === 0) {
    return 'The directory has not been read yet. The first run does that.';
  }
  if (found === 0) {
    return `Nobody matches “${search}”.`;
  }
  if (found === take && found < total) {
    return `The first ${number(found)} by name${search ? ' who match' : ` of ${number(total)}`}.`;
  }
  return search ? `${number(found)} of ${number(total)} people match.` : `${number(total)} people.`;
}

function PeopleTable({ people, states }: Pick<People, 'people' | 'states'>) {
  return (
    <table className="people">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" className="wide">Department</th>
          <th scope="col" className="wide">Language</th>
          <th scope="col">Latest daily run</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id}>
            <td>
              <Link href={`/people/${encodeURIComponent(person.id)}`} className="who">
                <Avatar name={person.displayName} color="colorful" aria-hidden />
                <span>
                  <span className="row-title">{person.displayName}</span>
                  <span className="quiet">{person.jobTitle}</span>
                </span>
              </Link>
            </td>
            <td className="wide">{person.department}</td>
            <td className="wide">{languageName(person.language)}</td>
            <td>{states[person.id] && <NudgeBadge state={states[person.id]!} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

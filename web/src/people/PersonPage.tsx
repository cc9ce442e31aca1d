import { Avatar, Card, Tag } from '@fluentui/react-components';
import type { Person, PersonDetail } from '../api/shapes';
import { useData } from '../api/useData';
import { Facts } from '../Facts';
import { Page } from '../Page';
import { TextLink } from '../TextLink';
import { Waiting } from '../Waiting';
import { languageName } from '../words/names';
import { day } from '../words/times';
import { NudgeCard } from './NudgeCard';

export function PersonPage({ id }: { id: string }) {
  const detail = useData<PersonDetail>(`/api/people/${encodeURIComponent(id)}`);
  const person = detail.data?.person;
  return (
    <Page
      title={person?.displayName ?? 'Person'}
      back={<TextLink href="/people">People</TextLink>}
      before={person && <Avatar name={person.displayName} color="colorful" size={48} aria-hidden />}
    >
      <Waiting on={detail}>
        {({ person, nudges }) => (
          <div className="aside">
            <section aria-labelledby="nudges">
              <h2 id="nudges">What they got, and why</h2>
              {nudges.length === 0 && <p className="quiet">No run has reached this person yet.</p>}
              {nudges.map((nudge) => (
                <NudgeCard key={nudge.run} nudge={nudge} />
              ))}
            </section>
            <section aria-labelledby="known">
              <h2 id="known">What is known</h2>
              <Card>
                <Known person={person} />
              </Card>
            </section>
          </div>
        )}
      </Waiting>
    </Page>
  );
}

const kinds = { employee: undefined, guest: 'Guest', sharedMailbox: 'Shared mailbox', room: 'Room' };

function Known({ person }: { person: Person }) {
  return (
    <Facts
      facts={{
        Kind: kinds[person.kind],
        Account: !person.enabled && 'Disabled',
        'Job title': person.jobTitle,
        Department: person.department,
        Mail: person.mail ?? 'None',
        Teams: person.hasTeams ? 'Yes' : 'No',
        Manager: person.manager && <Manager id={person.manager} />,
        Language: languageName(person.language),
        Place: [person.office, person.country].filter(Boolean).join(', '),
        'Time zone': person.timeZone,
        'Joined on': person.hireDate && day(person.hireDate),
        Skills: tags(person.skills),
        Interests: tags(person.interests),
        Responsibilities: tags(person.responsibilities),
        'Past projects': tags(person.pastProjects),
      }}
    />
  );
}

function Manager({ id }: { id: string }) {
  const path = `/people/${encodeURIComponent(id)}`;
  const { data } = useData<PersonDetail>(`/api${path}`);
  return <TextLink href={path}>{data?.person.displayName ?? 'See manager'}</TextLink>;
}

const tags = (words: string[]) =>
  words.length > 0 && (
    <ul className="tags">
      {words.map((word) => (
        <li key={word}>
          <Tag as="span" size="small">
            {word}
          </Tag>
        </li>
      ))}
    </ul>
  );

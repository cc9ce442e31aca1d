import './mailbox.css';
import { Button, Field, Select } from '@fluentui/react-components';
import { ChatRegular, MailRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { PersonDetail } from '../api/shapes';
import { useData } from '../api/useData';
import { Page } from '../Page';
import { PersonPicker } from '../people/PersonPicker';
import { Waiting, Warnings } from '../Waiting';
import { channelName } from '../words/names';
import { number } from '../words/parts';
import { withQuery } from '../words/query';
import { moment } from '../words/times';
import { type Mailbox, mailboxApi, type Message } from './mailbox';

const fewMessages = 50;
const mostMessages = 1_000;

export function MailboxPage() {
  const [query, setQuery] = useSearchParams();
  const channel = query.get('channel') ?? '';
  const person = query.get('person') ?? '';
  const [take, setTake] = useState(fewMessages);
  const messages = useData<Mailbox>(withQuery(mailboxApi, { channel, person, take }), () => 5_000);

  const filter = (changed: Record<string, string>) =>
    setQuery(Object.fromEntries(Object.entries({ channel, person, ...changed }).filter(([, value]) => value)), { replace: true });

  return (
    <Page title="Mailbox">
      <p className="quiet">Every email and Teams message that was delivered, newest first. Nothing leaves this machine.</p>
      <div className="filters">
        <Field label="Channel">
          <Select value={channel} onChange={(_, { value }) => filter({ channel: value })}>
            <option value="">All</option>
            {['email', 'teams'].map((name) => (
              <option key={name} value={name}>
                {channelName(name)}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Person">
          <PersonFilter key={person} id={person} onChange={(id) => filter({ person: id })} />
        </Field>
      </div>
      <Waiting on={messages}>
        {({ messages: list, counts }) =>
          list.length === 0 ? (
            <p>{channel || person ? 'No message matches.' : 'Nothing was delivered yet.'}</p>
          ) : (
            <>
              <p className="quiet" role="status">
                {counted(counts)}
              </p>
              {counts.repeated > 0 && <Warnings texts={[`${number(counts.repeated)} nudges came more than once.`]} />}
              <ul className="rows messages">
                {list.map((message) => (
                  <MessageRow key={message.id} message={message} />
                ))}
              </ul>
              {list.length === take && take < mostMessages && (
                <div>
                  <Button onClick={() => setTake(mostMessages)}>Show more</Button>
                </div>
              )}
            </>
          )
        }
      </Waiting>
    </Page>
  );
}

/** '209 messages: 171 Email, 38 Teams.' */
function counted({ messages, channels }: Mailbox['counts']): string {
  const each = Object.entries(channels).map(([name, count]) => `${number(count)} ${channelName(name)}`);
  return `${number(messages)} ${messages === 1 ? 'message' : 'messages'}: ${each.join(', ')}.`;
}

function MessageRow({ message }: { message: Message }) {
  return (
    <li>
      <Link href={`/mailbox/${encodeURIComponent(message.id)}`}>
        {message.channel === 'email' ? <MailRegular aria-hidden /> : <ChatRegular aria-hidden />}
        <span>
          <span className="row-title">{message.subject || 'No subject'}</span>
          <span className="quiet">
            {channelName(message.channel)} to {message.toName ?? message.to}
          </span>
        </span>
        <time dateTime={message.received} className="quiet">
          {moment(message.received)}
        </time>
      </Link>
    </li>
  );
}

function PersonFilter({ id, onChange }: { id: string; onChange: (id: string) => void }) {
  const { data } = useData<PersonDetail>(id ? `/api/people/${encodeURIComponent(id)}` : undefined);
  const [typed, setTyped] = useState<string>();
  return (
    <PersonPicker
      value={typed ?? data?.person.displayName ?? ''}
      placeholder="Anyone"
      clearable
      onChange={(text, person) => {
        setTyped(text);
        if (person || text === '') {
          onChange(person?.id ?? '');
        }
      }}
    />
  );
}

import { Spinner } from '@fluentui/react-components';
import { lazy, Suspense } from 'react';
import { useData } from '../api/useData';
import { Facts } from '../Facts';
import { Page } from '../Page';
import { TextLink } from '../TextLink';
import { Waiting } from '../Waiting';
import { channelName } from '../words/names';
import { moment } from '../words/times';
import { EmailView } from './EmailView';
import { mailboxApi, type MessageDetail } from './mailbox';

// The card renderer is large; only those who open a card load it.
const CardView = lazy(() => import('./CardView'));

export function MessagePage({ id }: { id: string }) {
  const message = useData<MessageDetail>(`${mailboxApi}/${encodeURIComponent(id)}`);
  return (
    <Page title={message.data?.subject || 'Message'} back={<TextLink href="/mailbox">Mailbox</TextLink>}>
      <Waiting on={message}>
        {(detail) => (
          <>
            <Facts
              facts={{
                To: <Recipient message={detail} />,
                By: channelName(detail.channel),
                Delivered: moment(detail.received),
                Why: detail.person && <TextLink href={`/people/${encodeURIComponent(detail.person)}`}>See why they got it</TextLink>,
              }}
            />
            {detail.card ? (
              <Suspense fallback={<Spinner label="Loading…" />}>
                <CardView card={detail.card} />
              </Suspense>
            ) : detail.link ? (
              <>
                <pre className="plain">{detail.text}</pre>
                <p>
                  <a href={detail.link}>Open</a>
                </p>
              </>
            ) : (
              <EmailView message={detail} />
            )}
          </>
        )}
      </Waiting>
    </Page>
  );
}

function Recipient({ message }: { message: MessageDetail }) {
  const name = message.toName ?? message.to;
  return (
    <>
      {message.person ? <TextLink href={`/people/${encodeURIComponent(message.person)}`}>{name}</TextLink> : name}
      {message.toName && message.to !== message.person && ` <${message.to}>`}
    </>
  );
}

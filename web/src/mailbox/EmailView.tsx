import { useState } from 'react';
import { Facts } from '../Facts';
import { type MessageDetail, named } from './mailbox';
import { Views } from './Views';

const views = { desktop: 'Desktop', phone: 'Phone', text: 'Text', headers: 'Headers' };

/** The email exactly as delivered. */
export function EmailView({ message }: { message: MessageDetail }) {
  const [view, setView] = useState<keyof typeof views>(() => (window.innerWidth < 700 ? 'phone' : 'desktop'));
  return (
    <Views names={views} view={view} onChange={setView}>
      {(view === 'desktop' || view === 'phone') && (
        <div className="frame">
          <Frame html={message.html ?? ''} width={view} />
        </div>
      )}
      {view === 'text' && <pre className="plain">{message.text ?? 'This email has no text part.'}</pre>}
      {view === 'headers' && (
        <Facts
          facts={{
            From: named(message.from, message.fromName),
            To: named(message.to, message.toName),
            'Reply-To': message.replyTo,
            Subject: message.subject,
            'Message-ID': message.messageId,
            ...message.headers,
          }}
        />
      )}
    </Views>
  );
}

/** Runs no scripts, sends no forms and is of no origin. Its links open in new tabs, as in a mail program: all else is left as it came. */
function Frame({ html, width }: { html: string; width: 'desktop' | 'phone' }) {
  const opening = html.replace(/<head(\s[^>]*)?>/i, (head) => `${head}<base target="_blank">`);
  return <iframe className={width} title="The email" sandbox="allow-popups allow-popups-to-escape-sandbox" srcDoc={opening} />;
}

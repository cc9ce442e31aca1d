/** Where the mailbox of the wire stand-ins is served. */
export const mailboxApi = '/mailbox-api';

export interface Message {
  /** That of the nudge. */
  id: string;
  channel: string;
  received: string;
  /** The person's id, where the address is known in the directory. */
  person?: string;
  /** The mail address, or the person's id for a card. */
  to: string;
  toName?: string;
  subject: string;
}

export interface MessageDetail extends Message {
  from: string;
  fromName?: string;
  replyTo?: string;
  messageId: string;
  headers: Record<string, string>;
  html?: string;
  text?: string;
  /** Where a notification leads to. */
  link?: string;
  /** The Adaptive Card, as sent. */
  card?: object;
}

export interface Mailbox {
  counts: {
    messages: number;
    channels: Record<string, number>;
    /** Nudges that came more than once. */
    repeated: number;
  };
  messages: Message[];
}

/** 'Ann <ann@example.com>', or the address alone. */
export const named = (address: string, name: string | undefined) => (name ? `${name} <${address}>` : address);

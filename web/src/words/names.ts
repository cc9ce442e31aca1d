import type { NudgeState, RunStatus, SignalKind } from '../api/shapes';

const channels: Record<string, string> = { email: 'Email', teams: 'Teams' };

const suppressions: Record<string, string> = {
  'no-address': 'No mail address or Teams',
  'account-disabled': 'Account disabled',
  guest: 'Guest',
  'shared-mailbox': 'Shared mailbox or room',
  'duplicate-address': 'Same address as someone else',
  unsubscribed: 'Unsubscribed',
  'reported-spam': 'Called a nudge spam',
  bounced: 'Mail to the address came back',
  erased: 'Erased',
  paused: 'Paused by the person',
  'not-this-day': 'Not on this day of the week',
  'too-often': 'Enough nudges this week',
  'nothing-relevant': 'Nothing new fits well enough',
};

const failures: Record<string, string> = { unconfirmed: 'Perhaps sent: the answer was lost' };

const stages: Record<string, string> = {
  gathering: 'Gathering content and people',
  pinning: 'Getting ready',
  delivering: 'Choosing and sending',
  finished: 'Finishing',
};

const runStates: Record<RunStatus, string> = { queued: 'Waiting', running: 'Running', finished: 'Finished', failed: 'Failed' };

const nudgeStates: Record<NudgeState, string> = {
  sent: 'Sent',
  failed: 'Failed',
  unconfirmed: 'Not confirmed',
  pending: 'On its way',
  suppressed: 'Nothing sent',
};

const signals: Record<SignalKind, string> = {
  skill: 'Skill',
  role: 'Job title',
  department: 'Department',
  interest: 'Interest',
  responsibility: 'Responsibility',
  project: 'Past project',
  topic: 'Campaign topic',
  gap: 'Skill that is wanted',
  about: 'What they write',
  outcome: 'Goes with what they found useful',
  audience: 'Meant for such people',
  roleFavourite: 'Liked by people of that job title',
  departmentFavourite: 'Liked by people of that department',
  companyFavourite: 'Liked by several people',
  freshness: 'Published lately',
  exploration: 'New to everyone',
};

/** A name that has no words yet is still readable: 'some-new-rule' becomes 'Some new rule'. A sentence stays one. */
function spelled(name: string): string {
  if (name.includes(' ')) {
    return name;
  }
  const words = name.replaceAll('-', ' ').replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const channelName = (name: string) => channels[name] ?? spelled(name);
export const suppressionName = (rule: string) => suppressions[rule] ?? spelled(rule);
export const failureName = (reason: string) => failures[reason] ?? spelled(reason);
export const stageName = (stage: string) => stages[stage] ?? spelled(stage);
export const runStateName = (status: RunStatus) => runStates[status] ?? spelled(status);
export const nudgeStateName = (state: NudgeState) => nudgeStates[state] ?? spelled(state);
export const signalName = (kind: SignalKind) => signals[kind] ?? spelled(kind);

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

export function languageName(code: string): string {
  try {
    return languages.of(code) ?? code;
  } catch (error) {
    if (error instanceof RangeError) {
      return code; // Not a language code at all.
    }
    throw error;
  }
}

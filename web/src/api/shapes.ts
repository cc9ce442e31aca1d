// What the API answers. Properties that have no value are left out of the JSON.

export type RunStatus = 'queued' | 'running' | 'finished' | 'failed';

export interface RunCounts {
  people: number;
  /** By channel. */
  sent: Record<string, number>;
  /** By rule. */
  suppressed: Record<string, number>;
  /** By reason. */
  failed: Record<string, number>;
}

export interface Run {
  id: string;
  kind: 'daily' | 'campaign';
  status: RunStatus;
  goal?: string;
  topics: string[];
  audience?: { manager?: string };
  /** Whose channel is told when it is over. */
  team?: string;
  asOf: string;
  startedAt: string;
  finishedAt?: string;
  stage?: 'gathering' | 'pinning' | 'delivering' | 'finished';
  counts: RunCounts;
  warnings: string[];
  error?: string;
}

export interface Person {
  id: string;
  displayName: string;
  mail?: string;
  kind: 'employee' | 'guest' | 'sharedMailbox' | 'room';
  enabled: boolean;
  hasTeams: boolean;
  jobTitle?: string;
  department?: string;
  office?: string;
  country?: string;
  manager?: string;
  hireDate?: string;
  language: string;
  timeZone?: string;
  skills: string[];
  interests: string[];
  responsibilities: string[];
  pastProjects: string[];
}

export interface People {
  syncedAt?: string;
  total: number;
  people: Person[];
  /** What the latest daily run did, by person; absent for whom it has not reached. */
  states: Record<string, NudgeState>;
}

export type SignalKind =
  | 'skill' | 'role' | 'department' | 'interest' | 'responsibility' | 'project' | 'topic' | 'gap' | 'about' | 'outcome'
  | 'audience' | 'roleFavourite' | 'departmentFavourite' | 'companyFavourite' | 'freshness' | 'exploration';

export interface Signal {
  kind: SignalKind;
  term: string;
  /** 0 to 1. */
  share: number;
}

export interface NudgeItem {
  title: string;
  address: string;
  source: string;
  reason: string;
  signals: Signal[];
}

export type NudgeState = 'sent' | 'failed' | 'unconfirmed' | 'pending' | 'suppressed';

export interface Nudge {
  run: string;
  at: string;
  goal?: string;
  state: NudgeState;
  reason?: string;
  channel?: string;
  /** Also the delivered message's id in the mailbox. */
  nudge?: string;
  items: NudgeItem[];
}

export interface PersonDetail {
  person: Person;
  nudges: Nudge[];
}

export interface SourceView {
  source: { name: string; address: string; paused: boolean };
  /** Absent before it was first read. */
  status?: { items: number; problem?: string };
}

export interface ContentPage {
  total: number;
  states: Partial<Record<'approved' | 'proposed' | 'rejected' | 'retired', number>>;
}

export interface CampaignRequest {
  goal: string;
  topics: string[];
  audience: { manager: string };
  channels: string[];
  team?: string;
}

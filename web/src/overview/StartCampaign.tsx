import { Button, Field, Input, Select } from '@fluentui/react-components';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { Problem, startOperation } from '../api/client';
import type { CampaignRequest, Run } from '../api/shapes';
import { useData } from '../api/useData';
import { PersonPicker } from '../people/PersonPicker';
import { RunBadge } from '../StateBadge';
import { TextLink } from '../TextLink';
import { Trouble, Waiting, Warnings } from '../Waiting';
import { listOf } from '../words/query';
import { RunPicture } from './RunPicture';
import { hasEnded, whileRunning } from './runs';

const channelChoices = [
  { label: 'As set up for everyone', channels: [] },
  { label: 'Email, else Teams', channels: ['email', 'teams'] },
  { label: 'Teams, else email', channels: ['teams', 'email'] },
  { label: 'Email only', channels: ['email'] },
  { label: 'Teams only', channels: ['teams'] },
];

export function StartCampaign({ onStarted }: { onStarted: () => void }) {
  const [operation, setOperation] = useState<string>();
  const [again, setAgain] = useState(false);
  const restart = () => {
    setAgain(true);
    setOperation(undefined);
  };
  return operation ? (
    <CampaignProgress path={operation} onDone={onStarted} onAgain={restart} />
  ) : (
    <CampaignForm
      autoFocus={again}
      onStarted={(path) => {
        setOperation(path);
        onStarted();
      }}
    />
  );
}

function CampaignForm({ autoFocus, onStarted }: { autoFocus: boolean; onStarted: (path: string) => void }) {
  const [goal, setGoal] = useState('');
  const [topics, setTopics] = useState('');
  const [manager, setManager] = useState<{ text: string; id?: string }>({ text: '' });
  const [choice, setChoice] = useState(0);
  const [team, setTeam] = useState('');
  const teams = useData<string[]>('/api/teams');
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  }, [problem]);

  const start = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    setProblem(undefined);
    const request: CampaignRequest = {
      goal,
      topics: listOf(topics),
      audience: { manager: manager.id ?? manager.text.trim() },
      channels: channelChoices[choice]!.channels,
      team: team || undefined,
    };
    try {
      onStarted(await startOperation('/api/campaigns', request));
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      setProblem(error);
      setSending(false);
    }
  };

  const errorOf = (field: string) => problem?.fields[field]?.join(' ');
  const elsewhere = problem && !['goal', 'topics', 'audience.manager', 'channels', 'team'].some(errorOf);
  return (
    <form className="form" ref={form} onSubmit={start} noValidate>
      {elsewhere && <Trouble text={problem.message} />}
      <Field label="What is it for?" required hint="People see this." validationMessage={errorOf('goal')}>
        <Input autoFocus={autoFocus} value={goal} onChange={(_, { value }) => setGoal(value)} maxLength={200} placeholder="Get ready for the winter season" />
      </Field>
      <Field label="Whose team?" required hint="Everyone who reports to this person, also through others." validationMessage={errorOf('audience.manager')}>
        <PersonPicker value={manager.text} onChange={(text, person) => setManager({ text, id: person?.id })} placeholder="Search by name" clearable />
      </Field>
      <Field label="Topics" hint="Up to 10, with commas between. Empty: whatever fits each person." validationMessage={errorOf('topics')}>
        <Input value={topics} onChange={(_, { value }) => setTopics(value)} placeholder="customer service, safety" />
      </Field>
      <Field label="Send by" validationMessage={errorOf('channels')}>
        <Select value={choice} onChange={(_, { value }) => setChoice(Number(value))}>
          {channelChoices.map(({ label }, place) => (
            <option key={label} value={place}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      {teams.data && teams.data.length > 0 && (
        <Field label="Tell a channel in Teams" hint="When it is over: what it was for and what most people got, nobody by name." validationMessage={errorOf('team')}>
          <Select value={team} onChange={(_, { value }) => setTeam(value)}>
            <option value="">None</option>
            {teams.data.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        </Field>
      )}
      <div>
        <Button type="submit" appearance="primary" disabledFocusable={sending}>
          {sending ? 'Starting…' : 'Start the campaign'}
        </Button>
      </div>
    </form>
  );
}

function CampaignProgress({ path, onDone, onAgain }: { path: string; onDone: () => void; onAgain: () => void }) {
  const run = useData<Run>(path, (latest) => {
    if (hasEnded(latest)) {
      onDone();
    }
    return whileRunning(latest);
  });
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []); // The form that had the focus is gone.
  return (
    <div className="form" ref={place} tabIndex={-1}>
      <Waiting on={run}>
        {(latest) => (
          <>
            <div className="title" role="status">
              <h3>{latest.goal}</h3>
              <RunBadge status={latest.status} />
            </div>
            {latest.error && <Warnings texts={[latest.error]} intent="error" />}
            {latest.status === 'finished' && latest.counts.people === 0 && <p>Nobody reports to this person, so nobody was nudged.</p>}
            <RunPicture run={latest} />
            <Warnings texts={latest.warnings} />
            <div className="actions">
              <TextLink href={`/runs/${latest.id}`}>Details</TextLink>
              {hasEnded(latest) && <Button onClick={onAgain}>Start another</Button>}
            </div>
          </>
        )}
      </Waiting>
    </div>
  );
}

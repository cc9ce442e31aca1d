import type { RunCounts } from '../api/shapes';
import { channelName, failureName, suppressionName } from './names';

export type Group = 'sent' | 'suppressed' | 'failed' | 'waiting';

export interface Part {
  name: string;
  label: string;
  count: number;
}

/** A run's people, told apart; the totals add up to `people`. */
export interface Parts {
  people: number;
  sent: Part[];
  suppressed: Part[];
  failed: Part[];
  totals: Record<Group, number>;
}

export function partsOf(counts: RunCounts): Parts {
  const sent = parts(counts.sent, channelName);
  const suppressed = parts(counts.suppressed, suppressionName);
  const failed = parts(counts.failed, failureName);
  const totals = { sent: sum(sent), suppressed: sum(suppressed), failed: sum(failed), waiting: 0 };
  const known = totals.sent + totals.suppressed + totals.failed;
  totals.waiting = Math.max(0, counts.people - known);
  return { people: Math.max(counts.people, known), sent, suppressed, failed, totals };
}

/** '203 of 250 people sent, 45 not nudged, 2 failed.' */
export function sentence({ people, totals }: Parts): string {
  if (people === 0) {
    return 'Nobody to nudge.';
  }
  const rest = [
    totals.suppressed > 0 && `${number(totals.suppressed)} not nudged`,
    totals.failed > 0 && `${number(totals.failed)} failed`,
    totals.waiting > 0 && `${number(totals.waiting)} waiting`,
  ].filter((text) => text !== false);
  return [`${number(totals.sent)} of ${number(people)} ${people === 1 ? 'person' : 'people'} nudged`, ...rest].join(', ') + '.';
}

export const number = (value: number) => value.toLocaleString('en');

function parts(counts: Record<string, number>, label: (name: string) => string): Part[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => ({ name, label: label(name), count }))
    .sort((a, b) => b.count - a.count || a.label.localeCompare(b.label));
}

const sum = (all: Part[]) => all.reduce((total, part) => total + part.count, 0);

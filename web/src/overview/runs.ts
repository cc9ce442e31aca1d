import type { Run } from '../api/shapes';
import { isToday, moment } from '../words/times';

export const hasEnded = (run: Run) => run.status === 'finished' || run.status === 'failed';

export const runTitle = (run: Run) => (run.kind === 'campaign' ? (run.goal ?? 'Campaign') : 'Daily run');

export const latestDaily = (runs: Run[]) => runs.find((run) => run.kind === 'daily');

export const dailyTitle = (run: Run) => (isToday(run.asOf) ? 'Today’s run' : `Latest daily run: ${moment(run.asOf)}`);

/** Once a second while it runs. */
export const whileRunning = (run: Run) => (hasEnded(run) ? undefined : 1_000);

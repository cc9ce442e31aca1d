import { Badge } from '@fluentui/react-components';
import type { NudgeState, RunStatus } from './api/shapes';
import { nudgeStateName, runStateName } from './words/names';

const runColours = { queued: 'informative', running: 'brand', finished: 'success', failed: 'danger' } as const;

export function RunBadge({ status }: { status: RunStatus }) {
  return (
    <Badge className="state" appearance="tint" color={runColours[status]}>
      {runStateName(status)}
    </Badge>
  );
}

const nudgeColours = { sent: 'success', failed: 'danger', unconfirmed: 'warning', pending: 'brand', suppressed: 'informative' } as const;

export function NudgeBadge({ state }: { state: NudgeState }) {
  return (
    <Badge className="state" appearance="tint" color={nudgeColours[state]}>
      {nudgeStateName(state)}
    </Badge>
  );
}

import { Button, MessageBar, MessageBarActions, MessageBarBody, Spinner } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { Loaded } from './api/useData';

/** Shows what was loaded; before that, that it loads; and whatever went wrong. */
export function Waiting<T>({ on, children }: { on: Loaded<T>; children: (data: T) => ReactNode }) {
  return (
    <>
      {on.problem && <Trouble text={on.problem.message} retry={on.reload} />}
      {on.data !== undefined ? children(on.data) : on.loading && <Spinner className="waiting" label="Loading…" />}
    </>
  );
}

export function Trouble({ text, retry }: { text: string; retry?: () => void }) {
  return (
    <MessageBar intent="error" role="alert">
      <MessageBarBody>{text}</MessageBarBody>
      {retry && (
        <MessageBarActions>
          <Button size="small" onClick={retry}>
            Try again
          </Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

/** A few sentences one by one; more of them folded into one. */
export function Warnings({ texts, intent = 'warning' }: { texts: string[]; intent?: 'warning' | 'error' }) {
  if (texts.length > mostUnfolded) {
    return (
      <MessageBar intent={intent} layout="multiline">
        <MessageBarBody>
          <details>
            <summary>{texts.length} warnings</summary>
            <ul>
              {texts.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ul>
          </details>
        </MessageBarBody>
      </MessageBar>
    );
  }
  return texts.map((text) => (
    <MessageBar key={text} intent={intent} layout="multiline">
      <MessageBarBody>{text}</MessageBarBody>
    </MessageBar>
  ));
}

const mostUnfolded = 2;

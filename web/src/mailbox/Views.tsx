import { Tab, TabList } from '@fluentui/react-components';
import type { ReactNode } from 'react';

interface Props<T extends string> {
  names: Record<T, string>;
  view: T;
  onChange(view: NoInfer<T>): void;
  children: ReactNode;
}

/** Several views of one thing, by tabs. */
export function Views<T extends string>({ names, view, onChange, children }: Props<T>) {
  return (
    <>
      <TabList className="views" selectedValue={view} onTabSelect={(_, { value }) => onChange(value as T)}>
        {Object.entries<string>(names).map(([value, name]) => (
          <Tab key={value} value={value} id={`view-${value}`}>
            {name}
          </Tab>
        ))}
      </TabList>
      <div role="tabpanel" aria-labelledby={`view-${view}`}>
        {children}
      </div>
    </>
  );
}

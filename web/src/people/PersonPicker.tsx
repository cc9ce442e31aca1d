import { Combobox, type ComboboxProps, Option } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import type { People, Person } from '../api/shapes';
import { useData } from '../api/useData';
import { withQuery } from '../words/query';
import { useSettled } from './useSettled';

interface Props extends Pick<ComboboxProps, 'placeholder' | 'disabled' | 'clearable'> {
  /** The text in the field. */
  value: string;
  /** What is typed, or the picked person with their name; `person` is undefined for text nobody was picked by. */
  onChange(value: string, person: Person | undefined): void;
}

/** Finds a person by name, title, department or skill. The label comes from the Field around it. */
export function PersonPicker({ value, onChange, ...rest }: Props) {
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState<string>();
  const search = useSettled(value === picked ? '' : value, 200);
  const { data, loading } = useData<People>(open ? withQuery('/api/people', { search, take: 12 }) : undefined);

  useEffect(() => {
    if (value === '') {
      setPicked(undefined);
    }
  }, [value]);

  const people = data?.people ?? [];
  return (
    <Combobox
      {...rest}
      freeform
      open={open}
      onOpenChange={(_, change) => setOpen(change.open)}
      value={value}
      selectedOptions={[]}
      onChange={(event) => onChange(event.target.value, undefined)}
      onOptionSelect={(_, { optionValue }) => {
        const person = people.find(({ id }) => id === optionValue);
        setPicked(person?.displayName);
        onChange(person?.displayName ?? '', person);
      }}
    >
      {people.map((person) => (
        <Option key={person.id} value={person.id} text={person.displayName}>
          <span className="choice">
            {person.displayName}
            <small>{[person.jobTitle, person.department].filter(Boolean).join(', ')}</small>
          </span>
        </Option>
      ))}
      {people.length === 0 && (
        <Option disabled value="" text="">
          {loading ? 'Searching…' : 'Nobody found'}
        </Option>
      )}
    </Combobox>
  );
}

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { isDark, watchScheme } from '../scheme';
import { Trouble } from '../Waiting';
import { renderCard } from './renderCard';
import { Views } from './Views';

const views = { card: 'Card', source: 'Source' };

export default function CardView({ card }: { card: object }) {
  const [view, setView] = useState<keyof typeof views>('card');
  return (
    <Views names={views} view={view} onChange={setView}>
      {view === 'card' ? <Drawn card={card} /> : <pre className="plain">{JSON.stringify(card, null, 2)}</pre>}
    </Views>
  );
}

/** The card as Microsoft's renderer draws it, in the sizes and colours of Teams. */
function Drawn({ card }: { card: object }) {
  const place = useRef<HTMLDivElement>(null);
  const dark = useSyncExternalStore(watchScheme, isDark);
  const [note, setNote] = useState<string>();
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    const drawn = renderCard(card, dark, setNote);
    setFailed(drawn === undefined);
    place.current?.replaceChildren(...(drawn ? [drawn] : []));
  }, [card, dark]);

  return (
    <>
      {failed && <Trouble text="This card cannot be drawn. See its source." />}
      <div className="teams">
        <img src="/favicon.svg" alt="" width="32" height="32" />
        <div>
          <p className="quiet">Learning Nudges</p>
          <div className="card" ref={place} />
        </div>
      </div>
      <p role="status">{note}</p>
    </>
  );
}

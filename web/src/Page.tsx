import { useEffect, useRef, type ReactNode } from 'react';

let arrivals = 0;
let wentBack = false;
window.addEventListener('popstate', () => {
  wentBack = true;
});

interface Props {
  title: string;
  /** Leads back, above the title. */
  back?: ReactNode;
  /** Before and after the title. */
  before?: ReactNode;
  after?: ReactNode;
  children?: ReactNode;
}

/** A page: names the tab, and tells screen readers and keyboards that a new page begins. */
export function Page({ title, back, before, after, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${title} – Learning Nudges`;
  }, [title]);

  useEffect(() => {
    // On the first page the browser's own start of the page is right; going back, its own scroll position.
    if (arrivals++ > 0) {
      heading.current?.focus({ preventScroll: true });
      if (!wentBack) {
        window.scrollTo(0, 0);
      }
    }
    wentBack = false;
  }, []);

  return (
    <main id="content">
      {back && <div className="back">{back}</div>}
      <div className="title">
        {before}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {after}
      </div>
      {children}
    </main>
  );
}

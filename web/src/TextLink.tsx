import { Link } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { Link as Route } from 'wouter';

/** A link to a page of this site. */
export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Route href={href} asChild>
      <Link inline>{children}</Link>
    </Route>
  );
}

/** A link that leaves this site, in a new tab; plain text unless it is http or https. */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  return isWeb(href) ? (
    <Link inline href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </Link>
  ) : (
    <>{children}</>
  );
}

export const isWeb = (address: string) => /^https?:\/\//i.test(address);

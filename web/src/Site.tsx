import { Link as Anchor, Route, Switch, useLocation } from 'wouter';
import { MailboxPage } from './mailbox/MailboxPage';
import { MessagePage } from './mailbox/MessagePage';
import { OverviewPage } from './overview/OverviewPage';
import { RunPage } from './overview/RunPage';
import { Page } from './Page';
import { PeoplePage } from './people/PeoplePage';
import { PersonPage } from './people/PersonPage';
import { TextLink } from './TextLink';

const sections = [
  { path: '/', name: 'Overview', owns: ['/runs'] },
  { path: '/people', name: 'People', owns: ['/people'] },
  { path: '/mailbox', name: 'Mailbox', owns: ['/mailbox'] },
];

export function Site() {
  const [location] = useLocation();
  return (
    <div className="site">
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="top">
        <Anchor href="/" className="brand">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          Learning Nudges
        </Anchor>
        <nav aria-label="Main">
          {sections.map(({ path, name, owns }) => (
            <Anchor key={path} href={path} aria-current={location === path || owns.some((own) => location.startsWith(own)) ? 'page' : undefined}>
              {name}
            </Anchor>
          ))}
        </nav>
      </header>
      <Switch>
        <Route path="/">
          <OverviewPage />
        </Route>
        <Route path="/runs/:id">{({ id }) => <RunPage key={id} id={id} />}</Route>
        <Route path="/people">
          <PeoplePage />
        </Route>
        <Route path="/people/:id">{({ id }) => <PersonPage key={id} id={id} />}</Route>
        <Route path="/mailbox">
          <MailboxPage />
        </Route>
        <Route path="/mailbox/:id">{({ id }) => <MessagePage key={id} id={id} />}</Route>
        <Route>
          <Page title="There is no such page">
            <p>
              Go to the <TextLink href="/">overview</TextLink>.
            </p>
          </Page>
        </Route>
      </Switch>
    </div>
  );
}

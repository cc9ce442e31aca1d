import { AdaptiveCard, HostConfig, OpenUrlAction } from 'adaptivecards';
import MarkdownIt from 'markdown-it';
import { isWeb } from '../TextLink';
import { teamsHost } from './teamsHost';

// The marks that Teams knows. HTML in a card's text is shown as text; links to scripts are not made links.
const markdown = new MarkdownIt('zero', { html: false }).enable(['emphasis', 'link', 'list', 'newline', 'escape', 'entity']);

AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

/** The drawn card, or undefined where it is none. `tell` gets a sentence for what works in Teams alone. */
export function renderCard(source: object, dark: boolean, tell: (note: string) => void): HTMLElement | undefined {
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(teamsHost(dark));
  card.onAnchorClicked = (_, anchor) => !isWeb(anchor.href);
  card.onExecuteAction = (action) => {
    if (action instanceof OpenUrlAction && action.url && isWeb(action.url)) {
      window.open(action.url, '_blank', 'noopener,noreferrer');
    } else {
      tell(`“${action.title ?? 'This button'}” works in Teams only.`);
    }
  };
  card.parse(source);
  return card.render();
}
